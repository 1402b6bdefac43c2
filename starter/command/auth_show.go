package command

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/wxa"
)

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
