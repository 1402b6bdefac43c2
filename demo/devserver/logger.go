package devserver

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync/atomic"

	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/log/tag"
)

// levelled returns a logger that passes on what is at least at the level, warnings by default, and nothing without one.
func levelled(l *slog.Logger, level slog.Leveler) *slog.Logger {
	if l == nil {
		return slog.New(slog.DiscardHandler)
	}
	if level == nil {
		level = slog.LevelWarn
	}
	return slog.New(levelHandler{l.Handler(), level})
}

// levelHandler holds back records under its level.
type levelHandler struct {
	slog.Handler
	level slog.Leveler
}

func (h levelHandler) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= h.level.Level() && h.Handler.Enabled(ctx, l)
}

func (h levelHandler) WithAttrs(a []slog.Attr) slog.Handler {
	return levelHandler{h.Handler.WithAttrs(a), h.level}
}

func (h levelHandler) WithGroup(name string) slog.Handler {
	return levelHandler{h.Handler.WithGroup(name), h.level}
}

// serverLogger gives the server's messages to slog, until it is silent.
type serverLogger struct {
	*slog.Logger
	silent *atomic.Bool
}

var _ log.Logger = serverLogger{}

// fatal is the panic of a message after which the server cannot go on. Start turns it into an error.
type fatal struct{ text string }

func (f fatal) Error() string { return f.text }

func (l serverLogger) Debug(msg string, tags ...tag.Tag)  { l.log(slog.LevelDebug, msg, tags) }
func (l serverLogger) Info(msg string, tags ...tag.Tag)   { l.log(slog.LevelInfo, msg, tags) }
func (l serverLogger) Warn(msg string, tags ...tag.Tag)   { l.log(slog.LevelWarn, msg, tags) }
func (l serverLogger) Error(msg string, tags ...tag.Tag)  { l.log(slog.LevelError, msg, tags) }
func (l serverLogger) DPanic(msg string, tags ...tag.Tag) { l.log(slog.LevelError, msg, tags) }

// Panic panics, as the server expects.
func (l serverLogger) Panic(msg string, tags ...tag.Tag) {
	l.log(slog.LevelError, msg, tags)
	panic(msg)
}

// Fatal does not return, as the server expects. Instead of ending the process it panics; once the server is stopping, it
// ends only the goroutine, which had not noticed yet.
func (l serverLogger) Fatal(msg string, tags ...tag.Tag) {
	l.log(slog.LevelError, msg, tags)
	for _, t := range tags {
		msg += fmt.Sprintf(" %s=%v", t.Key(), t.Value())
	}
	if l.silent.Load() {
		runtime.Goexit()
	}
	panic(fatal{msg})
}

func (l serverLogger) log(level slog.Level, msg string, tags []tag.Tag) {
	ctx := context.Background()
	if l.silent.Load() || !l.Enabled(ctx, level) {
		return // most messages: no time is spent on their tags
	}
	l.LogAttrs(ctx, level, msg, attrs(tags)...)
}

// With keeps tags for all later messages.
func (l serverLogger) With(tags ...tag.Tag) log.Logger {
	return serverLogger{slog.New(l.Handler().WithAttrs(attrs(tags))), l.silent}
}

func attrs(tags []tag.Tag) []slog.Attr {
	out := make([]slog.Attr, len(tags))
	for i, t := range tags {
		out[i] = slog.Any(t.Key(), t.Value())
	}
	return out
}
