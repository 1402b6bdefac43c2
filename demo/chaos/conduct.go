package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// conductor takes one planned release to its end, with all that people do to it.
type conductor struct {
	*world
	release
	record *record
	input  workflows.ReleaseInput
	path   string

	mu     sync.Mutex
	known  map[string]bool // runs that were begun
	follow []string        // of those, the ones that nobody has waited for
	ended  chan struct{}   // the first one has
}

// conduct runs a planned release; ctx bounds it. What it comes to is in the record.
func (w *world) conduct(ctx context.Context, r release, rec *record) error {
	c := &conductor{world: w, release: r, record: rec, known: map[string]bool{}, ended: make(chan struct{})}
	var err error
	if c.input, err = r.input(); err != nil {
		return err
	}
	if c.path, err = r.file(w.dir); err != nil {
		return err
	}
	if err := w.add(r); err != nil {
		return err
	}
	began := time.Now()
	var beside sync.WaitGroup
	for _, a := range r.Acts {
		beside.Go(func() { c.act(ctx, a, began) })
	}
	for _, l := range r.Letters {
		beside.Go(func() {
			if c.moment(ctx, began, false, l.After) {
				c.post(ctx, l.Kind)
			}
		})
	}
	if r.NoAccess.For > 0 {
		beside.Go(func() { c.loseAccess(ctx, began) })
	}
	c.begin(ctx, r.Start)
	c.wait(ctx)
	rec.change(func() { rec.Took = append(rec.Took, time.Since(began)) })
	close(c.ended)
	beside.Wait()
	c.wait(ctx) // for what people have begun meanwhile
	if r.Again && ctx.Err() == nil {
		c.begin(ctx, byClient)
		c.wait(ctx)
	}
	return nil
}

// moment waits for a moment of the release, and tells whether it came. Without a submission there is none after it.
func (c *conductor) moment(ctx context.Context, began time.Time, early bool, after time.Duration) bool {
	if early {
		return rest(ctx, time.Until(began.Add(after))) == nil
	}
	submitted := c.ledger.submitted(c.AppID)
	select {
	case <-submitted:
	case <-ctx.Done():
		return false
	case <-c.ended:
		if !closed(submitted) {
			return false
		}
	}
	return rest(ctx, after) == nil
}

// loseAccess has WeChat refuse our address for a while, in the review.
func (c *conductor) loseAccess(ctx context.Context, began time.Time) {
	if !c.moment(ctx, began, false, c.NoAccess.From) {
		return
	}
	set := func(refused bool) {
		if err := c.sim.Update(c.AppID, func(a *wxatest.App) { a.IPRefused = refused }); err != nil {
			c.odd("%v", err)
		}
	}
	set(true)
	_ = rest(ctx, c.NoAccess.For)
	set(false)
}

func (c *conductor) odd(format string, args ...any) {
	c.record.change(func() { c.record.Odd = append(c.record.Odd, fmt.Sprintf(format, args...)) })
}

// begin starts a release, as often as it takes.
func (c *conductor) begin(ctx context.Context, how starting) {
	ways := map[starting][]func(context.Context){
		byClient: {c.startByClient}, byTwo: {c.startByClient, c.startByClient}, byCommand: {c.startByCommand},
		byCommandCI: {c.startAndWait}, byBoth: {c.startByClient, c.startByCommand},
	}
	var all sync.WaitGroup
	for _, start := range ways[how] {
		all.Go(func() { start(ctx) })
	}
	all.Wait()
}

// impatience is the pause before somebody repeats what did not work.
const impatience = 300 * time.Millisecond

func (c *conductor) startByClient(ctx context.Context) {
	for ctx.Err() == nil {
		c.ask(doRestart)
		short, stop := context.WithTimeout(ctx, askLimit)
		started, err := c.client.Start(short, c.input, origin)
		stop()
		if err == nil {
			c.begun(started.RunID)
			return
		}
		// Temporal is away, or the release before is still being cancelled.
		_ = rest(ctx, impatience)
	}
}

func (c *conductor) startByCommand(ctx context.Context) {
	c.startBy(ctx, "start", "-f", c.path, "-o", "json")
}

func (c *conductor) startAndWait(ctx context.Context) {
	c.startBy(ctx, "start", "-f", c.path, "-o", "json", "--wait", "--wait-timeout", "0s")
}

// startBy starts on the command line, as a CI job does that is repeated when it failed for a technical reason or was busy.
func (c *conductor) startBy(ctx context.Context, args ...string) {
	for ctx.Err() == nil {
		c.ask(doRestart)
		code, out, err := c.program.run(ctx, args...)
		if err != nil {
			continue
		}
		var told struct {
			RunID string          `json:"run_id"`
			Busy  json.RawMessage `json:"busy"`
		}
		if json.Unmarshal(out, &told) != nil {
			c.odd("wxrelease %v: exit code %d, and its output is no JSON", args, code)
			return
		}
		// What ends with 1 was not done or is not known, such as when Temporal is away. Code 6 with "busy" is a release that is still being
		// cancelled; without it, one that has ended as busy.
		again := code == 1 || told.Busy != nil
		if told.RunID != "" && told.Busy == nil {
			c.begun(told.RunID)
		}
		waited := args[len(args)-1] == "0s"
		switch {
		case !again && waited:
			c.record.change(func() { c.record.Exits = append(c.record.Exits, exit{told.RunID, code}) })
			return
		case !again && code != 0:
			c.odd("wxrelease %v: exit code %d", args, code)
			return
		case !again:
			return
		}
		_ = rest(ctx, impatience)
	}
}

// begun notes a run; somebody will wait for it.
func (c *conductor) begun(runID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known[runID] {
		c.known[runID] = true
		c.follow = append(c.follow, runID)
	}
}

// wait waits for the ends of all runs that nobody has waited for.
func (c *conductor) wait(ctx context.Context) {
	for {
		c.mu.Lock()
		if len(c.follow) == 0 {
			c.mu.Unlock()
			return
		}
		id := c.follow[0]
		c.follow = c.follow[1:]
		c.mu.Unlock()
		c.record.keep(ending{ID: id, Outcome: workflows.OutcomeOpen})
		last, err := c.client.Wait(ctx, c.AppID, id, nil)
		stopped := (*releases.StoppedError)(nil)
		switch {
		case err != nil && errors.As(err, &stopped):
			if last != nil {
				c.record.keep(endingOf(last))
			}
		case err != nil:
			c.record.keep(ending{ID: id, Failure: err.Error()})
		default:
			c.record.keep(endingOf(last))
		}
	}
}
