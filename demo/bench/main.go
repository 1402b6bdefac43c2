// Command bench measures releases on a Temporal server in this machine, beside a straightforward workflow of the same shape, and prints
// tables in Markdown. Server and worker are processes of their own, so that their CPU time and memory can be told apart.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// options are the flags.
type options struct {
	releases, rounds, flight int
	open                     sizes
	pushes                   int
	only                     string
	dir                      string
	cache                    int
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program without the process around it: 0 measured, 1 could not, 2 wrong usage.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		switch args[0] { // the other processes of a measurement
		case roleServer:
			return role(ctx, stderr, func() error { return serve(ctx, args[1:]) })
		case roleWorker:
			return role(ctx, stderr, func() error { return work(ctx, args[1:]) })
		}
	}
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2
	}
	if err := measure(ctx, o, stdout, stderr); err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return 1
	}
	return 0
}

func role(ctx context.Context, stderr io.Writer, do func() error) int {
	if err := do(); err != nil && ctx.Err() == nil {
		fmt.Fprintln(stderr, "bench:", err)
		return 1
	}
	return 0
}

func parse(args []string, stderr io.Writer) (options, error) {
	o := options{open: sizes{1_000, 10_000}}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&o.releases, "releases", 200, "releases in each round")
	flags.IntVar(&o.rounds, "rounds", 3, "rounds of each of the two workflows, in turn")
	flags.IntVar(&o.flight, "flight", 32, "releases that are started, and pushed, at a time")
	flags.Var(&o.open, "open", "numbers of open releases, for memory, lists and kill -9")
	flags.IntVar(&o.cache, "cache", 10_000, "releases that the worker keeps in memory (WXRELEASE_STICKY_CACHE)")
	flags.IntVar(&o.pushes, "pushes", 2_000, "pushes through the bridge, and bare signals beside them")
	flags.StringVar(&o.only, "only", "", "one part: "+strings.Join(partNames(), ", "))
	flags.StringVar(&o.dir, "dir", os.TempDir(), "folder for the histories of releases that took far longer than others")
	flags.Usage = func() {
		fmt.Fprint(stderr, "Usage: go run ./demo/bench [flags]\n\nMeasures releases, and prints tables in Markdown.\n\n")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 || o.releases < 1 || o.rounds < 1 || o.flight < 1 || o.pushes < 1 {
		flags.Usage()
		return o, errors.New("usage")
	}
	return o, nil
}

// part is one table.
type part struct {
	name string
	do   func(b *bench, ctx context.Context) error
}

var parts = []part{
	{"paths", (*bench).paths}, {"rounds", (*bench).compare}, {"open", (*bench).many}, {"bridge", (*bench).bridge},
	{"calls", (*bench).calls},
}

func partNames() (all []string) {
	for _, p := range parts {
		all = append(all, p.name)
	}
	return all
}

func measure(ctx context.Context, o options, stdout, stderr io.Writer) error {
	fmt.Fprintf(stdout, "%s, %d CPUs (%s), %s, SQLite in memory.\n",
		time.Now().UTC().Format(time.DateOnly), runtime.NumCPU(), cpuName(), runtime.Version())
	known := false
	for _, p := range parts {
		if o.only != "" && o.only != p.name {
			continue
		}
		known = true
		b, err := newBench(ctx, o, stdout, stderr)
		if err == nil {
			err = p.do(b, ctx)
		}
		if b != nil {
			b.close()
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	if !known {
		return fmt.Errorf("-only %s: there is no such part, only %s", o.only, strings.Join(partNames(), ", "))
	}
	return nil
}

// cpuName is what Linux calls the processor.
func cpuName() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(text)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// sizes are numbers, separated by commas.
type sizes []int

func (s *sizes) String() string { return strings.Trim(fmt.Sprint([]int(*s)), "[]") }

func (s *sizes) Set(text string) error {
	*s = nil
	for part := range strings.SplitSeq(text, ",") {
		var n int
		if _, err := fmt.Sscan(part, &n); err != nil || n < 1 {
			return fmt.Errorf("%q is not a number of releases", part)
		}
		*s = append(*s, n)
	}
	return nil
}
