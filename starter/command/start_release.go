package command

import (
	"context"
	"errors"
	"fmt"

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
		return nil, fmt.Errorf("starting version %s of %s on Temporal at %s: %w\nRun the same command again: a release that did start is attached to", in.Version, in.AppID, c.Options().Address, err)
	}
	ans := &releaseAnswer{
		view: view{Release: releases.Release{
			AppID: in.AppID, Version: in.Version, WorkflowID: started.WorkflowID, RunID: started.RunID,
			WorkflowURL: c.URL(started.WorkflowID, started.RunID), Execution: releases.ExecutionRunning, StartedBy: from.By, StartedFrom: from.From,
		}},
		Attached: &started.Attached, Approved: started.Approved,
	}
	if !started.Attached {
		ans.Adopt, ans.brief = in.Adopt, adopting(in, fmt.Sprintf("started version %s of %s", in.Version, in.AppID))
		return ans, nil
	}
	if r, err := c.Read(ctx, in.AppID, started.RunID); err == nil {
		ans.view = *viewOf(r)
	} else {
		ans.Note = fmt.Sprintf("it could not be read: %v", err)
		if started.Approved {
			ans.Execution = releases.ExecutionCompleted
		}
	}
	ans.brief = attachedTo(&ans.Release, started.Approved)
	return ans, nil
}

// adopting adds to what a start says that the release takes over more than it submits.
func adopting(in workflows.ReleaseInput, brief string) string {
	if in.Adopt {
		brief += "\nan open review of this version is taken over, whoever submitted it; the status tells its id"
	}
	return brief
}

// attachedTo says what a start has found instead of starting.
func attachedTo(v *releases.Release, approved bool) string {
	switch {
	case approved:
		return fmt.Sprintf("version %s of %s is approved already: the last release had the same content, so none was started\n"+
			"to release it once more, add --again", v.Version, v.AppID)
	case v.Open():
		return fmt.Sprintf("attached to the open release, which has the same content: version %s of %s", v.Version, v.AppID)
	}
	return fmt.Sprintf("this CI run has started version %s of %s before, and that release ended as %s\n"+
		"to start a new one from the same CI run, add --again", v.Version, v.AppID, v.Outcome())
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
		ans.brief = "nothing was sent; a start would find this: " + attachedTo(r, plan.Approved)
	default:
		ans.Adopt = in.Adopt
		ans.brief = adopting(in, fmt.Sprintf("nothing was sent; a start would begin the release of version %s of %s", in.Version, in.AppID))
	}
	return ans, nil
}

// unread is a release of which only the input is known.
func unread(in workflows.ReleaseInput) view {
	return view{Release: releases.Release{AppID: in.AppID, Version: in.Version, WorkflowID: workflows.WorkflowID(in.AppID)}}
}
