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
