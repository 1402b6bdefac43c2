package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// chaos is one run.
type chaos struct {
	options
	plan
	world *world
	began time.Time

	mu      sync.Mutex
	records []*record // nil: not started
	begun   int
	changed chan struct{} // closed and made anew whenever one has been started
	over    int
}

// unleash runs the plan and writes its account. It tells whether all holds; an error means that it could not be tried.
func unleash(ctx context.Context, o options, stdout, stderr io.Writer) (holds bool, err error) {
	dir := o.dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "wxrelease-chaos-"); err != nil {
			return false, err
		}
	}
	p := newPlan(o.seed, o.releases)
	c := &chaos{options: o, plan: p, records: make([]*record, len(p.Releases)), changed: make(chan struct{})}
	fmt.Fprintf(stderr, "chaos: seed %d, %d releases, %d blows; logs are in %s\n", p.Seed, len(p.Releases), len(p.Blows), dir)
	c.world, err = newWorld(ctx, o, p, dir)
	defer c.world.close()
	if err != nil {
		return false, fmt.Errorf("%w (logs are in %s)", err, dir)
	}
	c.began = time.Now()
	if err := c.run(ctx, stderr); err != nil {
		return false, fmt.Errorf("%w (logs are in %s)", err, dir)
	}
	found, err := c.account(ctx, stdout)
	holds = err == nil && len(found) == 0 && ctx.Err() == nil
	if !holds || o.dir != "" {
		fmt.Fprintf(stderr, "chaos: logs, release files and histories are in %s\n", dir)
		return holds, err
	}
	c.world.close()
	return true, os.RemoveAll(dir)
}

// run starts the releases, lets the blows fall, and waits for the ends.
func (c *chaos) run(ctx context.Context, stderr io.Writer) error {
	striking, stopStriking := context.WithCancel(ctx)
	defer stopStriking()
	var beside sync.WaitGroup
	beside.Go(func() { c.world.strikeAll(striking, ctx, c.plan, c.started) })
	beside.Go(func() { c.progress(striking, stderr) })
	err := c.releaseAll(ctx)
	stopStriking()
	beside.Wait()
	if ctx.Err() != nil {
		return nil // the account says so
	}
	return err
}

func (c *chaos) releaseAll(ctx context.Context) error {
	var all errgroup.Group
	all.SetLimit(c.flight)
	for n, r := range c.Releases {
		if ctx.Err() != nil || c.duration > 0 && time.Since(c.began) > c.duration {
			break
		}
		all.Go(func() error {
			rec := newRecord()
			c.note(n, rec)
			bounded, stop := context.WithTimeout(ctx, c.patience)
			defer stop()
			err := c.world.conduct(bounded, r, rec)
			c.mu.Lock()
			c.over++
			c.mu.Unlock()
			if err != nil {
				return fmt.Errorf("%s: %w", r.AppID, err)
			}
			return nil
		})
	}
	return all.Wait()
}

// note notes that a release is being started.
func (c *chaos) note(n int, rec *record) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.records[n] = rec
	c.begun++
	close(c.changed)
	c.changed = make(chan struct{})
}

// started waits until so many releases have been started.
func (c *chaos) started(ctx context.Context, n int) error {
	for {
		c.mu.Lock()
		begun, changed := c.begun, c.changed
		c.mu.Unlock()
		if begun >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// progress says from time to time how far it is.
func (c *chaos) progress(ctx context.Context, stderr io.Writer) {
	for rest(ctx, 5*time.Second) == nil {
		c.mu.Lock()
		begun, over := c.begun, c.over
		c.mu.Unlock()
		killed, stopped := 0, 0
		for _, p := range c.world.processes() {
			counts, _ := p.told()
			killed, stopped = killed+counts.Killed, stopped+counts.Stopped
		}
		fmt.Fprintf(stderr, "chaos: %s: %d of %d started, %d over, %d under way; %d processes killed, %d stopped; %d calls of WeChat\n",
			time.Since(c.began).Round(time.Second), begun, len(c.Releases), over, begun-over, killed, stopped, c.world.sim.Calls("", ""))
	}
}

// account checks everything and tells it.
func (c *chaos) account(ctx context.Context, stdout io.Writer) ([]violation, error) {
	interrupted := ctx.Err() != nil
	// What is known is told also when nobody wants to wait any longer.
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Minute)
	defer stop()
	var errs []error
	if !interrupted {
		errs = append(errs, c.world.findRuns(ctx, c.plan, c.records))
	}
	h, err := c.world.held()
	errs = append(errs, err)
	t := count(c.plan, c.records, h, c.world.sim.Pushes())
	t.Faults, err = c.world.faults(c.plan)
	errs = append(errs, err)
	t.Took, t.Interrupted, t.Commands, t.Calls = time.Since(c.began), interrupted, c.world.program.runs.Load(), c.world.calls()
	found, counts := c.world.oddities()
	t.Processes = counts
	for n, rec := range c.records {
		if rec == nil {
			continue
		}
		wrong := check(c.Releases[n], rec, h)
		if interrupted {
			wrong = ended(wrong)
		}
		if len(wrong) > 0 {
			dir, err := c.world.dump(ctx, c.Releases[n], rec)
			for i := range wrong {
				wrong[i].Text += "; history: " + dir
				if err != nil {
					wrong[i].Text += fmt.Sprintf(" (%v)", err)
				}
			}
		}
		found = append(found, wrong...)
	}
	t.tell(stdout, found)
	return found, errors.Join(errs...)
}

// ended leaves out what an interruption explains.
func ended(found []violation) (kept []violation) {
	for _, v := range found {
		if v.Kind != stillOpen && v.Kind != neverStarted {
			kept = append(kept, v)
		}
	}
	return kept
}
