package command

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/plain"
)

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
