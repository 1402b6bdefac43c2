package live

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

// name is whose release it is, "" when that is not known.
func (s *Shown) name() string {
	if s.last == nil || s.last.Status == nil {
		return s.release.Name
	}
	return cmp.Or(s.release.Name, s.last.Status.Name)
}

// panel is the release in detail, as it stands now.
func (s *Shown) panel(r words.Reader, now time.Time) Panel {
	p := Panel{Head: strings.TrimSpace(s.name() + " " + s.release.AppID), Foot: r.Say(words.CtrlC)}
	if !s.stops.IsZero() {
		p.Foot += r.Say(words.StopsByItself.Of(rounded(s.stops.Sub(now))))
	}
	last := s.last
	if last == nil || last.Status == nil {
		p.State = r.Say(words.AskingTemporal)
		s.outage(&p, r, now)
		return p
	}
	status := last.Status
	p.Head = strings.TrimSpace(p.Head + " " + last.Version)
	p.State, p.Tone = stateOf(r, status)
	if word := string(status.Outcome); hasEnded(status) && p.State != word {
		p.State += " (" + word + ")" // what JSON and filters call it
	}
	p.Clock = Elapsed(r.Lang, cmp.Or(status.EndedAt, now).Sub(status.StartedAt))
	p.Steps, p.Step = stepsOf(r, status.Stage)
	p.Halted = !last.Open()
	s.outage(&p, r, now)
	for _, l := range details(r, last, now) {
		if l.Value != "" {
			l.Name = r.Lang.Name(l.Name)
			p.Lines = append(p.Lines, l)
		}
	}
	return p
}

// details are the lines of the panel, the most important first; those without a value are left out.
func details(r words.Reader, last *releases.Release, now time.Time) []Line {
	status := last.Status
	var lines []Line
	add := func(name string, value any) { lines = append(lines, Line{Name: name, Value: r.Say(value)}) }
	warn := func(name string, value any) { lines = append(lines, Line{Name: name, Value: r.Say(value), Tone: Warn}) }
	if status.NeedsHuman && last.Open() {
		warn("needs", words.Needs(true))
	}
	if w := status.Waiting; w != nil {
		add("waiting for", words.WaitingFor(*w, now))
		add("deadline", inTime(w.Until, now))
	}
	add("next poll", nextPoll(last, now))
	for _, call := range last.Pending {
		add("attempts", attempts(call))
	}
	if p := lastRefusal(last); p != nil {
		meaning, remedy := words.Remedy(*p)
		warn("last code", strings.TrimSuffix(strconv.Itoa(p.Code)+": "+r.Say(meaning), ": "))
		add("what to do", remedy)
	} else if p := status.Problem; p != nil {
		meaning, remedy := words.Remedy(*p)
		warn("problem", cmp.Or(r.Say(meaning), r.Say(words.Problem(*p))))
		add("what to do", remedy)
	}
	add("expedite", words.Expedite(status.Expedite))
	warn("delayed", words.Delay(status.Delay))
	if status.AuditID != 0 {
		add("audit id", strconv.FormatInt(status.AuditID, 10))
	}
	if last.Gap == releases.GapWorker {
		warn("note", words.GapWorker.Of(last.Cause))
	}
	return lines
}

// attempts says which call is tried again, and why; when that is, stands in a line of its own.
func attempts(call releases.PendingCall) words.Text {
	text := words.Attempts.Of(call.Activity, call.Attempt)
	switch {
	case call.Problem != nil:
		return words.AttemptsLast.Of(text, words.Problem(*call.Problem))
	case call.LastFailure != "":
		return words.AttemptsLast.Of(text, call.LastFailure)
	}
	return text
}

// outage says that Temporal does not answer.
func (s *Shown) outage(p *Panel, r words.Reader, now time.Time) {
	if !s.silent.IsZero() {
		text := r.Say(words.SilentFor.Of(rounded(now.Sub(s.silent))))
		p.Lines = append(p.Lines, Line{Name: "Temporal", Tone: Bad, Value: text})
	}
}

func hasEnded(s *workflows.Status) bool { return s.Outcome != "" && s.Outcome != workflows.OutcomeOpen }

// stateOf names the state: the outcome, or the stage while there is none.
func stateOf(r words.Reader, s *workflows.Status) (string, Tone) {
	switch {
	case !hasEnded(s) && s.Cancelling:
		return r.Say(words.Cancelling), Warn
	case !hasEnded(s) && s.NeedsHuman:
		return value(r, s.Stage), Warn
	case !hasEnded(s):
		return value(r, s.Stage), Plain
	}
	switch s.Outcome {
	case workflows.OutcomeApproved:
		return value(r, s.Outcome), Good
	case workflows.OutcomeWithdrawn, workflows.OutcomeCancelled:
		return value(r, s.Outcome), Warn
	}
	return value(r, s.Outcome), Bad
}

// stepsOf gives the way of a release and where on it a stage is.
func stepsOf(r words.Reader, stage workflows.Stage) ([]string, int) {
	names := []string{r.Say(words.StepCheck), r.Say(words.StepSubmit), r.Say(words.StepReview), r.Say(words.StepVerdict)}
	switch stage {
	case workflows.StageDetect:
		return names, 0
	case workflows.StageSubmit:
		return names, 1
	case workflows.StageReview:
		return names, 2
	case workflows.StageDone:
		return names, len(names)
	}
	return nil, 0 // of a newer worker
}

// inTime says how long something is off; nothing for the zero time.
func inTime(at, now time.Time) words.Text {
	if at.IsZero() {
		return words.Text{}
	}
	return words.InTime.Of(rounded(at.Sub(now)), at)
}

// nextPoll says when WeChat will be asked next. Where no worker tells what the release waits for, there is the pending call alone.
func nextPoll(last *releases.Release, now time.Time) words.Text {
	var at time.Time
	if w := last.Status.Waiting; w != nil {
		at = w.NextPoll
	} else {
		for _, call := range last.Pending {
			if call.NextAttempt != nil {
				at = *call.NextAttempt
			}
		}
	}
	if !at.IsZero() && !now.Before(at) {
		return words.Now.Of()
	}
	return inTime(at, now)
}

// lastRefusal is what WeChat refused last with a code, nil for nothing.
func lastRefusal(last *releases.Release) *activities.Problem {
	if p := last.Status.Problem; p != nil && p.Code != 0 {
		return p
	}
	for _, call := range last.Pending {
		if p := call.Problem; p != nil && p.Code != 0 {
			return p
		}
	}
	return nil
}
