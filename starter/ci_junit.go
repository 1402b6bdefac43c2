package main

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

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

// junit is a report with a test case for each release, or for the command itself when it was about none. A release that is
// still open is skipped, not passed.
func (r ciReport) junit() string {
	suite := junitSuite{Name: "wxrelease"}
	for _, one := range r.releases {
		suite.Cases = append(suite.Cases, r.testCase(one))
	}
	if len(r.releases) == 0 {
		c := junitCase{Class: "starter", Name: r.app.name, Seconds: "0"}
		if r.app.code != exitOK {
			c.judge(r.app.code, exitWord(r.app.code), r.end.Error, r.end.Error)
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
	all := junitSuites{Name: suite.Name, Tests: suite.Tests, Failures: suite.Failures, Errors: suite.Errors, Skipped: suite.Skipped, Suite: suite}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		panic(err) // texts and numbers alone cannot fail
	}
	return xml.Header + string(text) + "\n"
}

func (r ciReport) testCase(one *releaseAnswer) junitCase {
	l, code := r.app.lang, r.codeOf(one)
	c := junitCase{Class: one.AppID, Name: cmp.Or(clean(one.Version), "release"), Seconds: "0"}
	if s := one.Status; s != nil {
		if end := cmp.Or(s.EndedAt, time.Now()); !s.StartedAt.IsZero() {
			c.Seconds = fmt.Sprintf("%.0f", end.Sub(s.StartedAt).Seconds())
		}
		c.Out = clean(strings.Join(l.timeline(s), "\n"))
	}
	if (one.Skipped || outcomeIn(one) == workflows.OutcomeOpen) && code == exitOK {
		code = exitOpen // not started, or begun and not waited for
	}
	if code != exitOK {
		title, text := r.told(one)
		c.judge(code, cmp.Or(string(one.Outcome()), exitWord(code)), title, text)
	}
	return c
}

func (c *junitCase) judge(code int, kind, message, text string) {
	// Here already, because the XML encoder would put U+FFFD for what XML forbids.
	result := &junitResult{Type: kind, Message: clean(firstLine(message)), Text: clean(text)}
	switch code {
	case exitFailed:
		c.Error = result
	case exitOpen:
		c.Skipped = result
	default:
		c.Failure = result
	}
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
