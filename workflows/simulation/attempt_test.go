package simulation

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"sync"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// activityRun is one activity that the workflow has scheduled. run.mu guards it.
type activityRun struct {
	id        string
	runID     string
	name      string
	seq       int
	arg       any
	timeout   time.Duration // of an attempt
	heartbeat time.Duration // how long nothing may be heard of an attempt
	scheduled time.Time
	expires   time.Time // when all attempts must be over; zero: never

	attempts int                // that have begun
	number   int                // as Temporal counts them, from the last reset on
	details  *commonpb.Payloads // recorded by an earlier attempt
	running  bool
	last     bool      // cancelled while running: the attempt is the last one
	gone     bool      // nobody waits for it any more
	stopped  bool      // the workflow has cancelled it
	heard    bool      // the workflow has its result
	left     time.Time // since when nobody would hear its result; zero: somebody would
	over     bool      // no attempt will follow
	wake     time.Time // when the next attempt begins at the latest
	expired  error     // why no attempt follows: the next one would come after expires
}

// attempt is one attempt of an activity.
type attempt struct {
	of      *activityRun
	number  int
	started time.Time
	waited  time.Duration      // for a worker
	details *commonpb.Payloads // from earlier attempts
	fate    fate
	cancel  context.CancelFunc

	mu       sync.Mutex
	dead     bool // its worker has died
	done     bool // it had the result that ended the activity
	calls    int  // that it has made
	recorded []*commonpb.Payloads
}

// fate is what the schedule has for an attempt.
type fate struct {
	reset  bool // an operator has reset the activity before
	forget bool // and its heartbeats
	dies   bool
	atCall int  // in the middle of this call; 0: before the first one. An attempt with fewer calls dies before it can answer
	effect bool // WeChat has acted on that call
	keeps  int  // how many of the heartbeats Temporal has got; the SDK sends the first at once and later ones together
}

// fate depends on the seed and on which attempt it is, not on the order of what happens at once.
func (s *schedule) fate(a *activityRun) fate {
	switch sending := a.name == "SubmitAudit" && a.seq == 1; {
	case sending && a.attempts == s.LostWhileSending:
		return fate{dies: true, atCall: 3, effect: true}
	case sending && s.ForgottenSending && a.attempts == 3:
		return fate{reset: true, forget: true}
	}
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d/%d", a.name, a.seq, a.attempts)
	rng := rand.New(rand.NewPCG(s.Seed, h.Sum64()))
	f := fate{
		reset: a.attempts > 1 && a.attempts < 40 && rng.Float64() < s.Resets, // no operator does it for ever
		dies:  rng.Float64() < s.Deaths,
	}
	f.forget = f.reset && rng.IntN(2) == 0
	if f.dies {
		f.atCall, f.effect, f.keeps = rng.IntN(4), rng.IntN(2) == 0, []int{0, 1, 99}[rng.IntN(3)]
	}
	return f
}

func (at *attempt) die() {
	at.mu.Lock()
	at.dead = true
	at.mu.Unlock()
	at.cancel()
}

func (at *attempt) isDead() bool {
	at.mu.Lock()
	defer at.mu.Unlock()
	return at.dead
}

// nextCall counts a call and tells whether the worker dies in it.
func (at *attempt) nextCall() (dies bool) {
	at.mu.Lock()
	defer at.mu.Unlock()
	at.calls++
	return at.fate.dies && at.calls == at.fate.atCall
}

func (at *attempt) record(p *commonpb.Payloads) {
	at.mu.Lock()
	defer at.mu.Unlock()
	if !at.dead {
		at.recorded = append(at.recorded, p)
	}
}

// gone ends an activity that nobody waits for.
func gone() error {
	return sdk.NewNonRetryableApplicationError("the activity is over", "gone", nil)
}

// endless is more activities than any schedule causes. A workflow that starts them without a pause would end with the memory only.
const endless = 20_000

func (r *run) newActivity(name string, arg any, options workflow.ActivityOptions) *activityRun {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts["activity"]++
	r.counts[name]++
	if r.counts["activity"] > endless {
		panic(fmt.Sprintf("the workflow has started %d activities", endless))
	}
	a := &activityRun{
		runID: r.runID, name: name, arg: arg, seq: r.counts[name], scheduled: r.env.Now(),
		timeout: options.StartToCloseTimeout, heartbeat: options.HeartbeatTimeout,
	}
	if options.ScheduleToCloseTimeout > 0 {
		a.expires = a.scheduled.Add(options.ScheduleToCloseTimeout)
	}
	a.id = fmt.Sprintf("%s/%d", name, a.seq)
	r.activities[a.id] = a
	return a
}

func (r *run) activity(id string) *activityRun {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.activities[id]
}

