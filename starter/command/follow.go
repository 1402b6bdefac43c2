package command

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/releases"
)

// follower waits for the end of a run and tells what changes.
type follower struct {
	app   *app
	c     *connection // nil until Temporal has answered
	appid string
	runID string // "" until it is known; from then on only this release: this run, and what came of it
	last  *releases.Release
	tell  func(at time.Time, text string)
}

// follow gives the run's last known state. At its end the error is nil; before it, the error says why the waiting stopped,
// and carries the exit code. The release itself is never touched. limit 0 waits as long as the release lasts.
func (f *follower) follow(ctx context.Context, limit time.Duration) (*view, error) {
	waitCtx, cancel := context.WithCancel(ctx)
	if limit > 0 {
		waitCtx, cancel = context.WithTimeout(ctx, limit)
	}
	defer cancel()
	shown := f.app.show(f.appid, viewOf(f.last), limit)
	defer shown.end()
	r := releases.Follower{
		Connect: f.connect, AppID: f.appid, RunID: f.runID, Last: f.last,
		Changed: func(c releases.Change) { f.tell(c.At, f.app.lang.change(c)) },
		Polled:  func(last *releases.Release, silent bool) { shown.update(viewOf(last), silent) },
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

// change says what is new about a release.
func (l lang) change(c releases.Change) string {
	switch c.Kind {
	case releases.ChangeMoment:
		return l.moment(c.Moment)
	case releases.ChangeWaiting:
		return l.say("waiting for %s", l.waiting(c.Waiting))
	case releases.ChangeStage:
		return l.say("stage %s", l.word(string(c.Stage)))
	case releases.ChangeRunReset:
		return l.say("the run was reset, following run %s", c.RunID)
	case releases.ChangeRunContinued:
		return l.say("the run had become long; the release goes on in run %s", c.RunID)
	case releases.ChangeNoWorker:
		return l.say("no worker answers; the release goes on when one runs")
	case releases.ChangeWorkerBack:
		return l.say("a worker answers again")
	case releases.ChangeSilent:
		return l.say("Temporal does not answer, still trying: %s", firstLine(c.Err.Error()))
	case releases.ChangeAnswers:
		return l.say("Temporal answers again")
	}
	return string(c.Kind)
}

// stopped explains the end of the waiting before the end of the release; known tells whether Temporal ever answered.
func (f *follower) stopped(ctx context.Context, limit time.Duration, known bool, end *releases.StoppedError) error {
	again := fmt.Sprintf("The release goes on. Attach again with: wxrelease wait %s", f.appid)
	why := "the wait of " + (*duration)(&limit).String() + " ran out"
	if ctx.Err() != nil {
		why = "stopped waiting as asked"
	}
	switch {
	case !known && (interrupted(ctx) || end.Err == nil):
		return &codedError{exitFailed, fmt.Errorf("%s before Temporal answered. Nothing was changed. Attach again with: wxrelease wait %s", why, f.appid)}
	case !known:
		return &codedError{exitFailed, fmt.Errorf("%s before Temporal answered: %w", why, end.Err)}
	case end.Silent:
		again = "Temporal does not answer at present. " + again
	}
	return &codedError{exitOpen, fmt.Errorf("%s, and there is no verdict yet. %s", why, again)}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
