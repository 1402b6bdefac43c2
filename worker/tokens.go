package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/wxa"
)

// tokenSource gives the one source that the settings name. stop ends what it does in the background.
func tokenSource(ctx context.Context, s settings.Settings, logger *slog.Logger) (source wxa.TokenSource, stop func(), err error) {
	if cfg, ok := s.Credentials(logger); ok {
		return platformTokens(ctx, cfg, logger)
	}
	stop = func() {}
	if s.TokenURL == "" {
		return wxa.FixedToken(s.Token.Reveal()), stop, nil
	}
	source, err = wxa.NewHTTPTokens(wxa.HTTPTokensConfig{
		URL: s.TokenURL, HeaderName: s.TokenHeader.Name, HeaderValue: s.TokenHeader.Value.Reveal(), Logger: logger,
	})
	return source, stop, err
}

// platformTokens opens the store of the platform's credentials. The worker looks after authorisations and the ticket as
// the bridge does: whichever runs does it, once.
func platformTokens(ctx context.Context, cfg credentials.Config, logger *slog.Logger) (wxa.TokenSource, func(), error) {
	short, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	platform, err := credentials.Open(short, cfg)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the store that WXRELEASE_STORE names: %w", err)
	}
	// Releases that are being stopped still need tokens, so this does not end with ctx.
	background, end := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() {
		if err := platform.Run(background); err != nil {
			logger.Error("New authorisations and the ticket are not looked after any more", "error", err)
		}
	})
	return platform, func() {
		end()
		running.Wait()
		if err := platform.Close(); err != nil {
			logger.Warn("Closing the store of credentials", "error", err)
		}
	}, nil
}
