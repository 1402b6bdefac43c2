package wxatest

import (
	"errors"
	"slices"
	"time"
)

// clock is the simulator's time. It stands still at speed 0; else it runs by itself, speed times as fast as the real clock.
type clock struct {
	base  time.Time // simulated time at the real moment since
	since time.Time
	speed float64
	given func() time.Time // Config.Clock; nil: all of the above
}

func (c *clock) now() time.Time {
	switch {
	case c.given != nil:
		return c.given().Round(0)
	case c.speed == 0:
		return c.base
	}
	return c.base.Add(time.Duration(float64(time.Since(c.since)) * c.speed))
}

func (c *clock) advance(d time.Duration) { c.base = c.base.Add(d) }

// real converts a simulated duration to what a caller with an ordinary watch lives through. While the clock stands still
// there is no such thing; then it is the simulated duration itself.
func (c *clock) real(d time.Duration) time.Duration {
	if c.speed == 0 {
		return d
	}
	return time.Duration(float64(d) / c.speed)
}

// seconds is an expires_in: in the caller's seconds, at least 1. When the simulated clock runs fast, a token is old sooner for
// the caller than the documented 7200 seconds.
func (s *Sim) seconds(d time.Duration) int64 { return max(1, int64(s.clock.real(d)/time.Second)) }

// event is something that happens by itself at a simulated moment.
type event struct {
	at  time.Time
	run func(at time.Time) // called with Sim.mu held
	// cancelled events stay in the queue and do nothing.
	cancelled bool
}

// schedule adds an event behind those of the same moment. Sim.mu is held.
func (s *Sim) schedule(at time.Time, run func(at time.Time)) *event {
	e := &event{at: at, run: run}
	i, _ := slices.BinarySearchFunc(s.queue, at, func(e *event, at time.Time) int {
		if e.at.After(at) {
			return 1
		}
		return -1
	})
	s.queue = slices.Insert(s.queue, i, e)
	return e
}

// next takes the first event that is due at now. Sim.mu is held.
func (s *Sim) next(now time.Time) *event {
	for len(s.queue) > 0 && !s.queue[0].at.After(now) {
		e := s.queue[0]
		s.queue = slices.Delete(s.queue, 0, 1)
		if !e.cancelled {
			return e
		}
	}
	return nil
}

// settle runs everything that is due and starts the deliveries that came of it. Every request begins with it, so an answer
// never depends on how late a timer is. Sim.mu is held.
func (s *Sim) settle() (now time.Time) {
	now = s.clock.now()
	for e := s.next(now); e != nil; e = s.next(now) {
		e.run(e.at)
	}
	if s.clock.given == nil && !s.closed {
		for _, d := range s.takeDeliveries() {
			s.delivering++
			go func() {
				s.deliver(d)
				s.mu.Lock()
				defer s.mu.Unlock()
				s.delivering--
				s.delivered.Broadcast()
			}()
		}
	}
	s.rearm(now)
	return now
}

// rearm sets the one real timer to the next event of a running clock. Sim.mu is held.
func (s *Sim) rearm(now time.Time) {
	if s.clock.speed == 0 || s.closed {
		return
	}
	if s.timer != nil {
		s.timer.Stop()
		s.timer = nil
	}
	if len(s.queue) > 0 {
		// One microsecond more than the rounded-down wait, so that the event is due when the timer fires.
		wait := s.clock.real(s.queue[0].at.Sub(now)) + time.Microsecond
		s.timer = time.AfterFunc(wait, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			if !s.closed {
				s.settle()
			}
		})
	}
}

// Now is the simulated time.
func (s *Sim) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock.now()
}

// Advance moves the clock forward by d, from one event to the next, and sends the pushes on the way one after the other: when
// it returns, everything up to the new time has happened and [Sim.Pushes] lists it. A running clock can be advanced as well;
// then pushes that were under way before may still be. A callback receiver must not call Advance itself. It panics when the
// clock is the caller's: see [Sim.CatchUp].
func (s *Sim) Advance(d time.Duration) {
	if s.clock.given != nil {
		panic(errGivenClock)
	}
	s.advance(d)
}

var errGivenClock = errors.New("wxatest: the clock is the caller's; move it there and call CatchUp")

// CatchUp does what has become due, one after the other, and sends the pushes that came of it or wait from before: when it
// returns they have been answered. It is for a clock of the caller's, which see [Config].Clock; a callback receiver must not
// call it itself.
func (s *Sim) CatchUp() { s.advance(0) }

// NextEvent tells when the next thing happens by itself: a review changes, a ticket is pushed (with the feed there always is
// a next one), a push comes early or late. What only shows in answers, such as the end of a privacy check, is no event.
func (s *Sim) NextEvent() (at time.Time, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.queue {
		if !e.cancelled {
			return e.at, true
		}
	}
	return time.Time{}, false
}

func (s *Sim) advance(d time.Duration) {
	s.advancing.Lock()
	defer s.advancing.Unlock()

	s.mu.Lock()
	defer s.mu.Unlock()
	target := s.clock.now().Add(d)
	for {
		deliveries := s.takeDeliveries()
		if len(deliveries) == 0 {
			e := s.next(target)
			if e == nil {
				break
			}
			s.forwardTo(e.at)
			e.run(e.at)
			continue
		}
		s.mu.Unlock()
		for _, d := range deliveries {
			s.deliver(d)
		}
		s.mu.Lock()
	}
	s.forwardTo(target)
	for s.clock.speed == 0 && s.delivering > 0 {
		s.delivered.Wait()
	}
	s.rearm(s.clock.now())
}

func (s *Sim) forwardTo(at time.Time) {
	if wait := at.Sub(s.clock.now()); wait > 0 {
		s.clock.advance(wait)
	}
}

// china is WeChat's time zone: its days and months begin at midnight there.
var china = time.FixedZone("UTC+8", 8*60*60)

func dayOf(t time.Time) string   { return t.In(china).Format("2006-01-02") }
func monthOf(t time.Time) string { return t.In(china).Format("2006-01") }
