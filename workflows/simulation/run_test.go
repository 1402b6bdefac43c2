package simulation

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// run is one release under way, and afterwards all that is known of it.
type run struct {
	schedule             *schedule
	start                time.Time
	env                  *testsuite.TestWorkflowEnvironment // of the present run
	restedAt             time.Time                          // when the last attempt of the run had ended
	runID, originalRunID string
	generation           atomic.Int64 // counts the runs; what is left of an earlier one reads it when it is taken down
	wechat               *wechat
	verbose              bool // keeps every line, not only what explains a failure

	mu          sync.Mutex // guards what is below
	counts      map[string]int
	activities  map[string]*activityRun
	attempts    []*attempt // in the order of their begin
	lines       []string
	over        bool
	events      []*event                     // what will happen
	between     bool                         // a run has ended and the next one has not begun
	next        *workflow.ContinueAsNewError // nil: the next one begins from the beginning
	lost        int                          // signals that a continued run had not read
	handed      []func()                     // messages for the next run
	chained     []time.Duration              // when runs were continued
	resets      []time.Duration              // when the workflow was reset
	healed      bool                         // the troubles are over: see end of horizon
	done        map[int]time.Duration        // acts, and when
	reviewed    map[int64]int                // the status last seen of each review
	changed     map[int64]time.Duration      // and since when it has had it
	pushed      map[pushKey]bool
	samples     []sample
	updates     []*update
	cancelAt    time.Duration   // -1: never
	revocations []time.Duration // pushes of one that are not old
	warned      []time.Duration // and when a worker was there to see them
	landed      map[int64]bool  // reviews of calls that their callers had given up
	underway    time.Time       // until when calls that their callers gave up may still reach WeChat
	horizon     bool            // the release was still open at the end of all its limits

	status  workflows.Status
	err     error
	ended   time.Duration
	reviews []review // when the release ended
	after   []review // when everything had come to rest
}

type pushKey struct {
	audit  int64
	status int
	early  bool
}

// sample is the status as somebody read it while the release was open.
type sample struct {
	At     time.Duration
	Status workflows.Status
}

// update is an operator's request and what came of it.
type update struct {
	At, Sent           time.Duration // when somebody wanted it, and when a worker was there
	Accepted, Answered time.Duration
	Stage              workflows.Stage // when it was sent
	Name               string
	Refusal, Err       error
	Answer             any
	accepted, complete bool
	void               bool     // nobody waits for an answer: the workflow was reset
	Reviews            []review // when it was answered
}

// simulate runs the release of a schedule to its end.
func simulate(t *testing.T, s *schedule, verbose bool) *run {
	r := &run{
		schedule: s, verbose: verbose, counts: map[string]int{}, activities: map[string]*activityRun{},
		done: map[int]time.Duration{}, reviewed: map[int64]int{}, changed: map[int64]time.Duration{}, pushed: map[pushKey]bool{}, cancelAt: -1,
		landed: map[int64]bool{},
		start:  time.Date(2026, 11, 2, 3, 4, 5, 0, time.UTC).Add(time.Duration(s.Seed%1000) * time.Millisecond),
	}
	synctest.Test(t, func(*testing.T) { r.execute() })
	return r
}

// giveUp is for a release that is open after all limits: the troubles end, and an operator cancels it. If that does not end
// it either, the run is abandoned.
func (r *run) giveUp() {
	r.sample()
	r.mu.Lock()
	r.horizon, r.healed = true, true
	r.mu.Unlock()
	r.logf("the release is still open after all its limits; troubles end, and it is cancelled")
	r.env.CancelWorkflow()
	r.at(r.since()+72*time.Hour, func() { r.end(nil, errStillOpen) })
}

// end takes the release's result.
func (r *run) end(out any, err error) {
	r.mu.Lock()
	if r.over || r.between {
		// A run that was reset hears that its activities are over.
		r.mu.Unlock()
		return
	}
	r.over = true
	r.status, _ = out.(workflows.Status)
	if !sdk.IsCanceledError(err) {
		r.err = err
	}
	r.ended = r.since()
	r.mu.Unlock()
	r.reviews = r.wechat.reviews()
	r.logf("the release has ended: %s, error %v", r.status.Outcome, err)
}

func (r *run) isOver() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.over
}

func (r *run) since() time.Duration { return r.env.Now().Sub(r.start) }

// count counts what happens to an open release.
func (r *run) count(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.over {
		r.counts[what]++
	}
}

// pause waits on the simulated clock, in an attempt.
func (r *run) pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	// A context ends by the bubble's clock, which must not get ahead of the environment's.
	ends := false
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d {
		d, ends = max(time.Until(deadline), time.Nanosecond), true
	}
	woken := make(chan struct{})
	r.env.RegisterDelayedCallback(func() { close(woken) }, d)
	<-woken
	if ends {
		<-ctx.Done()
	}
	return ctx.Err()
}

// down is how long no worker will be there.
func (r *run) down() time.Duration {
	now := r.since()
	for _, w := range r.schedule.Down {
		if w.holds(now) {
			return w.From + w.For - now
		}
	}
	return 0
}

func (r *run) fateOf(a *activityRun) fate {
	if r.healed {
		return fate{}
	}
	return r.schedule.fate(a)
}

// trouble gives what spoils a call, nil for nothing.
func (r *run) trouble(path string, n int) *wxatest.Fault {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.env.Now().Sub(r.start)
	if r.healed {
		return nil
	}
	for _, t := range r.schedule.Troubles {
		if t.Endpoint != "" && t.Endpoint != path {
			continue
		}
		if t.When.For > 0 && t.When.holds(now) || t.When.For == 0 && n >= t.Nth && n < t.Nth+t.Times {
			f := t.Fault
			f.Times = 1
			return &f
		}
	}
	return nil
}

// noToken tells why there is no token now, "" when there is one.
func (r *run) noToken() tokenFault {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.env.Now().Sub(r.start)
	for _, t := range r.schedule.Tokens {
		if t.When.holds(now) && !r.healed {
			return t.Kind
		}
	}
	return ""
}

func (s *schedule) slow(path string, n int) slowness {
	for _, slow := range s.Slow {
		if slow.Endpoint == path && slow.Nth == n {
			return slow
		}
	}
	return slowness{}
}

// sample reads the status as an operator does.
func (r *run) sample() {
	one := sample{At: r.since()}
	if !r.read(&one.Status) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.samples = append(r.samples, one)
}

// stage is where the release is, "" when nobody can tell.
func (r *run) stage() workflows.Stage {
	var s workflows.Status
	r.read(&s)
	return s.Stage
}

func (r *run) read(s *workflows.Status) bool {
	value, err := r.env.QueryWorkflow(workflows.QueryStatus)
	if err == nil {
		err = value.Get(s)
	}
	if err != nil {
		r.logf("the status cannot be read: %v", err)
	}
	return err == nil
}

func (r *run) logf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.write(format, args...)
}

// write adds a line. run.mu is held.
func (r *run) write(format string, args ...any) {
	if len(r.lines) < 5_000 {
		r.lines = append(r.lines, fmt.Sprintf("%16s  %s", r.env.Now().Sub(r.start).Round(time.Millisecond), fmt.Sprintf(format, args...)))
	}
}
