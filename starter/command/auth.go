package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words/ofstore"
	"github.com/wxrelease/wxrelease/wxa"
)

func (a *app) authCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "auth",
		Short: "Make authorisation links, show who has authorised the platform",
		Long: `Auth works on the store of the platform's credentials, the one that the bridge fills and the worker takes its tokens from:
WXRELEASE_STORE, WXRELEASE_STORE_KEY, WXRELEASE_PLATFORM_APPID and WXRELEASE_PLATFORM_SECRET. It never prints a token.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.authURLCommand(), a.authListCommand(), a.authSyncCommand(), a.authShowCommand(), a.authKeyCommand())
	return cmd
}

// withStore runs f on the store that the settings name.
func (a *app) withStore(ctx context.Context, f func(*credentials.Platform) (answer, error)) (ans answer, err error) {
	s, err := settings.Read(settings.Commands, a.env)
	if err != nil {
		return nil, usage(fmt.Errorf("the settings cannot work:\n%w", err))
	}
	cfg, ok := s.Credentials(nil)
	if !ok {
		return nil, usage(errors.New("WXRELEASE_STORE: not set; give the store of the platform's credentials that bridge and worker use"))
	}
	p, err := credentials.Open(ctx, cfg)
	if err != nil {
		return nil, accessCode(fmt.Errorf("opening the store that WXRELEASE_STORE names: %w", err))
	}
	defer func() {
		if closed := p.Close(); err == nil && closed != nil {
			err = fmt.Errorf("closing the store of the platform's credentials: %w", closed)
		}
	}()
	ans, err = f(p)
	return ans, accessCode(err)
}

// accessCode gives WeChat's refusals their exit codes, and their remedies to the reader.
func accessCode(err error) error {
	var coded *codedError
	if err == nil || errors.As(err, &coded) {
		return err
	}
	err = ofstore.Advise(err)
	code := exitFailed
	var answered *wxa.Error
	var ticket *credentials.TicketError
	switch {
	case errors.Is(err, credentials.ErrKey):
		code = exitUsage
	case errors.As(err, &ticket):
		code = exitCredentials
	case errors.As(err, &answered):
		info := answered.Info()
		switch {
		case info.Access:
			code = exitCredentials
		case info.Class == wxa.ClassQuota:
			code = exitQuota
		case info.Class == wxa.ClassFix:
			code = exitBlocked
		}
		if info.Remedy != "" {
			err = fmt.Errorf("%w\n%s", err, info.Remedy)
		}
	case wxa.ClassOf(err) == wxa.ClassToken:
		code = exitCredentials
	}
	return &codedError{code, err}
}
