package command

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/internal/words/ofstore"
	"github.com/wxrelease/wxrelease/starter/help"
	"github.com/wxrelease/wxrelease/wxa"
)

func (a *app) authCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:  "auth",
		Args: help.NoCommand,
		RunE: a.showHelp,
	}
	cmd.AddCommand(a.authURLCommand(), a.authListCommand(), a.authSyncCommand(), a.authShowCommand(), a.authKeyCommand())
	return cmd
}

// withStore runs f on the store that the settings name.
func (a *app) withStore(ctx context.Context, f func(*credentials.Platform) (answer, error)) (ans answer, err error) {
	s, err := settings.Read(settings.Commands, a.env)
	if err != nil {
		return nil, usage(words.SettingsCannot.Err(err))
	}
	cfg, ok := s.Credentials(nil)
	if !ok {
		return nil, usage(words.StoreNotSet.Err())
	}
	p, err := credentials.Open(ctx, cfg)
	if err != nil {
		return nil, accessCode(words.StoreOpening.Err(err))
	}
	defer func() {
		if closed := p.Close(); err == nil && closed != nil {
			err = words.StoreClosing.Err(closed)
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
		_, remedy := words.Refusal(answered)
		err = words.Lines[any](err, remedy).Err()
	case wxa.ClassOf(err) == wxa.ClassToken:
		code = exitCredentials
	}
	return &codedError{code, err}
}
