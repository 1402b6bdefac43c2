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
