package command

import (
	"github.com/spf13/pflag"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/report"
	"github.com/wxrelease/wxrelease/workflows"
)

// reports are the files that the command line names.
type reports struct {
	junit  string
	dotenv string
}

func (r *reports) flags(f *pflag.FlagSet) {
	f.StringVar(&r.junit, "junit", "", "")
	f.StringVar(&r.dotenv, "dotenv", "", "")
}

// Which commands tell what. Status sets step outputs only, so that a job may ask in a loop.
var (
	summing    = map[string]bool{"start": true, "wait": true, "cancel": true}
	annotating = map[string]bool{"start": true, "wait": true, "cancel": true, "validate": true}
	outputting = map[string]bool{"start": true, "wait": true, "cancel": true, "status": true}
)

// ci is the CI system around this process, with what the command tells it.
func (a *app) ci() report.CI {
	return report.CI{
		LookupEnv: a.env.LookupEnv, Commands: a.commands,
		JUnit: report.File{Path: a.reports.junit, Source: "--junit"}, Dotenv: report.File{Path: a.reports.dotenv, Source: "--dotenv"},
		Annotate: annotating[a.name], Summarize: summing[a.name], Output: outputting[a.name],
	}
}

// reportCI tells the CI system about the answer. What could not be written makes the command fail: the steps after it would go by
// nothing.
func (a *app) reportCI(ans answer) {
	for _, err := range a.ci().Tell(a.ciReport(ans)) {
		a.lost(err)
	}
}

// ciReport is what a CI system is told about the end of the command: of each release that it was about, or of none.
func (a *app) ciReport(ans answer) report.Report {
	end := ans.end()
	r := report.Report{
		Command: a.name, End: endOf(a.code, "", end.err), Problems: end.Problems, Reader: a.reader(),
	}
	switch ans := ans.(type) {
	case *releaseAnswer:
		r.Releases = []report.Release{ans.report()}
		r.Releases[0].End = endOf(a.code, ans.Outcome(), ans.err)
	case *releasesAnswer:
		for _, one := range ans.Releases {
			r.Releases = append(r.Releases, one.report())
		}
	}
	return r
}

func (r *releaseAnswer) report() report.Release {
	return report.Release{
		AppID: r.AppID, Name: r.Name, Version: r.Version, Outcome: r.outcomeSoFar(), RunID: r.RunID, WorkflowURL: r.WorkflowURL,
		End: endOf(r.ExitCode, r.Outcome(), r.err), Brief: words.Lines(r.brief, r.advice), Skipped: r.Skipped, Status: r.Status,
	}
}

// outcomeSoFar is the outcome of a release that is known: open after a start that does not wait, "" when nothing is known.
func (r *releaseAnswer) outcomeSoFar() workflows.Outcome {
	if o := r.Outcome(); o != "" || !r.Open() {
		return o
	}
	return workflows.OutcomeOpen
}

// endOf says what an exit code means to a CI system. The kind of an end without an outcome is a word for its code.
func endOf(code int, outcome workflows.Outcome, err error) report.End {
	end := report.End{ExitCode: code, Result: report.Failed, Kind: string(outcome), Err: err}
	switch code {
	case exitOK:
		end.Result = report.Passed
	case exitOpen:
		end.Result = report.Pending
	case exitFailed:
		end.Result = report.Unknown
	}
	if end.Kind == "" && code != exitOK {
		end.Kind = exitWord(code)
	}
	return end
}

// exitWord is the kind of an end without an outcome.
func exitWord(code int) string {
	switch code {
	case exitFailed:
		return "failed"
	case exitUsage:
		return "usage"
	}
	for _, outcome := range outcomes() {
		if exitOutcome[workflows.Outcome(outcome)] == code {
			return outcome
		}
	}
	return "refused"
}
