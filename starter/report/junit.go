package report

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// The elements of a JUnit report, as CI systems read them.
type (
	junitSuites struct {
		XMLName  xml.Name   `xml:"testsuites"`
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Suite    junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string       `xml:"classname,attr"`
		Name    string       `xml:"name,attr"`
		Seconds string       `xml:"time,attr"`
		Failure *junitResult `xml:"failure,omitempty"` // it ended otherwise than wanted
		Error   *junitResult `xml:"error,omitempty"`   // it is not known how it ended
		Skipped *junitResult `xml:"skipped,omitempty"` // it has not ended
		Out     string       `xml:"system-out,omitempty"`
	}
	junitResult struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// JUnit is a report with a test case for each release, or for the command itself when it was about none. A release that is still
// open is skipped, not passed.
func (r Report) JUnit() string {
	suite := junitSuite{Name: "wxrelease"}
	for _, one := range r.Releases {
		suite.Cases = append(suite.Cases, r.testCase(&one))
	}
	if len(r.Releases) == 0 {
		c := junitCase{Class: "wxrelease", Name: r.Command, Seconds: "0"}
		if r.Result != Passed {
			text := r.Reader.Error(r.Err)
			c.judge(r.End, text, text)
		}
		suite.Cases = []junitCase{c}
	}
	for _, c := range suite.Cases {
		suite.Tests++
		switch {
		case c.Failure != nil:
			suite.Failures++
		case c.Error != nil:
			suite.Errors++
		case c.Skipped != nil:
			suite.Skipped++
		}
	}
	all := junitSuites{
		Name: suite.Name, Tests: suite.Tests, Failures: suite.Failures, Errors: suite.Errors, Skipped: suite.Skipped, Suite: suite,
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		panic(err) // texts and numbers alone cannot fail
	}
	return xml.Header + string(text) + "\n"
}

func (r Report) testCase(one *Release) junitCase {
	end := one.End
	c := junitCase{Class: one.AppID, Name: plain.Clean(strings.TrimSpace(one.Name + " " + cmp.Or(one.Version, "release"))), Seconds: "0"}
	if s := one.Status; s != nil {
		if last := cmp.Or(s.EndedAt, time.Now()); !s.StartedAt.IsZero() {
			c.Seconds = fmt.Sprintf("%.0f", last.Sub(s.StartedAt).Seconds())
		}
		c.Out = plain.Clean(r.Reader.Say(words.Lines(words.Moments(*s)...)))
	}
	if end.Result == Passed && (one.Skipped || one.Outcome == workflows.OutcomeOpen) {
		end.Result = Pending // not started, or begun and not waited for
	}
	if end.Result != Passed {
		c.judge(end, r.title(one), r.full(one))
	}
	return c
}

func (c *junitCase) judge(end End, message, text string) {
	message, _, _ = strings.Cut(message, "\n")
	// Cleaned here already, because the XML encoder would put U+FFFD for what XML forbids.
	result := &junitResult{Type: cmp.Or(end.Kind, string(workflows.OutcomeOpen)), Message: plain.Clean(message), Text: plain.Clean(text)}
	switch end.Result {
	case Unknown:
		c.Error = result
	case Pending:
		c.Skipped = result
	default:
		c.Failure = result
	}
}
