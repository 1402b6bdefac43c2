package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// report prints the verdicts, what WeChat accepted, and the addresses of the releases.
func (d *demo) report(out io.Writer, results []*releases.Release) {
	say := func(text words.Text) string { return d.reader.Say(text) }
	fmt.Fprintf(out, "\n%s\n", say(words.DemoVerdicts.Of()))
	for i, r := range results {
		s := r.Status
		fmt.Fprintf(out, "  %s\n", say(words.DemoVerdict.Of(scenes[i].name, s.Version, words.Coded(s.Outcome), s.AuditID, d.cameBy(s))))
		for _, line := range s.Reason {
			fmt.Fprintf(out, "    %s\n", line)
		}
	}
	fmt.Fprintf(out, "\n%s\n", say(words.DemoLedger.Of()))
	actions := map[string]*words.Message{wxatest.ActionSubmit: words.DemoSubmit, wxatest.ActionSpeedup: words.DemoSpeedup}
	for _, e := range d.sim.Ledger() {
		fmt.Fprintf(out, "  %s  %s  %s  %s  %s\n", e.At.UTC().Format("15:04"), e.AppID, say(actions[e.Action].Of()),
			say(words.DemoEntry.Of(e.AuditID)), say(words.DemoVersion.Of(e.Version)))
	}
	fmt.Fprintf(out, "\n%s\n", say(words.DemoLinks.Of()))
	for i, r := range results {
		fmt.Fprintf(out, "  %s  %s\n", scenes[i].name, r.WorkflowURL)
	}
	fmt.Fprintf(out, "\n%s\n", say(words.ViewLinks.Of()))
	for _, v := range d.releases.Views("") {
		fmt.Fprintf(out, "  %s\n      %s\n", say(words.ViewNames[string(v.Name)].Of()), v.URL)
	}
}

// cameBy says which way a verdict came, and how soon after the push was sent.
func (d *demo) cameBy(s *workflows.Status) words.Text {
	for _, p := range d.sim.Pushes() {
		if p.AuditID == s.AuditID && p.Success && s.VerdictBy == workflows.ByPush && !strings.HasSuffix(p.Event, "_delay") {
			return words.DemoByPush.Of(p.Took.Round(time.Millisecond).String())
		}
	}
	return words.DemoByPoll.Of()
}

// check tells whether every release ended as its scene says, with one accepted submission each.
func (d *demo) check(results []*releases.Release) error {
	submissions := map[string][]int64{}
	for _, e := range d.sim.Ledger() {
		if e.Action == wxatest.ActionSubmit {
			submissions[e.AppID] = append(submissions[e.AppID], e.AuditID)
		}
	}
	var faults []error
	for i, r := range results {
		s := r.Status
		if s.Outcome != scenes[i].want {
			faults = append(faults, fmt.Errorf("%s ended %s, expected was %s", scenes[i].name, s.Outcome, scenes[i].want))
		}
		if s.VerdictBy != scenes[i].by {
			faults = append(faults, fmt.Errorf("the verdict on %s came by %s, expected was %s", scenes[i].name, s.VerdictBy, scenes[i].by))
		}
		if got := submissions[s.AppID]; len(got) != 1 || got[0] != s.AuditID {
			faults = append(faults,
				fmt.Errorf("%s: WeChat accepted the submissions %v, the release knows review %d", scenes[i].name, got, s.AuditID))
		}
	}
	return errors.Join(faults...)
}
