package command

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/wxa"
)

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

// problemOf says why there is no access, with WeChat's errcode where it has refused.
func problemOf(a credentials.Authorizer) words.Text {
	reason := words.TokenReason(string(a.Reason), a.RevokedAt)
	if a.Code == 0 {
		return reason
	}
	return words.TokenRefused.Of(reason, a.Code)
}

// authShowAnswer is the answer of auth show. What WeChat was not reached for is missing.
type authShowAnswer struct {
	credentials.Authorizer
	Principal     string `json:"principal,omitempty"`
	AccountStatus int    `json:"account_status,omitempty"`
	Note          string `json:"note,omitempty"` // why WeChat told nothing
	ending

	note words.Text // that Note is the English of
}

func (s *authShowAnswer) text(w io.Writer, r words.Reader) {
	l := lines{w, r}
	l.add("mini program", s.AppID)
	l.add("name", s.Name)
	l.add("original id", s.OriginalID)
	l.add("principal", s.Principal)
	if status, known := words.AccountStatus[s.AccountStatus]; known {
		l.add("account", status)
	} else if s.AccountStatus != 0 {
		l.add("account", s.AccountStatus)
	}
	l.add("state", stateOf(s.State))
	l.add("problem", problemOf(s.Authorizer))
	l.add("authorised", s.AuthorizedAt)
	l.add("revoked", s.RevokedAt)
	l.add("sets", sets(s.PermissionSets))
	if s.CanRelease != nil && !*s.CanRelease {
		l.add("needs", words.NeedsSet18)
	}
	l.add("token", tokenState(s.Token, time.Now()))
	l.add("note", s.note)
}

func (a *app) authShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:  "show APPID",
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
		return nil, &codedError{exitCredentials, words.NoAuthorisation.Err(appid)}
	}
	ans := &authShowAnswer{Authorizer: *known}
	if unread != nil {
		ans.note = words.OnlyFromStore.Of(unread)
		ans.Note = inJSON.Say(ans.note)
	} else {
		ans.Principal, ans.AccountStatus = info.Principal, info.AccountStatus
	}
	return ans, nil
}
