package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/workflows"
)

// tell writes the account as Markdown.
func (t tally) tell(w io.Writer, found []violation) {
	fmt.Fprintf(w, "# The ledger's account\n\nSeed %d: %d of %d Mini Programs, %s.",
		t.Seed, t.Started, t.Planned, t.Took.Round(time.Second))
	if t.Interrupted {
		fmt.Fprint(w, " Interrupted: this is the account so far.")
	}
	fmt.Fprint(w, "\n")
	t.tellVerdict(w, found)
	open := t.Outcomes[workflows.OutcomeOpen]
	table(w, "What must hold", []string{"", "", "must be"}, [][]string{
		{"releases still open", num(open), "0"},
		{"releases without an outcome", num(t.Failed), "0"},
		{"double submissions", num(t.Double), "0"},
		{"submissions that no release knows of", num(t.Unknown), "0"},
		{"verdicts told", num(t.Told), ""},
		{"of those WeChat's own", num(t.True), num(t.Told)},
		{"violations", num(len(found)), "0"},
	})
	table(w, "Releases", []string{"", ""}, append([][]string{
		{"releases, those after a restart included", num(t.Releases)},
		{"with exactly one submission accepted", num(t.One)},
		{"with none: ended before, or took over what the one before had submitted", num(t.None)},
		{"from start to end, median", t.Median.Round(100 * time.Millisecond).String()},
		{"from start to end, slowest", t.Slowest.Round(100 * time.Millisecond).String()},
	}, counts("ended as ", t.Outcomes)...))
	table(w, "Starts and requests", []string{"", "asked", "answered with done", "accepted by WeChat"}, t.requests())
	var rows [][]string
	for _, p := range t.Processes {
		rows = append(rows, []string{p.Name, num(p.Killed), num(p.Stopped), num(p.ByItself)})
	}
	table(w, "Processes", []string{"", "SIGKILL", "SIGTERM", "ended by itself and started again"}, rows)
	rows = nil
	for _, f := range t.Faults {
		rows = append(rows, []string{f.Name, num(f.Planned), num(f.Struck)})
	}
	table(w, "Faults of WeChat", []string{"", "releases", "calls struck"}, rows)
	rows = nil
	for _, name := range slices.Sorted(maps.Keys(t.Pushed)) {
		p := t.Pushed[name]
		rows = append(rows, []string{name, num(p.Releases), num(p.Sent), num(p.Taken), num(p.Lost)})
	}
	table(w, "Pushes of WeChat", []string{"sent", "releases", "pushes", "taken", "lost or refused"}, rows)
	rows = nil
	for _, kind := range slices.Sorted(maps.Keys(t.Mail)) {
		m := t.Mail[kind]
		rows = append(rows, []string{string(kind), num(m.Sent), num(m.Taken), num(m.Refused), num(m.Unreached)})
	}
	table(w, "Pushes of others", []string{"", "sent", "taken", "refused", "not delivered"}, rows)
	rows = nil
	for _, c := range t.Calls {
		rows = append(rows, []string{c.Endpoint, num(c.Calls)})
	}
	table(w, "Calls of WeChat", []string{"", "calls"}, rows)
}

func (t tally) tellVerdict(w io.Writer, found []violation) {
	if len(found) == 0 {
		if !t.Interrupted {
			fmt.Fprint(w, "\n**All holds.**\n")
		}
		return
	}
	fmt.Fprintf(w, "\n**%d violations.**\n\n", len(found))
	for _, v := range found {
		fmt.Fprintf(w, "- %s **%s**: %s\n", v.AppID, v.Kind, v.Text)
	}
}

func (t tally) requests() (rows [][]string) {
	for _, way := range slices.Sorted(maps.Keys(t.Ways)) {
		rows = append(rows, []string{"releases started " + string(way), num(t.Ways[way]), "", ""})
	}
	rows = append(rows, []string{"starts, the repeated ones included", num(t.Asked[doRestart]), "", ""},
		[]string{"commands of wxrelease run", strconv.FormatInt(t.Commands, 10), "", ""})
	for _, do := range []deed{doExpedite, doWithdraw, doCancel, doExtend, doPoll, doOutside} {
		rows = append(rows, []string{string(do), num(t.Asked[do]), num(t.Answered[do]), ""})
	}
	return append(rows,
		[]string{"expedite, by the releases' own policy", num(t.ByPolicy), "", ""},
		[]string{"withdrawals in all", num(t.Asked[doWithdraw] + t.Asked[doCancel]), "", num(t.Undone)},
		[]string{"expeditings in all", num(t.Asked[doExpedite] + t.ByPolicy), "", num(t.Hurried)},
	)
}

// counts gives a row for each key.
func counts[K ~string](before string, of map[K]int) (rows [][]string) {
	for _, key := range slices.Sorted(maps.Keys(of)) {
		rows = append(rows, []string{before + string(key), num(of[key])})
	}
	return rows
}

func num(n int) string { return strconv.Itoa(n) }

func table(w io.Writer, title string, head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(w, "\n## %s\n\n", title)
	line := func(cells []string) { fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | ")) }
	line(head)
	line(slices.Repeat([]string{"---"}, len(head)))
	for _, row := range rows {
		line(row)
	}
}
