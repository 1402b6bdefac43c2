package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/workflows"
)

// startTimeout bounds the request to start.
const startTimeout = 30 * time.Second

func (a *app) startCommand() *cobra.Command {
	var r release
	var wait bool
	limit := defaultWait
	cmd := &cobra.Command{
		Use:   "start",
		Short: "Start the release that a file describes",
		Long: `Start checks the release file against WeChat's documented limits and starts the release. Running it again is safe: the
open release with the same content is attached to, one with other content makes it end with exit code 6. A repeat after
the release has ended starts a new one.`,
		Example: `  starter start
  starter start --set-version "$CI_COMMIT_TAG" --wait --wait-timeout 6h
  starter start -f shop/wxrelease.yaml --appid wx5555666677778888 -o json`,
		Args: cobra.NoArgs,
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("wait-timeout") && !wait {
				return errors.New("--wait-timeout: only goes with --wait")
			}
			return nil
		},
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			found, err := r.read(a.stdin, a.env)
			if err != nil {
				return nil, err
			}
			in := found.all[0]
			c, err := a.connect(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			ans, err := c.start(ctx, in)
			if err != nil {
				return nil, err // ans is a nil pointer, which is not a nil answer
			}
			if !wait {
				return ans, nil
			}
			a.begun(ans)
			attached := ans.Attached
			f := &follower{app: a, c: c, appid: in.AppID, runID: ans.RunID, last: &ans.view, tell: a.line}
			end, err := f.answer(ctx, time.Duration(limit))
			if whole, ok := end.(*releaseAnswer); ok {
				whole.Attached = attached
			}
			return end, err
		}),
	}
	r.flags(cmd.Flags())
	cmd.Flags().BoolVar(&wait, "wait", false, "wait for the verdict and end with its exit code")
	cmd.Flags().Var(&limit, "wait-timeout", "with --wait: stop waiting after this; 0s waits as long as the release lasts")
	return cmd
}

// start begins the release or attaches to it.
func (c *connection) start(ctx context.Context, in workflows.ReleaseInput) (*releaseAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	started, err := workflows.Start(ctx, c.Client, in)
	var busy *workflows.BusyError
	switch {
	case errors.As(err, &busy):
		return nil, err
	case err != nil:
		// The request may have arrived although the answer did not.
		return nil, fmt.Errorf("starting version %s of %s on Temporal at %s: %w\nRun the same command again: a release that did start is attached to", in.Version, in.AppID, c.address, err)
	}
	verb := "started"
	if started.Attached {
		verb = "attached to the open release, which has the same content:"
	}
	ans := &releaseAnswer{
		view: view{
			AppID: in.AppID, Version: in.Version, WorkflowID: started.WorkflowID, RunID: started.RunID,
			WorkflowURL: c.url(started.WorkflowID, started.RunID), Execution: "running",
		},
		Attached: &started.Attached,
		brief:    fmt.Sprintf("%s version %s of %s", verb, in.Version, in.AppID),
	}
	return ans, nil
}
