package command

import (
	"context"

	"github.com/spf13/cobra"
)

func (a *app) statusCommand() *cobra.Command {
	var watch bool
	cmd := &cobra.Command{
		Use:  "status APPID",
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
	cmd.Flags().BoolVarP(&watch, "watch", "w", false, "")
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
		ans.parted = err
		return ans, nil
	}
	return ans, err
}
