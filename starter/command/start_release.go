package command

import (
	"context"
	"errors"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

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
