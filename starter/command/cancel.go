package command

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

func (a *app) cancelCommand() *cobra.Command {
	var reason, by string
	var wait bool
	limit := duration(5 * time.Minute)
	cmd := &cobra.Command{
		Use:  "cancel APPID",
		Args: oneAppID, ValidArgsFunction: a.completeOpen,
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("wait-timeout") && !wait {
				return words.OnlyWith.Err("--wait-timeout", "--wait")
			}
			return nil
		},
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			c, err := a.connect(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			ans, err := c.cancel(ctx, args[0], workflows.CancelNote{By: whoAsks(a.env, by), Reason: reason})
			if err != nil {
				return nil, err // ans is a nil pointer, which is not a nil answer
			}
			if !wait {
				return ans, nil
			}
			a.begun(ans, "")
			f := &follower{app: a, c: c, appid: args[0], runID: ans.RunID, last: &ans.Release}
			return cancelled(f.answer(ctx, time.Duration(limit)))
		}),
	}
	cmd.Flags().Var(said{to: &reason, most: reasonMost}, "reason", "")
	byFlag(cmd.Flags(), &by)
	cmd.Flags().BoolVar(&wait, "wait", false, "")
	cmd.Flags().Var(&limit, "wait-timeout", "")
	a.reports.flags(cmd.Flags())
	return cmd
}

// cancel requests the cancellation of the release that is open now, and of no later one.
func (c *connection) cancel(ctx context.Context, appid string, note workflows.CancelNote) (*releaseAnswer, error) {
	r, err := c.Cancel(ctx, appid, note)
	ended, over := errors.AsType[*releases.EndedError](err)
	_, none := errors.AsType[*releases.NotFoundError](err)
	switch {
	case over && ended.Release != nil:
		last := ended.Release
		return nil, &codedError{exitBlocked, words.NothingToCancel.Err(appid, last.Version, last.EndingWords(), last.Status.EndedAt)}
	case over:
		return nil, &codedError{exitBlocked, words.NothingToCancelNow.Err(appid)}
	case none:
		return nil, err
	case err != nil:
		return nil, words.CancelAgain.Err(err)
	}
	return &releaseAnswer{
		view: *viewOf(r), brief: words.CancelRequested.Of(r.Version, appid), advice: words.CancelledOnceEnded.Of(appid),
	}, nil
}

// cancelled judges the end of a release that was meant to be cancelled.
func cancelled(ans *releaseAnswer, err error) (answer, error) {
	if ans == nil {
		return nil, err // a nil pointer is not a nil answer
	}
	if err != nil {
		return ans, err
	}
	switch ans.Outcome() {
	case workflows.OutcomeCancelled, workflows.OutcomeWithdrawn:
		ans.ExitCode = exitOK
	case workflows.OutcomeCancelFailed:
		return ans, &codedError{exitBlocked, words.NotTakenBack(ans.Status.Problem).Err()}
	case workflows.OutcomeApproved:
		return ans, &codedError{exitFailed, words.TooLateApproved.Err()}
	}
	return ans, nil
}
