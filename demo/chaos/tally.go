package main

import (
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// tally is what the account tells, counted.
type tally struct {
	Seed             uint64
	Planned, Started int // Mini Programs
	Commands         int64
	Took             time.Duration
	Interrupted      bool
	Releases         int // runs: a start after the end makes one more
	Outcomes         map[workflows.Outcome]int
	Failed           int // ended without an outcome
	One, None        int // releases with one submission, with none
	Double, Unknown  int // submissions too many; those of which no release knows
	Told, True       int // verdicts told, and those that WeChat holds
	Asked, Answered  map[deed]int
	ByPolicy         int // releases that had to ask WeChat to expedite by themselves
	Undone, Hurried  int // accepted by WeChat
	Ways             map[starting]int
	Mail             map[letterKind]mail
	Pushed           map[string]pushCount
	Median, Slowest  time.Duration
	Faults           []faultCount
	Calls            []callCount
	Processes        []processCount
}

// pushCount is what became of WeChat's pushes about reviews of one way of pushing.
type pushCount struct{ Releases, Sent, Taken, Lost int }

type faultCount struct {
	Name            string
	Planned, Struck int
}

type callCount struct {
	Endpoint string
	Calls    int
}

type processCount struct {
	Name string
	processCounts
}

// count counts what the records and WeChat have.
func count(p plan, records []*record, h held, pushes []wxatest.Push) tally {
	t := tally{
		Seed: p.Seed, Planned: len(p.Releases), Outcomes: map[workflows.Outcome]int{}, Asked: map[deed]int{}, Answered: map[deed]int{},
		Ways: map[starting]int{}, Mail: map[letterKind]mail{}, Pushed: map[string]pushCount{},
	}
	var took []time.Duration
	for n, rec := range records {
		if rec == nil {
			continue // not started
		}
		t.Started++
		t.Ways[p.Releases[n].Start]++
		took = append(took, rec.Took...)
		t.countRuns(p.Releases[n], rec, h)
		for do, n := range rec.Asked {
			t.Asked[do] += n
		}
		for do, n := range rec.Told {
			t.Answered[do] += n
		}
		for kind, m := range rec.Mail {
			was := t.Mail[kind]
			t.Mail[kind] = mail{was.Sent + m.Sent, was.Taken + m.Taken, was.Refused + m.Refused, was.Unreached + m.Unreached}
		}
	}
	for _, e := range h.Ledger {
		switch e.Action {
		case wxatest.ActionUndo:
			t.Undone++
		case wxatest.ActionSpeedup:
			t.Hurried++
		}
	}
	if slices.Sort(took); len(took) > 0 {
		t.Median, t.Slowest = took[len(took)/2], took[len(took)-1]
	}
	t.countPushes(p, records, pushes)
	return t
}

func (t *tally) countRuns(r release, rec *record, h held) {
	c := &checker{release: r, record: rec, reviews: h.Reviews[r.AppID]}
	for _, e := range h.Ledger {
		if e.AppID == r.AppID {
			c.ledger = append(c.ledger, e)
		}
	}
	submitted, owned, unsure := c.accepted(wxatest.ActionSubmit), map[int64]bool{}, c.unsure()
	for _, one := range rec.Runs {
		t.Releases++
		if r.Expedite == workflows.ExpediteAlways {
			t.ByPolicy++
		}
		if one.Failure != "" {
			t.Failed++
			continue
		}
		t.Outcomes[one.Outcome]++
		if slices.Contains(submitted, one.AuditID) && !owned[one.AuditID] {
			t.One++
			owned[one.AuditID] = true
		} else {
			t.None++
		}
		if decided(one.Outcome) {
			t.Told++
			if v, known := c.find(one.AuditID); known && outcomeOf[v.Status] == one.Outcome && !v.open() {
				t.True++
			}
		}
	}
	for _, id := range submitted {
		switch {
		case owned[id]:
		case unsure > 0: // that one's, though it does not know
			unsure--
			t.One++
			t.None--
		case len(submitted) > 1:
			t.Double++
		default:
			t.Unknown++
		}
	}
}

func (t *tally) countPushes(p plan, records []*record, pushes []wxatest.Push) {
	way := map[string]string{}
	for n, rec := range records {
		if rec != nil {
			r := p.Releases[n]
			way[r.AppID] = r.Pushes.Name
			was := t.Pushed[r.Pushes.Name]
			was.Releases++
			t.Pushed[r.Pushes.Name] = was
		}
	}
	for _, one := range pushes {
		name, known := way[one.AppID]
		if !known || one.AuditID == 0 {
			continue // a ticket or an authorisation
		}
		was := t.Pushed[name]
		was.Sent++
		if one.Success {
			was.Taken++
		} else {
			was.Lost++
		}
		t.Pushed[name] = was
	}
}
