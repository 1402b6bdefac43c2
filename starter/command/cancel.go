package command

import (
	"context"
	"errors"
	"fmt"
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
		Use:   "cancel APPID",
		Short: "Cancel the open release and take its review back",
		Long: `Cancel asks the open release of a Mini Program to stop. A review that is open at WeChat is taken back, which a Mini Program
can do 5 times a day and 10 times a month. That takes a moment, longer where WeChat is slow, and it can fail: without --wait
the exit code 0 says only that the release was asked. Its time line tells who asked and why.

With --wait the exit code is 0 when the release did end as cancelled or withdrawn, and the outcome's own when it ended
otherwise: 9 for cancel-failed, where the review could not be taken back and may be open still; 1 where that would be 0:
too late, it was approved.`,
		Example: `  wxrelease cancel wx5555666677778888 --reason "wrong build" --wait
  wxrelease cancel wx5555666677778888 --by "Li, support" && wxrelease wait wx5555666677778888`,
		Args: oneAppID, ValidArgsFunction: a.completeOpen,
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("wait-timeout") && !wait {
				return errors.New("--wait-timeout: only goes with --wait")
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
	cmd.Flags().Var(said{to: &reason, most: reasonMost}, "reason", "why, for the record")
	byFlag(cmd.Flags(), &by)
	cmd.Flags().BoolVar(&wait, "wait", false, "wait until the release has ended")
	cmd.Flags().Var(&limit, "wait-timeout", "with --wait: stop waiting after this; 0s waits as long as the release lasts")
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
		return nil, &codedError{exitBlocked, fmt.Errorf("nothing to cancel: the last release of %s, version %s, ended as %q at %s",
			appid, last.Version, last.Outcome(), stamp(last.Status.EndedAt))}
	case over:
		return nil, &codedError{exitBlocked, fmt.Errorf("nothing to cancel: the release of %s ended just now. See: wxrelease status %s", appid, appid)}
	case none:
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w\nRun the same command again: a second request does no harm", err)
	}
	return &releaseAnswer{view: *viewOf(r), brief: fmt.Sprintf("the cancellation of version %s of %s is requested; the release takes its review back if one is open\n"+
		"that is done once it has ended, see: wxrelease wait %s", r.Version, appid, appid)}, nil
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
		return ans, &codedError{exitFailed, errors.New("too late to cancel: the release ended as approved")}
	}
	return ans, nil
}
