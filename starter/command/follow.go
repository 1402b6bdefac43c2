package command

import (
	"context"
	"errors"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/live"
)

// follower waits for the end of a run and tells what changes.
type follower struct {
	app   *app
	c     *connection // nil until Temporal has answered
	appid string
	runID string // "" until it is known; from then on only this release: this run, and what came of it
	last  *releases.Release
	label string // stands before each line; "" for a release that is followed alone
}

// follow gives the run's last known state. At its end the error is nil; before it, the error says why the waiting stopped,
// and carries the exit code. The release itself is never touched. limit 0 waits as long as the release lasts.
func (f *follower) follow(ctx context.Context, limit time.Duration) (*view, error) {
	waitCtx, cancel := context.WithCancel(ctx)
	if limit > 0 {
		waitCtx, cancel = context.WithTimeout(ctx, limit)
	}
	defer cancel()
	shown := f.app.front().Follow(live.Release{AppID: f.appid, Name: nameOf(f.last), Label: f.label, Last: f.last, Limit: limit})
	defer shown.End()
	r := releases.Follower{
		Connect: f.connect, AppID: f.appid, RunID: f.runID, Last: f.last,
		Changed: shown.Changed, Polled: shown.Polled,
	}
	if f.c != nil {
		r.Client = f.c.Client
	}
	last, err := r.Follow(waitCtx)
	if stopped, ok := errors.AsType[*releases.StoppedError](err); ok {
		err = f.stopped(ctx, limit, last != nil, stopped)
	}
	return viewOf(last), err
}

func (f *follower) connect(ctx context.Context) (*releases.Client, error) {
	c, err := f.app.connect(ctx)
	if err != nil {
		return nil, err
	}
	f.c = c
	return c.Client, nil
}

// stopped explains the end of the waiting before the end of the release; known tells whether Temporal ever answered.
func (f *follower) stopped(ctx context.Context, limit time.Duration, known bool, end *releases.StoppedError) error {
	why := words.WaitRanOut.Of(limit)
	if ctx.Err() != nil {
		why = words.WaitStopped.Of()
	}
	switch {
	case !known && (interrupted(ctx) || end.Err == nil):
		return &codedError{exitFailed, words.NothingKnown.Err(why, f.appid)}
	case !known:
		return &codedError{exitFailed, words.NothingHeard.Err(why, end.Err)}
	case end.Silent:
		return &codedError{exitOpen, words.NoVerdictAway.Err(why, f.appid)}
	}
	return &codedError{exitOpen, words.NoVerdictYet.Err(why, f.appid)}
}

// nameOf is the merchant's name, "" where that is not known yet.
func nameOf(r *releases.Release) string {
	if r == nil {
		return ""
	}
	return r.Name
}
