package live

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
)

// View shows releases that are followed. Its methods, and those of what it shows, are safe for concurrent use.
type View struct {
	out      io.Writer
	terminal *Terminal // nil: lines only
	reader   words.Reader

	mu       sync.Mutex // guards the output and all that follows
	releases []*Shown
	open     int    // releases that are still followed
	stop     func() // ends the drawing
}

// New returns a view that prints lines to out for a reader. On terminal, which is out itself, it shows the present state too; nil
// leaves that out.
func New(out io.Writer, terminal *Terminal, reader words.Reader) *View {
	return &View{out: out, terminal: terminal, reader: reader}
}

// Line prints one line of progress with its time; label, if any, says what it is about. Progress that cannot be printed is no reason
// to stop what it tells about, so there is no error.
func (v *View) Line(at time.Time, label, text string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.line(at, label, text)
}

func (v *View) line(at time.Time, label, text string) {
	if label != "" {
		text = label + "  " + text
	}
	text = plain.Clean(v.reader.Time(at)+"  "+text) + "\n"
	if v.terminal != nil {
		_ = v.terminal.Print(text)
		return
	}
	_, _ = io.WriteString(v.out, text)
}

// Release is what [View.Follow] shows.
type Release struct {
	AppID string
	Name  string            // whose Mini Program it is, for people; "" is that of the status, if any
	Label string            // stands before each line about it; "" for a release that is followed alone
	Last  *releases.Release // what is known already; nil for nothing
	Limit time.Duration     // after which the waiting ends by itself; 0 is never
}

// Shown is a release in a view.
type Shown struct {
	view    *View
	release Release
	stops   time.Time         // when the waiting ends by itself; zero is never
	last    *releases.Release // nil until Temporal has answered
	silent  time.Time         // since when Temporal does not answer; zero: it does
}

// Follow adds a release; end it.
func (v *View) Follow(r Release) *Shown {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := &Shown{view: v, release: r, last: r.Last}
	if r.Limit > 0 {
		s.stops = time.Now().Add(r.Limit)
	}
	if v.terminal == nil {
		return s
	}
	v.releases = append(v.releases, s)
	if v.open++; v.open == 1 {
		ctx, stop := context.WithCancel(context.Background())
		v.stop = stop
		go v.run(ctx)
	}
	v.draw()
	return s
}

// Changed prints what is new about the release.
func (s *Shown) Changed(c releases.Change) {
	s.view.Line(c.At, s.release.Label, changeText(s.view.reader, c))
}

// Polled takes in what a read has found; silent says that Temporal does not answer at present.
func (s *Shown) Polled(last *releases.Release, silent bool) {
	v := s.view
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.terminal == nil {
		return
	}
	if s.last == nil && last != nil && last.WorkflowURL != "" {
		// Whole and in a line of its own it can be clicked. What cannot be printed is in the answer again.
		v.line(time.Now(), s.release.Label, v.reader.Say(words.See.Of(last.WorkflowURL)))
	}
	s.last = last
	switch {
	case !silent:
		s.silent = time.Time{}
	case s.silent.IsZero():
		s.silent = time.Now()
	}
	v.draw()
}

// End takes the release out of the view. With the last one the present states are erased, so that an answer stands in their place.
func (s *Shown) End() {
	v := s.view
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.terminal == nil {
		return
	}
	if v.open--; v.open > 0 {
		return
	}
	v.stop()
	v.releases = nil
	// What cannot be erased stays above the answer.
	_ = v.terminal.Erase()
}

// run draws again and again: clocks and the spinner move, and the window may have another size.
func (v *View) run(ctx context.Context) {
	tick := time.NewTicker(SpinnerPause)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			v.mu.Lock()
			if ctx.Err() == nil {
				v.draw()
			}
			v.mu.Unlock()
		}
	}
}

// draw shows the present state. A terminal that has gone away is no reason to stop waiting.
func (v *View) draw() {
	now := time.Now()
	_ = v.terminal.Draw(func(space Space) []string {
		if len(v.releases) == 1 {
			return v.releases[0].panel(v.reader, now).Render(space, now)
		}
		rows := make([]Row, len(v.releases))
		for i, s := range v.releases {
			rows[i] = s.row(v.reader)
		}
		return Table(rows, v.reader.Lang, space, now)
	})
}
