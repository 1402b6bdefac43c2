package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/releasefile"
)

// answer is what a command has to say: one JSON object, or its text.
type answer interface {
	text(io.Writer, words.Reader)
	end() *ending
}

// ending ends the JSON object of every command, whether it worked or not.
type ending struct {
	Error    string                `json:"error,omitempty"`    // what was attempted, what happened, what to do
	Problems []releasefile.Problem `json:"problems,omitempty"` // the single faults of a release file
	Busy     *busy                 `json:"busy,omitempty"`     // the open release that stands in the way
	ExitCode int                   `json:"exit_code"`

	err error // that Error is the English of
}

type busy struct {
	Version     string    `json:"version,omitempty"`
	RunID       string    `json:"run_id"`
	Since       time.Time `json:"since"`
	StartedBy   string    `json:"started_by,omitempty"`
	StartedFrom string    `json:"started_from,omitempty"` // address of the CI job
	Cancelling  bool      `json:"cancelling,omitempty"`   // it takes its review back and ends by itself
}

func (e *ending) end() *ending                 { return e }
func (e *ending) text(io.Writer, words.Reader) {}

// fill takes over an error, which decides the exit code.
func (e *ending) fill(err error) {
	if err == nil {
		return
	}
	e.err = advised(err)
	e.Error, e.ExitCode = inJSON.Error(e.err), errorCode(err)
	var file *releasefile.InvalidError
	if errors.As(err, &file) {
		e.Problems = file.Problems
	}
	var open *releases.BusyError
	if errors.As(err, &open) {
		e.Busy = &busy{open.Version, open.RunID, open.Since.UTC(), open.By, open.From, open.Cancelling}
	}
}

// report prints what a command gave, and sets the exit code: an error decides it, else the answer.
func (a *app) report(ans answer, err error) {
	if ans == nil {
		ans = &ending{}
	}
	end := ans.end()
	end.fill(err)
	a.code = end.ExitCode
	a.print(ans, end)
	a.reportCI(ans)
}

// print writes the answer to standard output, and the error beside it.
func (a *app) print(ans answer, end *ending) {
	if a.json {
		enc := json.NewEncoder(a.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(ans); err != nil {
			a.lost(err)
		}
		return
	}
	var b strings.Builder
	if a.junit {
		b.WriteString(a.ciReport(ans).JUnit())
	} else {
		ans.text(&b, a.reader())
	}
	if _, err := io.WriteString(a.stdout, b.String()); err != nil {
		a.lost(err)
	}
	switch {
	case end.err == nil:
	case len(end.Problems) > 0:
		// Each line begins with file:line:column, as editors and CI systems read it.
		a.say(words.Lines[any](end.err, words.ProblemsCounted.Of(len(end.Problems))))
	default:
		a.say(words.ProgramEnds.Of(programName, end.err))
	}
}

// lost says that the answer could not be written; a job must not take that for success.
func (a *app) lost(err error) {
	a.say(words.ProgramEnds.Of(programName, words.WritingAnswer.Of(err)))
	a.code = max(a.code, exitFailed)
}

// say writes a line of text beside the answer.
func (a *app) say(text words.Text) { fmt.Fprintln(a.stderr, a.reader().Say(text)) }
