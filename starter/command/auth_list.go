package command

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/help"
	"github.com/wxrelease/wxrelease/wxa"
)

// authListAnswer is the answer of auth list.
type authListAnswer struct {
	Authorizers []credentials.Authorizer `json:"authorizers"`
	ending
}

func (l *authListAnswer) text(w io.Writer, r words.Reader) {
	if len(l.Authorizers) == 0 {
		fmt.Fprintln(w, r.Say(words.NoMiniPrograms))
		return
	}
	now := time.Now()
	rows := [][]any{{
		words.ColumnAppID, words.ColumnState, words.ColumnSet18, words.ColumnToken, words.ColumnGranted, words.ColumnName,
	}}
	for _, a := range l.Authorizers {
		var authorised any = a.AuthorizedAt
		if a.AuthorizedAt.IsZero() {
			authorised = ""
		}
		rows = append(rows, []any{a.AppID, stateOf(a.State), granted(a.CanRelease), tokenState(a.Token, now), authorised, a.Name})
	}
	table(w, r, rows...)
}

// stateOf is the word for a state; one that is not known stays as it is.
func stateOf(state credentials.State) any {
	if m, ok := words.AuthorisationStates[string(state)]; ok {
		return m
	}
	return state
}

// granted writes whether permission set 18 was granted.
func granted(can *bool) any {
	switch {
	case can == nil:
		return "?"
	case *can:
		return words.Yes
	default:
		return words.No
	}
}

func (a *app) authListCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:  "list",
		Args: help.NoArguments,
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
	cmd.Flags().BoolVar(&all, "all", false, "")
	return cmd
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
	l.add("problem", s.Problem)
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
