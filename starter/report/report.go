// Package report tells CI systems how a command about releases ended: in annotations, job summaries and step outputs of GitHub
// Actions, in JUnit reports, and in dotenv reports of GitLab. It works on plain values and knows no Temporal.
//
// Texts of strangers stand in these reports, such as the reason of a rejection. No report lets them set a value, run a workflow
// command, or be read as Markdown, HTML or XML; none is longer than the CI system takes.
package report

import (
	"strconv"
	"strings"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/releasefile"
	"github.com/wxrelease/wxrelease/workflows"
)

// Report is the end of a command.
type Report struct {
	Command  string // such as start
	End             // of the command
	Problems []releasefile.Problem
	Releases []Release // that the command was about
	Reader   words.Reader
}

// End is how a command ended, or the part of it that was about one release.
type End struct {
	ExitCode int
	Result   Result // what the exit code means to a CI system
	Kind     string // of a result that is not Passed: the outcome, or a word such as usage; "" is open
	Err      error  // what was attempted, what happened, what to do; nil without an error
}

// Result is what a CI system makes of an end.
type Result string

// The results.
const (
	Passed  Result = "passed"  // as wanted
	Pending Result = "pending" // a release goes on
	Failed  Result = "failed"  // ended otherwise than wanted
	Unknown Result = "unknown" // a technical failure: it is not known how it ended
)

// Release is one release as it stood at the end of the command. Empty fields are left out of reports.
type Release struct {
	AppID, Name, Version string            // the name is the merchant's
	Outcome              workflows.Outcome // open while it goes on; "" when nothing is known
	RunID                string
	WorkflowURL          string // in the Temporal Web UI
	End
	Brief   words.Text        // what came of it, where Err is nil
	Skipped bool              // nothing was started, as it was asked for
	Status  *workflows.Status // nil when it is not known
}

// status is never nil.
func (r *Release) status() *workflows.Status {
	if r.Status == nil {
		return &workflows.Status{}
	}
	return r.Status
}

// title is a release in one line.
func (r Report) title(one *Release) string {
	title := strings.Join(nonEmpty([]string{one.Name, one.AppID, one.Version}), " ")
	if one.Outcome != "" {
		title += ": " + r.Reader.Say(words.Coded(one.Outcome))
	}
	return title
}

// full is all that matters about a release at first sight.
func (r Report) full(one *Release) string {
	s := one.status()
	lines := []string{r.Reader.Error(one.Err)}
	if one.Err == nil {
		lines = append(lines, r.Reader.Say(one.Brief))
	}
	lines = append(lines, strings.Join(s.Reason, "\n"))
	if p := s.Problem; p != nil {
		meaning, remedy := words.Remedy(*p)
		lines = append(lines, r.Reader.Say(words.Problem(*p)), r.Reader.Say(meaning), r.Reader.Say(remedy))
	}
	lines = nonEmpty(append(lines, r.Reader.Say(words.Next(*s)), one.WorkflowURL))
	if len(lines) == 0 {
		return r.title(one)
	}
	return strings.Join(lines, "\n")
}

// nonEmpty drops empty lines.
func nonEmpty(lines []string) []string {
	var kept []string
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

// Field is one value for later steps of a job. Names are like exit_code.
type Field struct{ Name, Value string }

// Fields are the values for later steps. Of several releases only what they have in common is told.
func (r Report) Fields() []Field {
	end := Field{"exit_code", strconv.Itoa(r.ExitCode)}
	if len(r.Releases) != 1 {
		return []Field{end}
	}
	one := r.Releases[0]
	s, audit := one.status(), ""
	if s.AuditID != 0 {
		audit = strconv.FormatInt(s.AuditID, 10)
	}
	return []Field{
		{"outcome", string(one.Outcome)}, {"appid", one.AppID}, {"name", one.Name}, {"version", one.Version},
		{"audit_id", audit}, {"run_id", one.RunID}, {"workflow_url", one.WorkflowURL}, {"reason", strings.Join(s.Reason, "\n")}, end,
	}
}
