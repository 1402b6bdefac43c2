// Package program is what the long-running programs have in common between their main and their work: flags, settings, log
// and exit code. The programs themselves are the packages below.
package program

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
)

// Exit codes.
const (
	OK     = 0 // stopped as asked
	Failed = 1 // could not go on; starting it again may help
	Usage  = 2 // flags or settings; starting it again does not help
)

// Program is one that reads its settings from the environment and works until it is stopped.
type Program struct {
	Name  settings.Program
	Title string // "Worker": how log lines begin
	Usage string // ends with a blank line; --help prints it before the settings
	Work  func(context.Context, settings.Settings, *slog.Logger) error
	// Health asks another process of the program, one with the same settings, whether it can work: --health, for container
	// health checks where there is no other program to ask with.
	Health func(context.Context, settings.Settings) error
}

// command is what people type to run the program.
func (p Program) command() string { return "wxrelease " + string(p.Name) }

// Run is the program without the process around it; it gives the exit code.
func (p Program) Run(ctx context.Context, args []string, env settings.Env, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet(p.command(), flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	showVersion := flags.Bool("version", false, "print the version and exit")
	health := flags.Bool("health", false, "ask a running one and exit with 0 or 1")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, p.Usage+settings.Help(p.Name, words.English))
		return OK
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
		fallthrough
	case err != nil:
		fmt.Fprintf(stderr, "%s: %v\nSee: %[1]s --help\n", p.command(), err)
		return Usage
	case *showVersion:
		fmt.Fprintln(stdout, p.command(), Version())
		return OK
	}
	s, err := settings.Read(p.Name, env)
	if *health {
		return p.health(ctx, s, err, stderr)
	}
	if err != nil {
		fmt.Fprintf(stderr, "%s: the settings cannot work:\n%v\nSee: %[1]s --help\n", p.command(), err)
		return Usage
	}
	logger := newLogger(s, stderr)
	if err := p.Work(ctx, s, logger); err != nil {
		logger.Error(p.Title+" ends", "error", err)
		if errors.Is(err, credentials.ErrKey) { // a setting that only the store could tell
			return Usage
		}
		return Failed
	}
	return OK
}

// health knows only two exit codes: container engines keep the others for themselves.
func (p Program) health(ctx context.Context, s settings.Settings, err error, stderr io.Writer) int {
	if err == nil {
		err = p.Health(ctx, s)
	}
	if err != nil {
		fmt.Fprintf(stderr, "%s: not healthy: %v\n", p.command(), err)
		return Failed
	}
	return OK
}

func newLogger(s settings.Settings, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: s.LogLevel}
	if s.LogFormat == "json" {
		return slog.New(advisedLog{slog.NewJSONHandler(w, options)})
	}
	return slog.New(advisedLog{slog.NewTextHandler(w, options)})
}

// Version is the module's version as go install stamps it, or the commit it was built from.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}
