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
	"github.com/wxrelease/wxrelease/internal/plain"
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

// authURLAnswer is the answer of auth url.
type authURLAnswer struct {
	credentials.Links
	ending
}

func (u *authURLAnswer) text(w io.Writer) {
	fmt.Fprintf(w, "%-13s %s\n%-13s %s\n", "pc", u.PC, "mobile", u.Mobile)
	if !u.Expires.IsZero() {
		fmt.Fprintf(w, "%-13s %s\n", "good until", stamp(u.Expires))
	}
}

// accountTypes are the words for what a merchant may choose in a link.
var accountTypes = map[string]credentials.AuthType{
	"mini-programs": credentials.AuthMiniPrograms, "official-accounts": credentials.AuthOfficialAccounts, "both": credentials.AuthBoth,
}

func (a *app) authURLCommand() *cobra.Command {
	var req credentials.LinkRequest
	var kind string
	cmd := &cobra.Command{
		Use:   "url",
		Short: "Make the links by which a merchant authorises the platform",
		Long: `Url asks WeChat for a code and makes two links of it, for the merchant's administrator: one for a browser, which WeChat
opens only from a page on the platform's registered domain, and one for WeChat on a phone. They serve one authorisation and
end soon. Permission set 18 (小程序开发与数据分析) must be among what is granted, or releases are refused.`,
		Example: `  wxrelease auth url --redirect https://merchants.example.com/authorised
  wxrelease auth url --redirect https://merchants.example.com/authorised --appid wx5555666677778888 -o json | jq -r .mobile`,
		Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error {
			var known bool
			req.Type, known = accountTypes[kind]
			u, err := url.Parse(req.Redirect)
			switch {
			case !known:
				return fmt.Errorf("--type: %q is none of both, mini-programs, official-accounts", kind)
			case req.Redirect == "":
				return errors.New("--redirect: give the address where the merchant's browser goes afterwards")
			case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
				return fmt.Errorf("--redirect: %q is not an address such as https://host/path", req.Redirect)
			case req.AppID != "":
				return oneAppID(nil, []string{req.AppID})
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
	cmd.Flags().StringVar(&req.Redirect, "redirect", "", "where the merchant's browser goes afterwards, on the platform's registered domain")
	cmd.Flags().StringVar(&kind, "type", "mini-programs", "what the merchant may choose: mini-programs, official-accounts or both")
	cmd.Flags().StringVar(&req.AppID, "appid", "", "only this account may be chosen, instead of --type")
	return cmd
}

// authSyncAnswer is the answer of auth sync.
type authSyncAnswer struct {
	credentials.SyncResult
	ending
}

func (s *authSyncAnswer) text(w io.Writer) {
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%-13s %s\n", name, plain.Clean(value))
		}
	}
	line("read", fmt.Sprintf("%s, %s", counted(s.MiniPrograms, "Mini Program"), counted(s.Others, "other account")))
	line("no set 18", strings.Join(s.NoRelease, ", "))
	line("no token", strings.Join(s.NoRefresh, ", "))
	line("not listed", strings.Join(s.Unlisted, ", "))
	for _, appid := range slices.Sorted(maps.Keys(s.Failed)) {
		line("failed", appid+": "+s.Failed[appid])
	}
	if s.Incomplete != "" {
		line("incomplete", "WeChat's list could not be read to its end, run it again: "+s.Incomplete)
	}
	if s.Resealed > 0 {
		line("sealed anew", counted(s.Resealed, "secret"))
	}
}

func (a *app) authSyncCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "sync",
		Short: "Read from WeChat who has authorised the platform",
		Long: `Sync reads WeChat's list of authorisations into the store, and from each account who it is and what it has granted: for a
new store, and after pushes were lost. It also seals everything with the current store key, after which the old keys can go.
It takes nothing away: accounts in the store that WeChat does not list are only told (not listed). Those without a refresh
token at WeChat must authorise again (no token).

What WeChat does not answer is asked again a few times while the rest goes on. What could not be read then is told (failed,
incomplete), the exit code is 1, and running it again begins there.`,
		Example: `  wxrelease auth sync
  wxrelease auth sync -o json | jq -r '.no_release[]'`,
		Args: cobra.NoArgs,
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

func (k *authKeyAnswer) text(w io.Writer) { fmt.Fprintln(w, k.Key) }

func (a *app) authKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "key",
		Short: "Make a key for the store",
		Long: `Key prints a new random key for WXRELEASE_STORE_KEY. It connects to nothing and needs no settings. To change the key of a
store give the new one to all programs in WXRELEASE_STORE_OLD_KEYS first and restart them; then make it their
WXRELEASE_STORE_KEY, with the one before it in WXRELEASE_STORE_OLD_KEYS, and restart them again; then run wxrelease auth sync,
after which the old one can go. Without its key a store is worthless: keep it as you keep the platform's secret.`,
		Example: `  wxrelease auth key > store.key && chmod 600 store.key`,
		Args:    cobra.NoArgs,
		RunE: a.command(func(context.Context, []string) (answer, error) {
			return &authKeyAnswer{Key: credentials.NewKey()}, nil
		}),
	}
}

// sets writes permission sets for people.
func sets(ids []int) string {
	if ids == nil {
		return "not known"
	}
	if len(ids) == 0 {
		return "none"
	}
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = fmt.Sprint(id)
	}
	return strings.Join(texts, " ")
}

// tokenState writes the state of an account's tokens for people.
func tokenState(t credentials.Tokens, now time.Time) string {
	switch {
	case t.ValidUntil.After(now):
		return "until " + stamp(t.ValidUntil)
	case t.Refresh:
		return "made when needed"
	default:
		return "none"
	}
}
