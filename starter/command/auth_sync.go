package command

import (
	"context"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/help"
)

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
	for _, appid := range slices.Sorted(maps.Keys(s.FailedErr)) {
		l.add("failed", words.AtPath.Of(appid, s.FailedErr[appid]))
	}
	if s.IncompleteErr != nil {
		l.add("incomplete", words.SyncIncomplete.Of(s.IncompleteErr))
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
