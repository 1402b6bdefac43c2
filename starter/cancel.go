package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/wxrelease/wxrelease/workflows"
)

func (a *app) cancelCommand() *cobra.Command {
	var reason string
	var wait bool
	limit := duration(5 * time.Minute)
	cmd := &cobra.Command{
		Use:   "cancel APPID",
		Short: "Cancel the open release and take its review back",
		Long: `Cancel asks the open release of a Mini Program to stop. A review that is open at WeChat is withdrawn, which a Mini
Program can do 5 times a day and 10 times a month. With --wait the exit code is 0 when the release did end as cancelled
or withdrawn, and the outcome's own when it ended otherwise, 1 where that would be 0: too late, it was approved.`,
		Example: `  starter cancel wx5555666677778888 --reason "wrong build" --wait`,
		Args:    oneAppID, ValidArgsFunction: a.completeOpen,
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
			ans, err := c.cancel(ctx, args[0], reason)
			if err != nil {
				return nil, err // ans is a nil pointer, which is not a nil answer
			}
			if !wait {
				return ans, nil
			}
			a.begun(ans, a.line)
			f := &follower{app: a, c: c, appid: args[0], runID: ans.RunID, last: &ans.view, tell: a.line}
			return cancelled(f.answer(ctx, time.Duration(limit)))
		}),
	}
	cmd.Flags().Var(said{to: &reason, most: reasonMost}, "reason", "why, for the history of the run")
	cmd.Flags().BoolVar(&wait, "wait", false, "wait until the release has ended")
	cmd.Flags().Var(&limit, "wait-timeout", "with --wait: stop waiting after this; 0s waits as long as the release lasts")
	a.reports.flags(cmd.Flags())
	return cmd
}

// cancel requests the cancellation of the run that is open now, and of no later one.
func (c *connection) cancel(ctx context.Context, appid, reason string) (*releaseAnswer, error) {
	v, err := c.look(ctx, appid, "")
	if err != nil {
		return nil, err
	}
	if !v.open() {
		return nil, fmt.Errorf("nothing to cancel: the last release of %s, version %s, ended as %q at %s", appid, v.Version, v.outcome(), stamp(v.Status.EndedAt))
	}
	ctx, done := context.WithTimeout(ctx, callTimeout)
	defer done()
	err = c.CancelWorkflowWithOptions(ctx, client.CancelWorkflowOptions{WorkflowID: v.WorkflowID, RunID: v.RunID, Reason: reason})
	var over *serviceerror.NotFound
	switch {
	case errors.As(err, &over):
		return nil, fmt.Errorf("nothing to cancel: the release of %s ended just now. See: starter status %s", appid, appid)
	case err != nil:
		return nil, fmt.Errorf("requesting the cancellation of run %s of %s: %w\nRun the same command again: a second request does no harm", v.RunID, appid, err)
	}
	return &releaseAnswer{view: *v, brief: fmt.Sprintf("asked the release of version %s of %s to stop; an open review is withdrawn", v.Version, appid)}, nil
}

// cancelled judges the end of a release that was meant to be cancelled.
func cancelled(ans *releaseAnswer, err error) (answer, error) {
	if ans == nil {
		return nil, err // a nil pointer is not a nil answer
	}
	if err != nil {
		return ans, err
	}
	switch ans.outcome() {
	case workflows.OutcomeCancelled, workflows.OutcomeWithdrawn:
		ans.ExitCode = exitOK
	case workflows.OutcomeApproved:
		return ans, &codedError{exitFailed, errors.New("too late to cancel: the release ended as approved")}
	}
	return ans, nil
}
