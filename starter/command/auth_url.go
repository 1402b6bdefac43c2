package command

import (
	"context"
	"io"
	"maps"
	"net/url"
	"slices"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/help"
	"github.com/wxrelease/wxrelease/wxa"
)

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
