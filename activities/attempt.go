package activities

import (
	"context"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/log"
)

// memory is what one attempt leaves to the next. It travels as heartbeat details, which Temporal keeps with the activity.
type memory struct {
	Main    clock         `json:"main,omitzero"`    // the last condition that is no passing trouble
	Trouble clock         `json:"trouble,omitzero"` // passing trouble of one kind, since WeChat told anything
	Nothing clock         `json:"nothing,omitzero"` // passing trouble of whatever kind, since WeChat told anything
	Code    int           `json:"code,omitempty"`   // errcode of Main, where it is told by one
	Pause   time.Duration `json:"pause,omitempty"`  // announced after the last attempt
	Failed  int           `json:"failed,omitempty"` // attempts of a bounded poll that learnt nothing, whatever they met
	// A write was sent, or may have been, and it is not known what came of it: since when, and when the last one was.
	OutSince time.Time `json:"out_since,omitzero"`
	SentAt   time.Time `json:"sent_at,omitzero"`
	Known    int64     `json:"known,omitempty"`    // a review that was there, and over, before anything was sent
	Restored bool      `json:"restored,omitempty"` // what the release may have done before Temporal's database was put back is heeded
	Hidden   bool      `json:"hidden,omitempty"`   // WeChat said since then that a review is open (85009), and shows none
	Attempt  int32     `json:"attempt,omitempty"`  // the attempt that left this
}

// unwatched is how much longer than its pause an attempt may be away before nobody is taken to have watched.
const unwatched = time.Minute

// attempt is one try of an activity: what is left from the tries before it, and the clock.
type attempt struct {
	ctx  context.Context
	now  func() time.Time
	lost bool // the try before this one left nothing: it ended with its worker, so nobody knows what it did
	stop func()

	logger log.Logger // knows whose release it is

	last condition // what this attempt met last

	mu sync.Mutex // guards memory against the heartbeat
	memory
}

// begin starts an attempt for a version of a Mini Program; end it with its end method.
func (a *Activities) begin(ctx context.Context, appid, version string) *attempt {
	info := activity.GetInfo(ctx)
	// The SDK's logger adds the workflow id, the activity and the attempt.
	logger := log.With(activity.GetLogger(ctx), "appid", appid, "version", version)
	t := &attempt{ctx: ctx, now: a.clock(ctx, info), logger: logger}
	if activity.HasHeartbeatDetails(ctx) && activity.GetHeartbeatDetails(ctx, &t.memory) != nil {
		// Another version's details: they tell nothing.
		t.memory = memory{}
	}
	t.lost = t.Attempt != info.Attempt-1
	t.stop = t.beat(info.HeartbeatTimeout)
	return t
}

// clock is the Temporal server's: the attempt's start as the server saw it, and what has passed since on this machine. The
// workers' own clocks may differ from each other.
func (a *Activities) clock(ctx context.Context, info activity.Info) func() time.Time {
	if a.Now != nil {
		return func() time.Time { return a.Now(ctx) }
	}
	begun := time.Now()
	return func() time.Time { return info.StartedTime.Add(time.Since(begun)) }
}

// beat tells Temporal from time to time that this worker lives, so that an attempt that is lost with its worker is missed
// soon, however long a call may take.
func (t *attempt) beat(timeout time.Duration) (stop func()) {
	if timeout <= 0 {
		return func() {}
	}
	done := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		tick := time.NewTicker(max(timeout/4, time.Millisecond))
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				t.record()
			}
		}
	})
	return func() { close(done); running.Wait() }
}

func (t *attempt) end() { t.stop() }

func (t *attempt) record() {
	t.mu.Lock()
	defer t.mu.Unlock()
	activity.RecordHeartbeat(t.ctx, t.memory)
}

// seeCode is see for a condition that an errcode tells.
func (t *attempt) seeCode(c condition, code int) {
	t.see(c)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Code = code
}

// see notes that a condition was met. Another condition before it is over. Passing trouble only interrupts it: the time of the
// interruption does not count.
func (t *attempt) see(c condition) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	switch {
	case c.passing():
		t.Trouble.see(c, now, t.Pause)
		t.Nothing.see("nothing", now, t.Pause)
	default:
		if t.Nothing.Count > 0 && c == t.Main.What {
			t.Main.Since = t.Main.Since.Add(now.Sub(t.Main.Seen))
			t.Main.Seen = now
		}
		if c != t.Main.What {
			t.Code = 0
		}
		t.Main.see(c, now, t.Pause)
		t.Trouble, t.Nothing = clock{}, clock{}
	}
	t.last, t.Pause = c, 0
}

// met is the clock of what this attempt met last.
func (t *attempt) met() clock {
	if t.last.passing() {
		return t.Trouble
	}
	return t.Main
}

// leave keeps the memory for the next attempt, which comes after the pause.
func (t *attempt) leave(pause time.Duration) {
	t.mu.Lock()
	t.Pause, t.Attempt = pause, activity.GetInfo(t.ctx).Attempt
	t.mu.Unlock()
	t.record()
}

// mayBeOut notes that a write may have reached WeChat by now.
func (t *attempt) mayBeOut() { t.mayBeOutSince(t.now()) }

// mayBeOutSince notes that one may have done so since a moment: the last one now, for all that is known.
func (t *attempt) mayBeOutSince(since time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.SentAt = t.now()
	if t.OutSince.IsZero() {
		t.OutSince = since
	}
}

// knew notes a review that was there before anything was sent.
func (t *attempt) knew(id int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Known = id
}

// failed counts an attempt of a bounded poll.
func (t *attempt) failed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Failed++
}

// hidden notes whether WeChat says that a review is open without showing it.
func (t *attempt) hidden(yes bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Hidden = yes
}

// notOut notes that nothing is out.
func (t *attempt) notOut() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.OutSince, t.SentAt, t.Hidden = time.Time{}, time.Time{}, false
}

// out tells whether a write may be out.
func (t *attempt) out() bool { return !t.OutSince.IsZero() }