// finished notes that the workflow has the activity's result.
func (r *run) finished(a *activityRun) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a.over, a.heard = true, true
}

// leave notes that nobody will hear the activity's result any more. run.mu is held.
func (r *run) leave(a *activityRun) {
	if !a.heard && a.left.IsZero() {
		a.left = r.env.Now()
	}
}

// leaveAll does so for all of them: the run has ended.
func (r *run) leaveAll() {
	for _, a := range r.activities {
		r.leave(a)
	}
}

// cancelled takes a cancellation in; goesOn tells that an attempt runs and is waited for.
func (r *run) cancelled(a *activityRun, wait bool) (goesOn bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a.stopped = true
	if a.running && wait {
		a.last = true
		return true
	}
	a.gone = true
	r.leave(a)
	return false
}

// awaitWorker holds an attempt back while no worker is there.
func (r *run) awaitWorker(ctx context.Context, a *activityRun) (waited time.Duration) {
	for wait := r.down(); wait > 0; wait = r.down() {
		r.mu.Lock()
		a.wake = r.env.Now().Add(wait)
		r.mu.Unlock()
		r.logf("%s waits %s for a worker", a.id, wait)
		_ = r.pause(ctx, wait)
		waited += wait
	}
	return waited
}

// expire ends an activity whose time is over, for the workflow.
func (r *run) expire(a *activityRun) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a.gone = true
	r.leave(a)
	r.write("%s is out of time", a.id)
}

// begin starts an attempt, nil when nobody waits for it.
func (r *run) begin(a *activityRun, waited time.Duration) *attempt {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a.gone {
		a.over = true
		return nil
	}
	a.running = true
	a.attempts++
	a.number++
	f := r.fateOf(a)
	if f.reset {
		a.number = 1
	}
	if f.forget {
		a.details = nil
	}
	at := &attempt{of: a, number: a.number, started: r.env.Now(), waited: waited, details: a.details, fate: f}
	r.attempts = append(r.attempts, at)
	if f.reset || f.dies {
		r.write("%s attempt %d: %+v", a.id, a.number, f)
	}
	return at
}

// finish ends an attempt: its failure becomes what Temporal makes of it.
func (r *run) finish(at *attempt, err error) error {
	dead := at.isDead()
	r.mu.Lock()
	defer r.mu.Unlock()
	a := at.of
	a.running, at.done = false, err == nil && !dead
	keep := len(at.recorded)
	if dead {
		keep = at.fate.keeps
	}
	if d := lastOf(at.recorded, keep); d != nil {
		a.details = d
	}
	app, isApp := errors.AsType[*sdk.ApplicationError](err)
	pause := lostPause
	if isApp && !dead && app.NextRetryDelay() > 0 {
		pause = app.NextRetryDelay()
	}
	if dead || (err != nil && !isApp) {
		// Temporal misses the attempt when nothing has been heard of it for long.
		missed := min(a.timeout-r.env.Now().Sub(at.started), a.heartbeat)
		pause += max(0, missed)
		err = sdk.NewApplicationErrorWithOptions("the worker was lost", "lost", sdk.ApplicationErrorOptions{
			NextRetryDelay: pause, NonRetryable: a.last,
		})
		isApp, app = true, err.(*sdk.ApplicationError)
	}
	a.wake = r.env.Now().Add(pause)
	switch {
	case err == nil || app.NonRetryable():
		a.over = true
	case !a.expires.IsZero() && a.wake.After(a.expires):
		a.over, a.expired = true, err
		err = sdk.NewNonRetryableApplicationError(app.Message(), app.Type(), nil)
	case a.last:
		a.over = true
		options := sdk.ApplicationErrorOptions{NonRetryable: true, Cause: app.Unwrap()}
		err = sdk.NewApplicationErrorWithOptions(app.Message(), app.Type(), options)
	}
	if err != nil && (r.verbose || dead) {
		r.write("%s attempt %d: %v", a.id, at.number, err)
	}
	return err
}

// lostPause is what the release's retry policy says.
const lostPause = 5 * time.Second

// underWay is how long it may still take until the running attempts and the last call have ended, 0 when there are none.
func (r *run) underWay() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	wait := max(0, r.underway.Sub(r.env.Now()))
	for _, a := range r.activities {
		a.gone = true
		if a.running {
			wait = max(wait, time.Second)
		}
	}
	return wait
}

// unfinished is how long it may still take until the last attempt of an activity has ended, 0 when there is nothing to wait for.
func (r *run) unfinished() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	var wait time.Duration
	for _, a := range r.activities {
		if !a.over && (a.running || a.wake.After(r.env.Now().Add(-time.Second))) {
			wait = max(wait, a.wake.Sub(r.env.Now())+2*time.Second, 2*time.Second)
		}
	}
	return wait
}
