package program

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/wxrelease/wxrelease/bridge"
	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/wxa"
)

// Advice says what cures an error of the packages below, with the settings and the commands of these programs; "" where the
// error itself says all. Those packages serve other programs too, which have other settings.
func Advice(err error) string {
	var advised *advisedError
	var access *credentials.AccessError
	var ticket *credentials.TicketError
	switch {
	case errors.As(err, &advised):
		return ""
	case errors.Is(err, credentials.ErrKey):
		return "give the key that the other programs have as WXRELEASE_STORE_KEY, or, while keys change, that key among " +
			"WXRELEASE_STORE_OLD_KEYS; a new key goes to all programs as an old key first, and only then becomes WXRELEASE_STORE_KEY"
	case errors.As(err, &access):
		return "The merchant's administrator authorises through the link from wxrelease auth url; " +
			"if that was done already, wxrelease auth sync reads it from WeChat"
	case errors.As(err, &ticket):
		return "Check that the bridge runs on this store"
	case errors.Is(err, bridge.ErrUnreadable):
		return "wxrelease auth sync reads the authorisations again"
	}
	return ""
}

// Advise adds its [Advice] to an error's text.
func Advise(err error) error {
	if advice := Advice(err); advice != "" {
		return &advisedError{err, advice}
	}
	return err
}

type advisedError struct {
	err    error
	advice string
}

func (e *advisedError) Error() string { return fmt.Sprintf("%v. %s", e.err, e.advice) }
func (e *advisedError) Unwrap() error { return e.err }

// AdvisedTokens is a source whose errors come with advice: releases show them to people.
func AdvisedTokens(source wxa.TokenSource) wxa.TokenSource { return advisedTokens{source} }

type advisedTokens struct{ wxa.TokenSource }

func (s advisedTokens) Token(ctx context.Context, appid string) (string, error) {
	token, err := s.TokenSource.Token(ctx, appid)
	return token, Advise(err)
}

// advisedLog adds the advice to every line that has an error.
type advisedLog struct{ slog.Handler }

func (h advisedLog) Handle(ctx context.Context, line slog.Record) error {
	advice := ""
	line.Attrs(func(attr slog.Attr) bool {
		if err, ok := attr.Value.Any().(error); ok {
			advice = Advice(err)
		}
		return advice == ""
	})
	if advice != "" {
		line = line.Clone()
		line.AddAttrs(slog.String("do", advice))
	}
	return h.Handler.Handle(ctx, line)
}

func (h advisedLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	return advisedLog{h.Handler.WithAttrs(attrs)}
}
func (h advisedLog) WithGroup(name string) slog.Handler { return advisedLog{h.Handler.WithGroup(name)} }
