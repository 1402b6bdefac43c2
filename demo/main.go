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
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// options are the demo's flags.
type options struct {
	temporalPort, uiPort, wechatPort, bridgePort int
	exit, verbose                                bool
}

// run is the program. Its exit codes: 0 all went as it should, 1 it did not, 2 wrong usage.
func run(ctx context.Context, args []string, getenv func(string) string, stdout *os.File, stderr io.Writer) int {
	o, err := parse(args, stderr)
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
	d, err := start(ctx, o, log)
	if err != nil {
		fmt.Fprintln(stderr, "demo:", err)
		return 1
	}
	defer d.stop()
	if err := d.releaseAll(ctx, getenv, stdout); err != nil {
		fmt.Fprintln(stderr, "demo:", err)
		return 1
	}
	if o.exit {
		return 0
	}
	fmt.Fprintf(stdout, "\nEverything keeps running for a look around. Ctrl-C ends it.\n")
	<-ctx.Done()
	return 0
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&o.temporalPort, "temporal-port", 7233, "port of the Temporal server; 0 takes a free one")
	flags.IntVar(&o.uiPort, "ui-port", 8233, "port of the Temporal Web UI; 0 takes a free one")
	flags.IntVar(&o.wechatPort, "wechat-port", 8580, "port of the simulated WeChat; 0 takes a free one")
	flags.IntVar(&o.bridgePort, "bridge-port", 8450, "port of the bridge that takes WeChat's pushes; 0 takes a free one")
	flags.BoolVar(&o.exit, "exit", false, "end when the releases have ended; exit code 0 only if all three went as they should")
	flags.BoolVar(&o.verbose, "v", false, "log what the worker and the simulated WeChat do")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "Usage: go run ./demo [flags]")
		fmt.Fprint(stderr, "\nReleases three Mini Programs on an embedded Temporal server against a simulated WeChat.\n\n")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("demo: unexpected argument %q; all settings are flags, see -help", flags.Arg(0))
		fmt.Fprintln(stderr, err)
		return o, err
	}
	for name, port := range map[string]int{
		"temporal-port": o.temporalPort, "ui-port": o.uiPort, "wechat-port": o.wechatPort, "bridge-port": o.bridgePort,
	} {
		if port < 0 || port > 65535 {
			err := fmt.Errorf("demo: -%s %d is not a port (0 to 65535)", name, port)
			fmt.Fprintln(stderr, err)
			return o, err
		}
	}
	return o, nil
}
