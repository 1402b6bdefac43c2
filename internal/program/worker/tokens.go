package worker

import (
	"context"
	"log/slog"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/wxa"
)

// tokenSource gives the one source that the settings name. stop ends what it does in the background.
func tokenSource(
	ctx context.Context, s settings.Settings, observer wxa.Observer, logger *slog.Logger,
) (source wxa.TokenSource, stop func(), err error) {
	if cfg, ok := s.Credentials(logger); ok {
		cfg.Observer = observer
		platform, stop, err := program.OpenStore(ctx, cfg, logger)
		if err != nil {
			return nil, nil, err
		}
		return platform, stop, nil
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

// namesOf reads merchants' names from the store; nil where the tokens come from elsewhere.
func namesOf(tokens wxa.TokenSource) func(context.Context, string) (string, error) {
	store, ok := tokens.(*credentials.Platform)
	if !ok {
		return nil
	}
	return func(ctx context.Context, appid string) (string, error) {
		authorizer, err := store.Authorizer(ctx, appid)
		if err != nil || authorizer == nil {
			return "", err
		}
		return authorizer.Name, nil
	}
}
