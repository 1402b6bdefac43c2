// Command chaos puts wxrelease under fire: a Temporal server, workers and a bridge as real processes that are killed while hundreds of
// releases are under way, a WeChat with faults, pushes that come twice, never or from a forger, and impatient people. All of it
// follows a plan that a seed gives. It ends with an account by the ledger of the simulated WeChat: what was really accepted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// options are the flags.
type options struct {
	releases, flight, workers int
	seed                      uint64
	duration, patience        time.Duration
	program, dir              string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program without the process around it: 0 all holds, 1 it does not or could not be tried, 2 wrong usage.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == roleServer {
		if err := serve(ctx, args[1:], stdout, stderr); err != nil {
			fmt.Fprintln(stderr, "temporal:", err)
			return 1
		}
		return 0
	}
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2
	}
	holds, err := unleash(ctx, o, stdout, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "chaos:", err)
	}
	if !holds {
		return 1
	}
	return 0
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("chaos", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&o.releases, "releases", 200, "Mini Programs that are released, each once or a few times")
	flags.Uint64Var(&o.seed, "seed", 1, "the plan follows from it and from -releases")
	flags.IntVar(&o.flight, "flight", 48, "releases that are under way at a time")
	flags.IntVar(&o.workers, "workers", 2, "worker processes, 2 at least")
	flags.DurationVar(&o.duration, "duration", 0, "start no release after this; 0 is no bound")
	flags.DurationVar(&o.patience, "patience", 5*time.Minute, "how long a release may take before it counts as still open")
	flags.StringVar(&o.program, "program", "", "the wxrelease that is put under fire; without it this repository's is built")
	flags.StringVar(&o.dir, "dir", "", "folder for logs and histories, kept; without it a temporary one, kept where something is wrong")
	flags.Usage = func() {
		fmt.Fprint(stderr, "Usage: go run ./demo/chaos [flags]\n\nKills the programs while releases are under way, "+
			"and tells by WeChat's ledger what came of it, in Markdown.\nExit code: 0 all holds, 1 it does not, 2 wrong usage.\n\n")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 || o.releases < 1 || o.flight < 1 || o.workers < 2 || o.duration < 0 || o.patience <= 0 {
		flags.Usage()
		return o, errors.New("usage")
	}
	return o, nil
}
