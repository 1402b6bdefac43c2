package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/credentials"
)

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
