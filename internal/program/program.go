// Package program is what the long-running programs have in common between their main and their work: flags, settings, log
// and exit code. The programs themselves are the packages below.
package program

import (
	"context"
	"errors"
	"io"
	"log/slog"

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
	Work  func(context.Context, settings.Settings, *slog.Logger) error
	// Health asks another process of the program, one with the same settings, whether it can work: --health, for container
	// health checks where there is no other program to ask with.
	Health func(context.Context, settings.Settings) error
	// Advice says what cures an error of the program's own, for its log; nil: it has none.
	Advice func(error) words.Text
}

// Run is the program without the process around it; it gives the exit code.
func (p Program) Run(ctx context.Context, args []string, env settings.Env, stdout, stderr io.Writer) int {
	front := NewFront(string(p.Name), args, env, stdout, stderr)
	health := func(ctx context.Context) int {
		s, err := settings.Read(p.Name, env)
		if err == nil {
			err = p.Health(ctx, s)
		}
		if err != nil {
			return front.Unhealthy(err)
		}
		return OK
	}
	return front.Run(ctx, "\n"+settings.Help(p.Name, front.Lang), health, func(ctx context.Context) int {
		s, err := settings.Read(p.Name, env)
		if err != nil {
			return front.Settings(err)
		}
		logger := slog.New(advisedLog{Logger(s, stderr).Handler(), p.Advice})
		if fault := settings.ZoneFault(env); !fault.IsZero() {
			logger.Warn(fault.String())
		}
		for _, fault := range settings.ExposedFaults(env) {
			logger.Warn(fault.String())
		}
		err = p.Work(ctx, s, logger)
		if ctx.Err() != nil && errors.Is(err, context.Canceled) {
			// It was asked to stop while it opened what it works with.
			logger.Info(p.Title+" stops", "in", err)
			return OK
		}
		if err != nil {
			logger.Error(p.Title+" ends", "error", err)
			if errors.Is(err, credentials.ErrKey) { // a setting that only the store could tell
				return Usage
			}
			return Failed
		}
		return OK
	})
}

// Logger is a log as the settings ask for it.
func Logger(s settings.Settings, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: s.LogLevel}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
