// Command chaos runs releases with real processes under fire: faults of WeChat, lost, repeated and late pushes, killed workers, bridges and
// Temporal servers, and impatient operators. It ends with the account of the simulated WeChat's ledger: what WeChat accepted, beside
// what each release says.
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
	releases, flight int
	seed             uint64
	limit            time.Duration
	dir              string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program without the process around it: 0 all is right, 1 something is not or could not be done, 2 wrong usage.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && (args[0] == roleServer || args[0] == roleProgram) {
		return role(ctx, args, stderr)
	}
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2
	}
	a, err := storm(ctx, o, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "chaos:", err)
	}
	if a == nil {
		return 1
	}
	a.print(stdout)
	if err != nil || len(a.violations) > 0 {
		fmt.Fprintf(stderr, "chaos: what the processes said, and the histories of wrong releases, is in %s\n", a.dir)
		return 1
	}
	if o.dir == "" {
		_ = os.RemoveAll(a.dir)
	}
	return 0
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("chaos", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&o.releases, "releases", 200, "how many")
	flags.IntVar(&o.flight, "flight", 48, "how many are open at a time")
	flags.Uint64Var(&o.seed, "seed", 1, "what happens, and when: the same number gives the same plan")
	flags.DurationVar(&o.limit, "limit", time.Hour, "gives up after this")
	flags.StringVar(&o.dir, "dir", "", "folder for logs and histories, kept; without it a temporary one, kept when something is wrong")
	flags.Usage = func() {
		fmt.Fprint(stderr, "Usage: go run ./demo/chaos [flags]\n\n"+
			"Runs releases under faults and kills, and prints the account in Markdown.\n\n")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	switch {
	case flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q; all settings are flags, see -help", flags.Arg(0))
	case o.releases < 1 || o.flight < 1:
		err = errors.New("-releases and -flight are at least 1")
	case o.limit <= 0:
		err = errors.New("-limit is a time above 0, such as 20m")
	}
	if err != nil {
		fmt.Fprintln(stderr, "chaos:", err)
	}
	return o, err
}
