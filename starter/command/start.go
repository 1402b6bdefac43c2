package command

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/help"
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
	adopt        bool
	only         string // failed, or all
}

// onlyFailed is the one value of --only.
const onlyFailed = "failed"

func (a *app) startCommand() *cobra.Command {
	s := starting{limit: defaultWait}
	cmd := &cobra.Command{
		Use:  "start",
		Args: help.NoArguments,
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case cmd.Flags().Changed("wait-timeout") && !s.wait:
				return words.OnlyWith.Err("--wait-timeout", "--wait")
			case s.dryRun && s.wait:
				return words.NothingToWaitFor.Err()
			case s.every && s.app != "":
				return words.OneOfTwo.Err("--all, --app")
			case s.again && cmd.Flags().Changed("run-id"):
				return words.OneOfTwo.Err("--again, --run-id")
			case s.only != "" && s.only != onlyFailed:
				return words.OnlyIs.Err("--only", s.only, onlyFailed)
			case s.only != "" && !s.every:
				return words.OnlyWith.Err("--only", "--all")
			}
			return nil
		},
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			found, err := s.read(a)
			if err != nil {
				return nil, err
			}
			c, err := a.connect(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			from := s.find(a.env)
			if s.only == onlyFailed {
				from.CIRun = "" // what this CI run has started is to be started anew
			}
			one := func(ctx context.Context, in workflows.ReleaseInput) (*releaseAnswer, error) {
				in.Adopt = in.Adopt || s.adopt
				if s.only == onlyFailed {
					if ans, err := c.unlessFailed(ctx, in); ans != nil || err != nil {
						return ans, err
					}
				}
				if s.dryRun {
					return c.preview(ctx, in, from)
				}
				ans, err := c.start(ctx, in, from)
				if err != nil || !s.wait {
					return ans, err
				}
				label := ""
				if s.every && found.Shared {
					label = strings.TrimSpace(in.Name + " " + in.AppID)
				}
				return a.followStart(ctx, c, ans, label, time.Duration(s.limit))
			}
			named := func(ctx context.Context, in workflows.ReleaseInput) (*releaseAnswer, error) {
				ans, err := one(ctx, in)
				if ans != nil {
					ans.Name = cmp.Or(ans.Name, in.Name) // where the release that was found does not tell
				}
				return ans, err
			}
			if s.every && found.Shared {
				return a.several(ctx, found.Releases, named)
			}
			ans, err := named(ctx, found.Releases[0])
			if ans == nil {
				return nil, err // a nil pointer is not a nil answer
			}
			return ans, err
		}),
	}
	f := cmd.Flags()
	s.release.flags(f)
	f.BoolVar(&s.every, "all", false, "")
	f.StringVar(&s.only, "only", "", "")
	f.BoolVar(&s.adopt, "adopt", false, "")
	f.BoolVar(&s.dryRun, "dry-run", false, "")
	f.BoolVar(&s.wait, "wait", false, "")
	f.Var(&s.limit, "wait-timeout", "")
	s.origin.flags(f)
	a.reports.flags(f)
	return cmd
}

// followStart follows a release that was started, or attached to, to its end; label stands before its lines.
func (a *app) followStart(
	ctx context.Context, c *connection, ans *releaseAnswer, label string, limit time.Duration,
) (*releaseAnswer, error) {
	a.begun(ans, label)
	f := &follower{app: a, c: c, appid: ans.AppID, runID: ans.RunID, last: &ans.Release, label: label}
	end, err := f.answer(ctx, limit)
	if end != nil {
		end.Attached, end.Approved, end.Adopt = ans.Attached, ans.Approved, ans.Adopt
	}
	return end, err
}

// start begins the release or attaches to it.
func (c *connection) start(ctx context.Context, in workflows.ReleaseInput, from releases.Origin) (*releaseAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	started, err := c.Start(ctx, in, from)
	var busy *releases.BusyError
	switch {
	case errors.As(err, &busy):
		return nil, err
	case err != nil:
		// The request may have arrived although the answer did not.
		return nil, words.StartFailed.Err(in.Version, in.AppID, c.Options().Address, err)
	}
	ans := &releaseAnswer{
		view: view{Release: releases.Release{
			AppID: in.AppID, Name: in.Name, Version: in.Version, WorkflowID: started.WorkflowID, RunID: started.RunID,
			WorkflowURL: c.URL(started.WorkflowID, started.RunID), Execution: releases.ExecutionRunning, StartedBy: from.By,
			StartedFrom: from.From,
		}},
		Attached: &started.Attached, Approved: started.Approved,
	}
	if !started.Attached {
		ans.Adopt, ans.brief, ans.advice = in.Adopt, words.Started.Of(in.Version, in.AppID), adopting(in)
		return ans, nil
	}
	if r, err := c.Read(ctx, in.AppID, started.RunID); err == nil {
		ans.view = *viewOf(r)
	} else {
		ans.remark(words.NotRead.Of(err))
		if started.Approved {
			ans.Execution = releases.ExecutionCompleted
		}
	}
	ans.brief, ans.advice = attachedTo(&ans.Release, started.Approved)
	return ans, nil
}

// adopting says that the release takes over more than it submits, where it does.
func adopting(in workflows.ReleaseInput) words.Text {
	if in.Adopt {
		return words.Adopting.Of()
	}
	return words.Text{}
}

// attachedTo says what a start has found instead of starting, and what to do about it.
func attachedTo(v *releases.Release, approved bool) (found, advice words.Text) {
	switch {
	case approved:
		return words.ApprovedAlready.Of(v.Version, v.AppID), words.OnceMoreAgain.Of()
	case v.Open():
		return words.Attached.Of(v.Version, v.AppID), words.Text{}
	}
	return words.SameRunStarted.Of(v.Version, v.AppID, words.Coded(v.Outcome())), words.SameRunAgain.Of()
}

// preview tells what a start would do, and does nothing.
func (c *connection) preview(ctx context.Context, in workflows.ReleaseInput, from releases.Origin) (*releaseAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	plan, err := c.Preview(ctx, in, from)
	if err != nil {
		return nil, err
	}
	ans := &releaseAnswer{view: unread(in), Would: plan.Kind}
	switch plan.Kind {
	case releases.PlanBusy:
		return ans, plan.Busy
	case releases.PlanAttach:
		r, err := c.Read(ctx, in.AppID, plan.RunID)
		if err != nil {
			return nil, err
		}
		ans.view, ans.Approved = *viewOf(r), plan.Approved
		ans.brief, ans.advice = attachedTo(r, plan.Approved)
		ans.brief = words.DryRunFinds.Of(ans.brief)
	default:
		ans.Adopt, ans.brief, ans.advice = in.Adopt, words.DryRunStarts.Of(in.Version, in.AppID), adopting(in)
	}
	return ans, nil
}

// unread is a release of which only the input is known.
func unread(in workflows.ReleaseInput) view {
	return view{Release: releases.Release{
		AppID: in.AppID, Name: in.Name, Version: in.Version, WorkflowID: workflows.WorkflowID(in.AppID),
	}}
}
