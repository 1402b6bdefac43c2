package main

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/live"
	"github.com/wxrelease/wxrelease/workflows"
)

// panel is the release in detail, as it stands now.
func (r *shown) panel(l lang, now time.Time) live.Panel {
	p := live.Panel{Head: r.appid, Foot: l.say("Ctrl-C stops watching; the release goes on")}
	if !r.stops.IsZero() {
		p.Foot += l.say(" · stops by itself in %s", live.Elapsed(r.stops.Sub(now)))
	}
	v := r.view
	if v == nil || v.Status == nil {
		p.State = l.say("asking Temporal")
		r.outage(&p, l, now)
		return p
	}
	s := v.Status
	p.Head = strings.TrimSpace(r.appid + " " + v.Version)
	p.State, p.Tone = stateOf(l, s)
	p.Clock = live.Elapsed(cmp.Or(s.EndedAt, now).Sub(s.StartedAt))
	p.Steps, p.Step = stepsOf(l, s.Stage)
	p.Halted = !v.Open()
	add := func(tone live.Tone, name, value string) {
		if value != "" {
			p.Lines = append(p.Lines, live.Line{Name: l.word(name), Value: value, Tone: tone})
		}
	}
	r.outage(&p, l, now)
	if s.NeedsHuman && v.Open() {
		add(live.Warn, "needs", l.needs(true))
	}
	if w := s.Waiting; w != nil {
		add("", "waiting for", l.tell(words.WaitingFor(*w, now)))
		add("", "deadline", until(l, w.Until, now))
	}
	add("", "next look", nextLook(l, v, now))
	for _, call := range v.Pending {
		call.NextAttempt = nil // told above
		add("", "attempts", l.pending(call))
	}
	if p := lastRefusal(v); p != nil {
		_, meaning, remedy := l.problem(*p)
		add(live.Warn, "last code", strings.TrimSuffix(strconv.Itoa(p.Code)+": "+meaning, ": "))
		add("", "what to do", remedy)
	} else if s.Problem != nil {
		text, meaning, remedy := l.problem(*s.Problem)
		add(live.Warn, "problem", cmp.Or(meaning, text))
		add("", "what to do", remedy)
	}
	add("", "expedite", l.tell(words.Expedite(s.Expedite)))
	add(live.Warn, "delayed", l.delay(s.Delay))
	if s.AuditID != 0 {
		add("", "audit id", strconv.FormatInt(s.AuditID, 10))
	}
	add(live.Warn, "note", l.sentence(v.Note))
	return p
}

// outage says that Temporal does not answer.
func (r *shown) outage(p *live.Panel, l lang, now time.Time) {
	if r.silent.IsZero() {
		return
	}
	p.Lines = append(p.Lines, live.Line{
		Name: "Temporal", Tone: live.Bad,
		Value: l.say("does not answer for %s, still trying; what stands here is from before", live.Elapsed(now.Sub(r.silent))),
	})
}

// stateOf names the state: the outcome, or the stage while there is none.
func stateOf(l lang, s *workflows.Status) (string, live.Tone) {
	switch s.Outcome {
	case workflows.OutcomeOpen, "":
		if s.Cancelling {
			return l.word("cancelling"), live.Warn
		}
		if s.NeedsHuman {
			return l.word(string(s.Stage)), live.Warn
		}
		return l.word(string(s.Stage)), live.Plain
	case workflows.OutcomeApproved:
		return l.outcome(s.Outcome), live.Good
	case workflows.OutcomeWithdrawn, workflows.OutcomeCancelled:
		return l.outcome(s.Outcome), live.Warn
	}
	return l.outcome(s.Outcome), live.Bad
}

// stepsOf gives the way of a release and where on it a stage is.
func stepsOf(l lang, stage workflows.Stage) ([]string, int) {
	names := []string{l.say("privacy check"), l.say("submission"), l.say("review"), l.say("verdict")}
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

func until(l lang, at, now time.Time) string {
	if at.IsZero() {
		return ""
	}
	return l.say("in %s (%s)", live.Elapsed(at.Sub(now)), stamp(at))
}

// nextLook says when WeChat will be asked next. Where no worker tells what the release waits for, there is the pending call alone.
func nextLook(l lang, v *view, now time.Time) string {
	var at time.Time
	if w := v.Status.Waiting; w != nil {
		at = w.NextPoll
	} else {
		for _, call := range v.Pending {
			if call.NextAttempt != nil {
				at = *call.NextAttempt
			}
		}
	}
	switch {
	case at.IsZero():
		return ""
	case !now.Before(at):
		return l.say("now")
	}
	return l.say("in %s (%s)", live.Elapsed(at.Sub(now)), stamp(at))
}

// lastRefusal is what WeChat refused last with a code, nil for nothing.
func lastRefusal(v *view) *activities.Problem {
	if p := v.Status.Problem; p != nil && p.Code != 0 {
		return p
	}
	for _, call := range v.Pending {
		if p := call.Problem; p != nil && p.Code != 0 {
			return p
		}
	}
	return nil
}

// row is the release in the table of several.
func (r *shown) row() live.Row {
	if r.view == nil || r.view.Status == nil {
		return live.Row{Name: r.appid, Stage: "?"}
	}
	row := live.FromStatus(r.appid, *r.view.Status)
	row.AppID, row.Version = "", r.view.Version
	if r.view.Status.Cancelling {
		row.Stage = "cancelling"
	}
	if !r.silent.IsZero() {
		row.Note = "Temporal does not answer"
	}
	return row
}
