package command

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/wxa"
)

// authListAnswer is the answer of auth list.
type authListAnswer struct {
	Authorizers []credentials.Authorizer `json:"authorizers"`
	ending
}

func (l *authListAnswer) text(w io.Writer) {
	if len(l.Authorizers) == 0 {
		fmt.Fprintln(w, "the store knows no Mini Program; wxrelease auth sync reads them from WeChat")
		return
	}
	now := time.Now()
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "APPID\tSTATE\tSET 18\tTOKEN\tAUTHORISED\tNAME")
	for _, a := range l.Authorizers {
		authorised := ""
		if !a.AuthorizedAt.IsZero() {
			authorised = stamp(a.AuthorizedAt)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", a.AppID, a.State, granted(a.CanRelease), tokenState(a.Token, now), authorised, plain.Clean(a.Name))
	}
	_ = table.Flush() // it writes to memory
}

// granted writes whether permission set 18 was granted.
func granted(can *bool) string {
	switch {
	case can == nil:
		return "?"
	case *can:
		return "yes"
	default:
		return "no"
	}
}

func (a *app) authListCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the Mini Programs that have authorised the platform",
		Long: `List shows what the store knows: which Mini Programs have authorised the platform, whether permission set 18 is granted, which
every release needs, and whether there is a token. It asks WeChat nothing; sync does.`,
		Example: `  wxrelease auth list
  wxrelease auth list -o json | jq -r '.authorizers[] | select(.can_release == false) | .appid'`,
		Args: cobra.NoArgs,
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			return a.withStore(ctx, func(p *credentials.Platform) (answer, error) {
				known, err := p.Authorizers(ctx)
				if err != nil {
					return nil, err
				}
				ans := &authListAnswer{Authorizers: []credentials.Authorizer{}}
				for _, e := range known {
					if all || !e.Other {
						ans.Authorizers = append(ans.Authorizers, e)
					}
				}
				return ans, nil
			})
		}),
	}
	cmd.Flags().BoolVar(&all, "all", false, "other kinds of accounts too")
	return cmd
}

// authShowAnswer is the answer of auth show. What WeChat was not reached for is missing.
type authShowAnswer struct {
	credentials.Authorizer
	Principal     string `json:"principal,omitempty"`
	AccountStatus int    `json:"account_status,omitempty"`
	Note          string `json:"note,omitempty"` // why WeChat told nothing
	ending
}

// accountStatus are the words for WeChat's numbers.
var accountStatus = map[int]string{1: "normal", 14: "cancelled", 16: "banned", 18: "warned", 19: "frozen"}

func (s *authShowAnswer) text(w io.Writer) {
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%-13s %s\n", name, plain.Clean(value))
		}
	}
	at := func(name string, t time.Time) {
		if !t.IsZero() {
			line(name, stamp(t))
		}
	}
	line("mini program", s.AppID)
	line("name", s.Name)
	line("original id", s.OriginalID)
	line("principal", s.Principal)
	if s.AccountStatus != 0 {
		status, known := accountStatus[s.AccountStatus]
		if !known {
			status = fmt.Sprint(s.AccountStatus)
		}
		line("account", status)
	}
	line("state", string(s.State))
	line("problem", s.Problem)
	at("authorised", s.AuthorizedAt)
	at("revoked", s.RevokedAt)
	line("sets", sets(s.PermissionSets))
	if s.CanRelease != nil && !*s.CanRelease {
		line("needs", "permission set 18 (小程序开发与数据分析): the merchant's administrator must authorise again and grant it")
	}
	line("token", tokenState(s.Token, time.Now()))
	line("note", s.Note)
}

func (a *app) authShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show APPID",
		Short: "Tell about one Mini Program's authorisation",
		Long: `Show tells what the store knows about one Mini Program and reads from WeChat who it is and what it has granted. Where WeChat
does not answer it tells the rest, and says so.`,
		Example: `  wxrelease auth show wx5555666677778888
  wxrelease auth show wx5555666677778888 -o json | jq .permission_sets`,
		Args: oneAppID,
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			return a.withStore(ctx, func(p *credentials.Platform) (answer, error) { return show(ctx, p, args[0]) })
		}),
	}
}

func show(ctx context.Context, p *credentials.Platform, appid string) (answer, error) {
	known, err := p.Authorizer(ctx, appid)
	if err != nil {
		return nil, err
	}
	var info *wxa.AuthorizerInfo
	var unread error
	if known != nil { // what WeChat knows of others is not kept
		info, unread = p.Describe(ctx, appid)
		if unread == nil {
			if known, err = p.Authorizer(ctx, appid); err != nil {
				return nil, err
			}
		}
	}
	if known == nil {
		return nil, &codedError{exitCredentials, fmt.Errorf("the store knows no authorisation of %s: wxrelease auth sync reads them all from WeChat, wxrelease auth url makes the link for a new one", appid)}
	}
	ans := &authShowAnswer{Authorizer: *known}
	if unread != nil {
		ans.Note = "only from the store: " + unread.Error()
	} else {
		ans.Principal, ans.AccountStatus = info.Principal, info.AccountStatus
	}
	return ans, nil
}
