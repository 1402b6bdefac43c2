package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/telemetry"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
)

// dialTimeout bounds the first contact with Temporal.
const dialTimeout = 10 * time.Second

// connection is a client of releases.
type connection struct{ *releases.Client }

// connect reads the settings and reaches Temporal.
func (a *app) connect(ctx context.Context) (*connection, error) {
	s, err := settings.Read(settings.Commands, a.env)
	if err != nil {
		return nil, usage(words.SettingsCannot.Err(err))
	}
	opts := s.Temporal
	// What the client would log are details of its connection; what matters comes back as an error.
	opts.Logger = log.NewStructuredLogger(slog.New(slog.DiscardHandler))
	opts.Identity = identity()
	interceptors, err := a.traced(ctx, s.Tracing)
	if err != nil {
		return nil, usage(words.SettingsCannot.Err(err))
	}
	opts.Interceptors = append(opts.Interceptors, interceptors...)
	ctx, cancel := context.WithTimeoutCause(ctx, dialTimeout, words.NoAnswerWithin.Err(dialTimeout))
	defer cancel()
	c, err := releases.DialWith(ctx, a.dial, opts, releases.Options{WebUI: s.WebUI})
	if err != nil {
		return nil, words.CheckTemporal.Err(err)
	}
	return &connection{c}, nil
}

// traced makes the requests of this command part of a trace, where a collector is named.
func (a *app) traced(ctx context.Context, how settings.Tracing) ([]interceptor.ClientInterceptor, error) {
	if a.tracing == nil {
		tracing, err := telemetry.NewTracing(context.WithoutCancel(ctx), how, programName)
		if err != nil {
			return nil, err
		}
		a.tracing = tracing
	}
	return a.tracing.Interceptors()
}

// identity is who the history says that a request came from.
func identity() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	return fmt.Sprintf("wxrelease@%s", host)
}

// interrupted tells whether the user asked to stop.
func interrupted(ctx context.Context) bool { return errors.Is(ctx.Err(), context.Canceled) }
