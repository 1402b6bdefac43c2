// Command demo runs the whole of wxrelease in one process, with nothing to install: a Temporal server with its Web UI, a
// simulated WeChat on a fast clock, a worker, and three releases on their way through review.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// defaultTemporalPort is where clients look for a server that they are told nothing of.
const defaultTemporalPort = 7233

// options are the demo's flags.
type options struct {
	temporalPort, uiPort, wechatPort, bridgePort int
	exit, verbose                                bool
}

// run is the program. Its exit codes: 0 all went as it should, 1 it did not, 2 wrong usage.
func run(ctx context.Context, args []string, env settings.Env, stdout *os.File, stderr io.Writer) int {
	lang, err := words.LangOf("", env)
	if err != nil {
		fmt.Fprintln(stderr, words.ProgramEnds.Of("demo", err).String())
		return 2
	}
	reader := lang.In(time.Local)
	o, err := parse(args, reader, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2
	}
	log := slog.New(slog.DiscardHandler) // failures are part of the show; -v tells them
	if o.verbose {
		log = slog.New(slog.NewTextHandler(stderr, nil))
	}
	d, err := start(ctx, o, reader, log)
	if err != nil {
		fmt.Fprintln(stderr, reader.Say(words.ProgramEnds.Of("demo", err)))
		return 1
	}
	defer d.stop()
	if err := d.releaseAll(ctx, env, stdout); err != nil {
		fmt.Fprintln(stderr, reader.Say(words.ProgramEnds.Of("demo", err)))
		return 1
	}
	if o.exit {
		return 0
	}
	if err := d.play(ctx, stdout); err != nil {
		fmt.Fprintln(stderr, reader.Say(words.ProgramEnds.Of("demo", err)))
		return 1
	}
	fmt.Fprintf(stdout, "\n%s\n", reader.Say(words.DemoStays.Of()))
	<-ctx.Done()
	return 0
}

func parse(args []string, reader words.Reader, stderr io.Writer) (options, error) {
	var o options
	say := func(m *words.Message) string { return reader.Say(m.Of()) }
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&o.temporalPort, "temporal-port", defaultTemporalPort, say(words.DemoTemporalPort))
	flags.IntVar(&o.uiPort, "ui-port", 8233, say(words.DemoUIPort))
	flags.IntVar(&o.wechatPort, "wechat-port", 8580, say(words.DemoWeChatPort))
	flags.IntVar(&o.bridgePort, "bridge-port", 8450, say(words.DemoBridgePort))
	flags.BoolVar(&o.exit, "exit", false, say(words.DemoExit))
	flags.BoolVar(&o.verbose, "v", false, say(words.DemoVerbose))
	flags.Usage = func() {
		fmt.Fprintf(stderr, "%s\n\n", say(words.DemoUsage))
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		err := words.DemoArgument.Err(flags.Arg(0))
		fmt.Fprintln(stderr, reader.Say(words.ProgramEnds.Of("demo", err)))
		return o, err
	}
	for name, port := range map[string]int{
		"temporal-port": o.temporalPort, "ui-port": o.uiPort, "wechat-port": o.wechatPort, "bridge-port": o.bridgePort,
	} {
		if port < 0 || port > 65535 {
			err := words.DemoNoPort.Err(name, port)
			fmt.Fprintln(stderr, reader.Say(words.ProgramEnds.Of("demo", err)))
			return o, err
		}
	}
	return o, nil
}
