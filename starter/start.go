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

// starting is a start as the command line asks for it.
type starting struct {
	release
	origin
	wait, dryRun bool
	limit        duration
}

func (a *app) startCommand() *cobra.Command {
	s := starting{limit: defaultWait}
	cmd := &cobra.Command{
		Use:   "start",
		Short: "Start the release that a file describes",
		Long: `Start checks the release file against WeChat's documented limits and starts the release.

Running it again is safe. The open release with the same content is attached to; one with other content makes it end with
exit code 6 and say who started that one and when. The content is everything that the file and the flags say about the
release: appid, version, audit, expedite, limits and pace, as written, before defaults. Who starts it and from where is not
part of it.

A repeated CI job gets the release that its run has started, also after that has ended: GitHub Actions, GitLab, Azure
Pipelines, Bitbucket, CircleCI, Buildkite and Jenkins are recognised, --run-id names the run elsewhere. To start anew from
the same CI run, add --again. Outside of CI a start after the end begins a new release.

With --dry-run the file is checked and Temporal is asked what a start would find. WeChat gets nothing.`,
		Example: `  starter start
  starter start --dry-run
  starter start --set-version "$CI_COMMIT_TAG" --wait --wait-timeout 6h
  starter start -f shop/wxrelease.yaml --app wx5555666677778888 -o json
  starter start --all --wait                        # every app of the file; ends with the worst exit code`,
		Args: cobra.NoArgs,
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case cmd.Flags().Changed("wait-timeout") && !s.wait:
				return errors.New("--wait-timeout: only goes with --wait")
			case s.dryRun && s.wait:
				return errors.New("--dry-run, --wait: nothing is started, so there is nothing to wait for")
			case s.every && s.app != "":
				return errors.New("--all, --app: give one of them")
			case s.again && cmd.Flags().Changed("run-id"):
				return errors.New("--again, --run-id: give one of them")
			}
			return nil
		},
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			found, err := s.read(a.stdin, a.env)
			if err != nil {
				return nil, err
			}
			c, err := a.connect(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			from := s.find(a.env)
			one := func(ctx context.Context, in workflows.ReleaseInput) (*releaseAnswer, error) {
				if s.dryRun {
					return c.preview(ctx, in, from)
				}
				tell := a.line
				if s.every && found.shared {
					tell = func(at time.Time, text string) { a.line(at, in.AppID+"  "+text) }
				}
				return a.start(ctx, c, in, from, s.wait, time.Duration(s.limit), tell)
			}
			if s.every && found.shared {
				return a.several(ctx, found.all, one)
			}
			ans, err := one(ctx, found.all[0])
			if ans == nil {
				return nil, err // a nil pointer is not a nil answer
			}
			return ans, err
		}),
	}
	f := cmd.Flags()
	s.release.flags(f)
	f.BoolVar(&s.every, "all", false, "every app of the file, each as a release of its own")
	f.BoolVar(&s.dryRun, "dry-run", false, "only tell what would happen; send nothing to WeChat")
	f.BoolVar(&s.wait, "wait", false, "wait for the verdict and end with its exit code")
	f.Var(&s.limit, "wait-timeout", "with --wait: stop waiting after this; 0s waits as long as the release lasts")
	s.origin.flags(f)
	a.reports.flags(f)
	return cmd
}

// start begins one release, or attaches to it, and follows it to its end if asked to.
func (a *app) start(ctx context.Context, c *connection, in workflows.ReleaseInput, from workflows.Origin, wait bool, limit time.Duration, tell func(time.Time, string)) (*releaseAnswer, error) {
	ans, err := c.start(ctx, in, from)
	if err != nil || !wait {
		return ans, err
	}
	a.begun(ans, tell)
	attached := ans.Attached
	f := &follower{app: a, c: c, appid: in.AppID, runID: ans.RunID, last: &ans.view, tell: tell}
	ans, err = f.answer(ctx, limit)
	if ans != nil {
		ans.Attached = attached
	}
	return ans, err
}

// start begins the release or attaches to it.
func (c *connection) start(ctx context.Context, in workflows.ReleaseInput, from workflows.Origin) (*releaseAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	started, err := workflows.StartFrom(ctx, c.Client, in, from)
	var busy *workflows.BusyError
	switch {
	case errors.As(err, &busy):
		return nil, err
	case err != nil:
		// The request may have arrived although the answer did not.
		return nil, fmt.Errorf("starting version %s of %s on Temporal at %s: %w\nRun the same command again: a release that did start is attached to", in.Version, in.AppID, c.address, err)
	}
	ans := &releaseAnswer{
		view: view{
			AppID: in.AppID, Version: in.Version, WorkflowID: started.WorkflowID, RunID: started.RunID,
			WorkflowURL: c.url(started.WorkflowID, started.RunID), Execution: "running", StartedBy: from.By, StartedFrom: from.From,
		},
		Attached: &started.Attached,
		brief:    fmt.Sprintf("started version %s of %s", in.Version, in.AppID),
	}
	if !started.Attached {
		return ans, nil
	}
	v, err := c.look(ctx, in.AppID, started.RunID)
	if err != nil {
		ans.Note = fmt.Sprintf("it could not be read: %v", err)
		v = &ans.view
	}
	ans.view, ans.brief = *v, attachedTo(v)
	return ans, nil
}

// attachedTo says what a start has found instead of starting.
func attachedTo(v *view) string {
	if v.open() {
		return fmt.Sprintf("attached to the open release, which has the same content: version %s of %s", v.Version, v.AppID)
	}
	return fmt.Sprintf("this CI run has started version %s of %s before, and that release ended as %s\nto start a new one from the same CI run, add --again", v.Version, v.AppID, v.outcome())
}

// preview tells what a start would do, and does nothing.
func (c *connection) preview(ctx context.Context, in workflows.ReleaseInput, from workflows.Origin) (*releaseAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	there, err := workflows.Preview(ctx, c.Client, in, from)
	if err != nil {
		return nil, err
	}
	ans := &releaseAnswer{view: view{AppID: in.AppID, Version: in.Version, WorkflowID: workflows.WorkflowID(in.AppID)}, Would: there.Would}
	switch there.Would {
	case workflows.WouldBeBusy:
		return ans, there.Busy
	case workflows.WouldAttach:
		v, err := c.look(ctx, in.AppID, there.RunID)
		if err != nil {
			return nil, err
		}
		ans.view, ans.brief = *v, "nothing was sent; a start would find this: "+attachedTo(v)
	default:
		ans.brief = fmt.Sprintf("nothing was sent; a start would begin the release of version %s of %s", in.Version, in.AppID)
	}
	return ans, nil
}
