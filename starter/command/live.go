package command

import (
	"context"
	"io"
	"os"
	"sync"
	"time"

	"github.com/wxrelease/wxrelease/starter/live"
)

// screen is the live view of the releases that are followed: a panel for one, a table for several. Lines of progress scroll
// away above it.
type screen struct {
	lock     sync.Locker // of the output: guards all that follows
	terminal *live.Terminal
	lang     lang
	releases []*shown
	open     int    // releases that are still followed
	stop     func() // ends the drawing
}

// shown is one followed release on the screen. It is nil, and does nothing, where there is no terminal.
type shown struct {
	screen *screen
	appid  string
	stops  time.Time // when the waiting ends by itself; zero: never
	view   *view     // nil until Temporal has answered
	silent time.Time // since when Temporal does not answer; zero: it does
}

// show puts a release on the screen.
func (a *app) show(appid string, last *view, limit time.Duration) *shown {
	a.lines.Lock()
	defer a.lines.Unlock()
	if a.terminal == nil {
		return nil
	}
	if a.screen == nil {
		terminal := a.terminal(unguarded(a.progress()))
		if terminal == nil {
			return nil
		}
		a.screen = &screen{lock: &a.lines, terminal: terminal, lang: a.lang}
	}
	s := a.screen
	r := &shown{screen: s, appid: appid, view: last}
	if limit > 0 {
		r.stops = time.Now().Add(limit)
	}
	s.releases = append(s.releases, r)
	if s.open++; s.open == 1 {
		ctx, stop := context.WithCancel(context.Background())
		s.stop = stop
		go s.run(ctx)
	}
	s.draw()
	return r
}

// progress is where lines of progress go: among the text, or beside the one object on standard output.
func (a *app) progress() io.Writer {
	if a.json || a.junit {
		return a.stderr
	}
	return a.stdout
}

// terminalOf finds the terminal behind a writer.
func (a *app) terminalOf(w io.Writer) *live.Terminal {
	file, ok := w.(*os.File)
	if !ok {
		return nil
	}
	return live.Open(file, func(name string) string { value, _ := a.env.LookupEnv(name); return value })
}

// update takes in what a look has found.
func (r *shown) update(v *view, silent bool) {
	if r == nil {
		return
	}
	r.screen.lock.Lock()
	defer r.screen.lock.Unlock()
	if r.view == nil && v != nil && v.WorkflowURL != "" {
		// Whole and in a line of its own it can be clicked. What cannot be printed is in the answer again.
		_ = r.screen.print(stamp(time.Now()) + "  " + r.screen.lang.say("see %s", v.WorkflowURL) + "\n")
	}
	r.view = v
	switch {
	case !silent:
		r.silent = time.Time{}
	case r.silent.IsZero():
		r.silent = time.Now()
	}
	r.screen.draw()
}

// end takes the release off the screen; with the last one the screen goes too, so that the answer stands in its place.
func (r *shown) end() {
	if r == nil {
		return
	}
	s := r.screen
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.open--; s.open > 0 {
		return
	}
	s.stop()
	s.releases = nil
	// What cannot be erased stays above the answer.
	_ = s.terminal.Erase()
}

// run draws again and again: clocks and the spinner move, and the window may have another size.
func (s *screen) run(ctx context.Context) {
	tick := time.NewTicker(live.SpinnerPause)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.lock.Lock()
			if ctx.Err() == nil {
				s.draw()
			}
			s.lock.Unlock()
		}
	}
}

// draw shows the present state. A terminal that has gone away is no reason to stop waiting.
func (s *screen) draw() {
	now := time.Now()
	_ = s.terminal.Draw(func(space live.Space) []string {
		if len(s.releases) == 1 {
			return s.releases[0].panel(s.lang, now).Render(space, now)
		}
		rows := make([]live.Row, len(s.releases))
		for i, r := range s.releases {
			rows[i] = r.row()
		}
		return live.Table(rows, space, now)
	})
}

// print writes a line above the live view.
func (s *screen) print(text string) error { return s.terminal.Print(text) }
