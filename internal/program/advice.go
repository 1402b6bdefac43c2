package program

import (
	"context"
	"log/slog"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/internal/words/ofstore"
)

// advisedLog adds to every line that has an error what cures it, in English as all of the log.
type advisedLog struct {
	slog.Handler
	own func(error) words.Text // what cures an error of the program's own; nil: it has none
}

func (h advisedLog) Handle(ctx context.Context, line slog.Record) error {
	var advice words.Text
	line.Attrs(func(attr slog.Attr) bool {
		if err, ok := attr.Value.Any().(error); ok {
			advice = h.advice(err)
		}
		return advice.IsZero()
	})
	if !advice.IsZero() {
		line = line.Clone()
		line.AddAttrs(slog.String("do", advice.In(words.English)))
	}
	return h.Handler.Handle(ctx, line)
}

func (h advisedLog) advice(err error) words.Text {
	if advice := ofstore.Advice(err); !advice.IsZero() || h.own == nil {
		return advice
	}
	return h.own(err)
}

func (h advisedLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	return advisedLog{h.Handler.WithAttrs(attrs), h.own}
}

func (h advisedLog) WithGroup(name string) slog.Handler {
	return advisedLog{h.Handler.WithGroup(name), h.own}
}
