package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/grpc/codes"

	"github.com/wxrelease/wxrelease/workflows"
)

// Pauses between looks at a release that is followed. Its end is noticed at once, whatever the pause.
const (
	lookFirst   = 2 * time.Second  // also after each change
	lookLongest = 15 * time.Second // the pause grows up to this
)

// lookEach is between two looks of one process, at whichever release: a thousand releases that are followed at once would else
// be a hundred requests a second, half of them for the workers.
const lookEach = 100 * time.Millisecond

// patience is how long a Temporal server that never answered is tried. One that answered once is tried until the wait
// runs out: outages pass, wrong addresses do not.
const patience = time.Minute

// follower waits for the end of a run and tells what changes.
type follower struct {
	app   *app
	c     *connection // nil until Temporal has answered
	appid string
	runID string // "" until it is known; from then on only this release: this run, and what came of it
	tell  func(at time.Time, text string)

	last   *view
	told   map[string]bool // moments of the time line
	silent bool            // Temporal does not answer at present
	cause  error           // why it did not, the last time
}

// follow gives the run's last known state. At its end the error is nil; before it, the error says why the waiting stopped,
// and carries the exit code. The release itself is never touched. limit 0 waits as long as the release lasts.
func (f *follower) follow(ctx context.Context, limit time.Duration) (*view, error) {
	began := time.Now()
	waitCtx, cancel := context.WithCancel(ctx)
	if limit > 0 {
		waitCtx, cancel = context.WithTimeout(ctx, limit)
	}
	defer cancel()
	f.app.following.Add(1)
	defer f.app.following.Add(-1)
	shown := f.app.show(f.appid, f.last, limit)
	defer shown.end()
	for pause := lookFirst; ; pause = min(pause*3/2, lookLongest) {
		v, err := f.look(waitCtx)
		switch {
		case waitCtx.Err() != nil:
			return f.last, f.stopped(ctx, limit, cmp.Or(f.cause, err))
		case err == nil:
			if f.changes(v) {
				pause = lookFirst
			}
			if !v.open() {
				return v, nil
			}
		case permanent(err), f.last == nil && time.Since(began) >= patience:
			return f.last, err
		default:
			f.cause = err
			if !f.silent {
				f.silent = true
				f.tell(time.Now(), f.app.lang.say("Temporal does not answer, still trying: %s", firstLine(err.Error())))
			}
		}
		shown.update(f.last, f.silent)
		f.rest(waitCtx, max(pause, time.Duration(f.app.following.Load())*lookEach))
	}
}

// look reads the run, connecting first where that has not worked yet.
func (f *follower) look(ctx context.Context) (*view, error) {
	if f.c == nil {
		c, err := f.app.connect(ctx)
		if err != nil {
			return nil, err
		}
		f.c = c
	}
	v, err := f.c.look(ctx, f.appid, f.runID)
	if err != nil {
		return nil, err
	}
	switch {
	case v.Execution == "terminated":
		// A reset ends the run this way too, and goes on in a new one.
		current, err := f.c.look(ctx, f.appid, "")
		if err != nil {
			return nil, err
		}
		if current.RunID != v.RunID && current.firstRun == v.firstRun {
			f.tell(time.Now(), f.app.lang.say("the run was reset, following run %s", current.RunID))
			v = current
		}
	case f.runID != "" && v.RunID != f.runID:
		f.tell(time.Now(), f.app.lang.say("the run had become long; the release goes on in run %s", v.RunID))
	}
	f.runID = v.RunID
	return v, nil
}

// rest pauses, but not beyond the end of the run.
func (f *follower) rest(ctx context.Context, pause time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, pause)
	defer cancel()
	if f.last != nil && !f.silent {
		err := f.c.GetWorkflow(ctx, workflows.WorkflowID(f.appid), f.runID).Get(ctx, nil)
		var ended *temporal.WorkflowExecutionError
		if err == nil || errors.As(err, &ended) {
			return
		}
	}
	<-ctx.Done()
}

// changes tells what is new in v, and whether anything is.
func (f *follower) changes(v *view) bool {
	now, changed, l := time.Now(), false, f.app.lang
	say := func(at time.Time, text string) { f.tell(at, text); changed = true }
	was := f.last
	f.last = v
	if f.silent {
		f.silent = false
		say(now, l.say("Temporal answers again"))
	}
	if v.open() && v.AnsweredBy != byWorker && (was == nil || was.AnsweredBy != byServer) {
		say(now, l.say("no worker answers; the release goes on when one runs"))
	}
	if was != nil && was.AnsweredBy == byServer && v.AnsweredBy == byWorker {
		say(now, l.say("a worker answers again"))
	}
	if v.Status == nil {
		return changed
	}
	if f.told == nil {
		f.told = map[string]bool{}
	}
	for _, m := range v.Status.Timeline {
		if key := stamp(m.At) + m.Text; !f.told[key] {
			f.told[key] = true
			say(m.At, l.moment(m))
		}
	}
	switch {
	case v.AnsweredBy == byServer:
		if v.open() && v.Status.Stage != "" && (was == nil || was.Status == nil || was.Status.Stage != v.Status.Stage) {
			say(now, l.say("stage %s", l.word(string(v.Status.Stage))))
		}
	case v.Status.Waiting != nil:
		// The next look moves with every poll; that is no news.
		current := *v.Status.Waiting
		current.NextLook = time.Time{}
		if key := l.waiting(current); !f.told[key] {
			f.told[key] = true
			say(now, l.say("waiting %s", key))
		}
	}
	return changed
}

// stopped explains the end of the waiting before the end of the release.
func (f *follower) stopped(ctx context.Context, limit time.Duration, err error) error {
	again := fmt.Sprintf("The release goes on. Attach again with: starter wait %s", f.appid)
	why := "the wait of " + (*duration)(&limit).String() + " ran out"
	if ctx.Err() != nil {
		why = "stopped waiting as asked"
	}
	switch {
	case f.last == nil && (interrupted(ctx) || err == nil):
		return &codedError{exitFailed, fmt.Errorf("%s before Temporal answered. Nothing was changed. Attach again with: starter wait %s", why, f.appid)}
	case f.last == nil:
		return &codedError{exitFailed, fmt.Errorf("%s before Temporal answered: %w", why, err)}
	case f.silent:
		again = "Temporal does not answer at present. " + again
	}
	return &codedError{exitOpen, fmt.Errorf("%s, and there is no verdict yet. %s", why, again)}
}

// permanent tells errors that waiting does not cure.
func permanent(err error) bool {
	var none *noRelease
	var namespace *serviceerror.NamespaceNotFound
	if errors.As(err, &none) || errors.As(err, &namespace) || errors.Is(err, converter.ErrUnableToDecode) {
		return true
	}
	switch serviceerror.ToStatus(err).Code() {
	case codes.PermissionDenied, codes.Unauthenticated, codes.InvalidArgument, codes.Unimplemented:
		return true
	default:
		return errorCode(err) == exitUsage
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
