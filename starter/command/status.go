package command

import (
	"context"

	"github.com/spf13/cobra"
)

func (a *app) statusCommand() *cobra.Command {
	var watch bool
	cmd := &cobra.Command{
		Use:   "status APPID",
		Short: "Tell where the open or last release is",
		Long: `Status tells everything about the open release of a Mini Program, or about its last one: stage, what it waits for and
whose move it is, the next attempt, the verdict and its reason, the time line. Where no worker answers it tells what
Temporal itself knows, and says so. The exit code is 0 whenever it could tell something, whatever the outcome.

With --watch it goes on until the release has ended or you stop it: on a terminal as a view that follows the release, in a
pipe with a line for each change.`,
		Example: `  wxrelease status wx5555666677778888
  wxrelease status wx5555666677778888 --watch
  wxrelease status wx5555666677778888 -o json | jq -r .status.outcome`,
		Args: oneAppID, ValidArgsFunction: a.completeKnown,
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			if watch {
				return a.watch(ctx, args[0])
			}
			c, err := a.connect(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			r, err := c.Read(ctx, args[0], "")
			if err != nil {
				return nil, err
			}
			return &releaseAnswer{view: *viewOf(r)}, nil
		}),
	}
	cmd.Flags().BoolVarP(&watch, "watch", "w", false, "follow the release until it has ended or you stop it")
	return cmd
}

// watch follows a release for as long as somebody looks. It tells and does not judge: the exit code is 0 for any outcome.
func (a *app) watch(ctx context.Context, appid string) (answer, error) {
	f := &follower{app: a, appid: appid}
	defer func() {
		if f.c != nil {
			f.c.Close()
		}
	}()
	ans, err := f.answer(ctx, 0)
	switch {
	case ans == nil:
		return nil, err // a nil pointer is not a nil answer
	case !ans.Open():
		ans.ExitCode = exitOK
		return ans, nil
	case errorCode(err) == exitOpen:
		ans.note = a.lang.sentence(err.Error())
		return ans, nil
	}
	return ans, err
}
