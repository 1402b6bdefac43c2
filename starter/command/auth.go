package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
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
	err = program.Advise(err)
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

// authURLAnswer is the answer of auth url.
type authURLAnswer struct {
	credentials.Links
	ending
}

func (u *authURLAnswer) text(w io.Writer, r words.Reader) {
	l := lines{w, r}
	l.add("pc", u.PC)
	l.add("mobile", u.Mobile)
	l.add("good until", u.Expires)
}

// accountTypes are the words for what a merchant may choose in a link.
var accountTypes = map[string]credentials.AuthType{
	"mini-programs": credentials.AuthMiniPrograms, "official-accounts": credentials.AuthOfficialAccounts, "both": credentials.AuthBoth,
}

func (a *app) authURLCommand() *cobra.Command {
	var req credentials.LinkRequest
	var kind string
	cmd := &cobra.Command{
		Use:  "url",
		Args: help.NoArguments,
		PreRunE: func(*cobra.Command, []string) error {
			var known bool
			req.Type, known = accountTypes[kind]
			u, err := url.Parse(req.Redirect)
			switch {
			case !known:
				return words.FlagOneOf.Err("--type", kind, slices.Sorted(maps.Keys(accountTypes)))
			case req.Redirect == "":
				return words.FlagRedirect.Err()
			case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
				return words.FlagAddress.Err("--redirect", req.Redirect)
			case req.AppID != "" && !wxa.IsAppID(req.AppID):
				return words.FlagNotAppID.Err("--appid", req.AppID)
			}
			return nil
		},
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			return a.withStore(ctx, func(p *credentials.Platform) (answer, error) {
				links, err := p.AuthorizationLinks(ctx, req)
				if err != nil {
					return nil, err
				}
				return &authURLAnswer{Links: *links}, nil
			})
		}),
	}
	cmd.Flags().StringVar(&req.Redirect, "redirect", "", "")
	cmd.Flags().StringVar(&kind, "type", "mini-programs", "")
	cmd.Flags().StringVar(&req.AppID, "appid", "", "")
	return cmd
}

// authSyncAnswer is the answer of auth sync.
type authSyncAnswer struct {
	credentials.SyncResult
	ending
}

func (s *authSyncAnswer) text(w io.Writer, r words.Reader) {
	l := lines{w, r}
	l.add("read", words.SyncRead.Of(s.MiniPrograms, s.Others))
	l.add("no set 18", s.NoRelease)
	l.add("no token", s.NoRefresh)
	l.add("not listed", s.Unlisted)
	for _, appid := range slices.Sorted(maps.Keys(s.Failed)) {
		l.add("failed", words.AtPath.Of(appid, s.Failed[appid]))
	}
	if s.Incomplete != "" {
		l.add("incomplete", words.SyncIncomplete.Of(s.Incomplete))
	}
	if s.Resealed > 0 {
		l.add("sealed anew", words.SyncSecrets.Of(s.Resealed))
	}
}

func (a *app) authSyncCommand() *cobra.Command {
	return &cobra.Command{
		Use:  "sync",
		Args: help.NoArguments,
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			return a.withStore(ctx, func(p *credentials.Platform) (answer, error) {
				result, err := p.Sync(ctx)
				if err != nil {
					return nil, err
				}
				ans := &authSyncAnswer{SyncResult: *result}
				if len(result.Failed) > 0 || result.Incomplete != "" {
					ans.ExitCode = exitFailed
				}
				return ans, nil
			})
		}),
	}
}

// authKeyAnswer is the answer of auth key.
type authKeyAnswer struct {
	Key string `json:"key"`
	ending
}

func (k *authKeyAnswer) text(w io.Writer, _ words.Reader) { fmt.Fprintln(w, k.Key) }

func (a *app) authKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:  "key",
		Args: help.NoArguments,
		RunE: a.command(func(context.Context, []string) (answer, error) {
			return &authKeyAnswer{Key: credentials.NewKey()}, nil
		}),
	}
}

// sets writes permission sets for people.
func sets(ids []int) any {
	if ids == nil {
		return words.NotKnown
	}
	if len(ids) == 0 {
		return words.None
	}
	return strings.Trim(fmt.Sprint(ids), "[]")
}

// tokenState writes the state of an account's tokens for people.
func tokenState(t credentials.Tokens, now time.Time) any {
	switch {
	case t.ValidUntil.After(now):
		return words.TokenUntil.Of(t.ValidUntil)
	case t.Refresh:
		return words.TokenOnDemand
	default:
		return words.None
	}
}
