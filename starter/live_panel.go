package main

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/progress"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// panel is the release in detail, as it stands now.
func (r *shown) panel(l lang, now time.Time) progress.Panel {
	p := progress.Panel{Head: r.appid, Foot: l.say("Ctrl-C stops watching; the release goes on")}
	if !r.stops.IsZero() {
		p.Foot += l.say(" · stops by itself in %s", progress.Elapsed(r.stops.Sub(now)))
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
	p.Clock = progress.Elapsed(cmp.Or(s.EndedAt, now).Sub(s.StartedAt))
	p.Steps, p.Step = stepsOf(l, s.Stage)
	p.Halted = !v.Open()
	add := func(tone progress.Tone, name, value string) {
		if value != "" {
			p.Lines = append(p.Lines, progress.Line{Name: l.word(name), Value: value, Tone: tone})
		}
	}
	r.outage(&p, l, now)
	if s.NeedsHuman && v.Open() {
		add(progress.Warn, "needs", l.needs(true))
	}
	if w := s.Waiting; w != nil {
		add("", "waiting for", l.say("%s, for %s; next move: %s", l.word(w.For), progress.Elapsed(now.Sub(w.Since)), l.word(w.Whose)))
		add("", "deadline", until(l, w.Until, now))
	}
	add("", "next look", nextLook(l, v, now))
	for _, call := range v.Pending {
		call.NextAttempt = nil // told above
		add("", "attempts", l.pending(call))
	}
	if code, meaning, remedy := lastCode(v); code != 0 {
		meaning, remedy = l.code(code, meaning, remedy)
		add(progress.Warn, "last code", strings.TrimSuffix(strconv.Itoa(code)+": "+meaning, ": "))
		add("", "what to do", remedy)
	} else if s.Problem != nil {
		meaning, remedy := l.code(0, s.Problem.Meaning, s.Problem.Remedy)
		add(progress.Warn, "problem", cmp.Or(meaning, s.Problem.Message))
		add("", "what to do", remedy)
	}
	add("", "expedite", l.sentence(s.Expedite))
	add(progress.Warn, "delayed", l.delay(s.Delay))
	if s.AuditID != 0 {
		add("", "audit id", strconv.FormatInt(s.AuditID, 10))
	}
	add(progress.Warn, "note", l.sentence(v.Note))
	return p
}

// outage says that Temporal does not answer.
func (r *shown) outage(p *progress.Panel, l lang, now time.Time) {
	if r.silent.IsZero() {
		return
	}
	p.Lines = append(p.Lines, progress.Line{
		Name: "Temporal", Tone: progress.Bad,
		Value: l.say("does not answer for %s, still trying; what stands here is from before", progress.Elapsed(now.Sub(r.silent))),
	})
}

// stateOf names the state: the outcome, or the stage while there is none.
func stateOf(l lang, s *workflows.Status) (string, progress.Tone) {
	switch s.Outcome {
	case workflows.OutcomeOpen, "":
		if s.Cancelling {
			return l.word("cancelling"), progress.Warn
		}
		if s.NeedsHuman {
			return l.word(string(s.Stage)), progress.Warn
		}
		return l.word(string(s.Stage)), progress.Plain
	case workflows.OutcomeApproved:
		return l.outcome(s.Outcome), progress.Good
	case workflows.OutcomeWithdrawn, workflows.OutcomeCancelled:
		return l.outcome(s.Outcome), progress.Warn
	}
	return l.outcome(s.Outcome), progress.Bad
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
	return l.say("in %s (%s)", progress.Elapsed(at.Sub(now)), stamp(at))
}

// nextLook says when WeChat will be asked next. Where no worker tells what the release waits for, there is the pending call alone.
func nextLook(l lang, v *view, now time.Time) string {
	var at time.Time
	if w := v.Status.Waiting; w != nil {
		at = w.NextLook
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
	return l.say("in %s (%s)", progress.Elapsed(at.Sub(now)), stamp(at))
}

// answered finds WeChat's code in the text of a failed call.
var answered = regexp.MustCompile(`(/[\w/]+) for wx\w+: errcode (-?\d+)`)

// lastCode is what WeChat refused last, with its row of the error table.
func lastCode(v *view) (code int, meaning, remedy string) {
	if p := v.Status.Problem; p != nil && p.Code != 0 {
		return p.Code, p.Meaning, p.Remedy
	}
	for _, call := range v.Pending {
		if m := answered.FindStringSubmatch(call.LastFailure); m != nil {
			code, _ = strconv.Atoi(m[2])
			info := (&wxa.Error{Endpoint: m[1], Code: code}).Info()
			return code, info.Meaning, info.Remedy
		}
	}
	return 0, "", ""
}

// row is the release in the table of several.
func (r *shown) row() progress.Row {
	if r.view == nil || r.view.Status == nil {
		return progress.Row{Name: r.appid, Stage: "?"}
	}
	row := progress.FromStatus(r.appid, *r.view.Status)
	row.AppID, row.Version = "", r.view.Version
	if r.view.Status.Cancelling {
		row.Stage = "cancelling"
	}
	if !r.silent.IsZero() {
		row.Note = "Temporal does not answer"
	}
	return row
}
