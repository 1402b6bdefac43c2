package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/wxrelease/wxrelease/workflows"
)

// ciReport is what a CI system is told about the end of a command: of each release that it was about, or of none.
type ciReport struct {
	app      *app
	releases []*releaseAnswer
	end      *ending // of the command
}

// reports are the files that the command line names.
type reports struct {
	junit  string
	dotenv string
}

func (r *reports) flags(f *pflag.FlagSet) {
	f.StringVar(&r.junit, "junit", "", "write a JUnit report into this file")
	f.StringVar(&r.dotenv, "dotenv", "", "write the result into this file as variables WX_OUTCOME, WX_AUDIT_ID and others, as GitLab's dotenv reports want them")
}

// Which commands tell what. Status sets step outputs only, so that a job may ask in a loop.
var (
	summing    = map[string]bool{"start": true, "wait": true, "cancel": true}
	annotating = map[string]bool{"start": true, "wait": true, "cancel": true, "validate": true}
	outputting = map[string]bool{"start": true, "wait": true, "cancel": true, "status": true}
)

// reportCI tells the CI system around this process about the answer, where its variables or flags ask for it. What could not
// be written makes the command fail: the steps after it would go by nothing.
func (a *app) reportCI(ans answer) {
	r := a.ciReport(ans)
	var errs []error
	if a.onActions() && annotating[a.name] {
		errs = append(errs, r.annotate())
	}
	if path := a.variable("GITHUB_STEP_SUMMARY"); path != "" && summing[a.name] {
		errs = append(errs, appendTo(path, "GITHUB_STEP_SUMMARY", r.summary(min(summaryMost, summaryStep-sizeOf(path)))))
	}
	if path := a.variable("GITHUB_OUTPUT"); path != "" && outputting[a.name] {
		errs = append(errs, appendTo(path, "GITHUB_OUTPUT", r.outputs()))
	}
	if path := a.reports.dotenv; path != "" {
		errs = append(errs, writeReport(path, "--dotenv", r.dotenv()))
	}
	if path := a.reports.junit; path != "" {
		errs = append(errs, writeReport(path, "--junit", r.junit()))
	}
	for _, err := range errs {
		if err != nil {
			a.lost(err)
		}
	}
}

func (a *app) ciReport(ans answer) ciReport {
	r := ciReport{app: a, end: ans.end()}
	switch ans := ans.(type) {
	case *releaseAnswer:
		r.releases = []*releaseAnswer{ans}
	case *releasesAnswer:
		r.releases = ans.Releases
	}
	return r
}

func (a *app) variable(name string) string { value, _ := a.env.LookupEnv(name); return value }

// onActions tells whether a runner of GitHub Actions, or of a system that imitates it, reads the output.
func (a *app) onActions() bool { return a.variable("GITHUB_ACTIONS") == "true" }

// sizeOf is a file's size in bytes, 0 when there is none yet.
func sizeOf(path string) int {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return int(info.Size())
}

// appendTo adds to a file that the CI system has made.
func appendTo(path, name, text string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("the file that %s names: %w", name, err)
	}
	_, err = f.WriteString(clean(text))
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("the file that %s names: %w", name, err)
	}
	return nil
}

func writeReport(path, flag, text string) error {
	if err := os.WriteFile(path, []byte(clean(text)), 0o644); err != nil {
		return fmt.Errorf("the report of %s: %w", flag, err)
	}
	return nil
}

// field is one value for later steps.
type field struct{ name, value string }

// fields are the values for later steps. Of several releases only what they have in common is told here; the JSON object has
// the rest.
func (r ciReport) fields() []field {
	all := []field{{"exit_code", strconv.Itoa(r.app.code)}}
	if len(r.releases) != 1 {
		return all
	}
	one := r.releases[0]
	audit := ""
	if one.Status != nil && one.Status.AuditID != 0 {
		audit = strconv.FormatInt(one.Status.AuditID, 10)
	}
	return append([]field{
		{"outcome", string(outcomeIn(one))}, {"appid", one.AppID}, {"version", one.Version}, {"audit_id", audit},
		{"run_id", one.RunID}, {"workflow_url", one.WorkflowURL}, {"reason", reasonIn(one)},
	}, all...)
}

// outcomeIn is the outcome of a release that is known: open after a start that does not wait, "" when nothing is known.
func outcomeIn(one *releaseAnswer) workflows.Outcome {
	if o := one.Outcome(); o != "" || !one.Open() {
		return o
	}
	return workflows.OutcomeOpen
}

func reasonIn(one *releaseAnswer) string {
	if one.Status == nil {
		return ""
	}
	return strings.Join(one.Status.Reason, "\n")
}

// outputs are the step outputs of GitHub Actions. Each stands between two lines that nobody can foresee, so that a value of
// several lines, which may come from WeChat, cannot set another output.
func (r ciReport) outputs() string {
	var b strings.Builder
	for _, f := range r.fields() {
		end := "end_" + rand.Text()
		fmt.Fprintf(&b, "%s<<%s\n%s\n%s\n", f.name, end, bounded(f.value, outputMost), end)
	}
	return b.String()
}

// dotenv is a dotenv report of GitLab: one line for each variable, which is all that GitLab reads, and all of it no longer than
// GitLab takes. The names do not begin with WXRELEASE_, because a later job's starter would take them for misspelt settings.
func (r ciReport) dotenv() string {
	room, reason := dotenvMost, ""
	var b strings.Builder
	for _, f := range r.fields() {
		value := literal(f.value)
		if value == "" {
			continue // GitLab keeps no variable without a value
		}
		if f.name == "reason" {
			reason = value
			continue
		}
		fmt.Fprintf(&b, "WX_%s=%s\n", strings.ToUpper(f.name), bounded(value, dotenvShort))
	}
	if room -= b.Len() + len("WX_REASON=\n"); reason != "" {
		fmt.Fprintf(&b, "WX_REASON=%s\n", bounded(reason, room))
	}
	return b.String()
}
