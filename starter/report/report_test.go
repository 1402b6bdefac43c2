package report

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

const testApp = "wx5555666677778888"

// refused is the end of a command about a rejection.
var refused = End{ExitCode: 3, Result: Failed, Kind: "rejected"}

var english = words.English.In(time.UTC)

// Of several releases the report has what they share.
func TestDotenvOfSeveral(t *testing.T) {
	r := Report{End: refused, Reader: english}
	for range 500 {
		r.Releases = append(r.Releases, Release{AppID: testApp, Version: "1"})
	}
	assert.Equal(t, "WX_EXIT_CODE=3\n", r.dotenv())
}

// huge is a release whose every text is as long as nobody would think.
func huge() Release {
	long := strings.Repeat("<&>`长\n", 20_000)
	return Release{
		AppID: testApp, Version: long, Outcome: workflows.OutcomeRejected, RunID: long, WorkflowURL: "http://" + long,
		End: End{ExitCode: 3, Result: Failed, Kind: "rejected", Err: errors.New(long)},
		Status: &workflows.Status{
			Outcome: workflows.OutcomeRejected, Reason: []string{long}, Screenshots: []string{long},
			Expedite: &workflows.Expediting{Text: long},
			Problem:  &activities.Problem{Code: 1, Message: long, Meaning: long, Remedy: long}, Timeline: []workflows.Moment{{Text: long}},
		},
	}
}

func TestSummaryIsBounded(t *testing.T) {
	for _, n := range []int{1, 40} {
		r := Report{End: refused, Reader: english}
		for range n {
			r.Releases = append(r.Releases, huge())
		}
		text := r.summary(summaryMost)
		assert.LessOrEqual(t, len(text), summaryMost)
		assert.Equal(t, strings.Count(text, "<pre>"), strings.Count(text, "</pre>"))
		assert.Contains(t, text, "…</pre>", "what is cut is marked")
		shown := strings.Count(text, "### ❌")
		assert.GreaterOrEqual(t, shown, 1)
		assert.Equal(t, shown < n, strings.Contains(text, fmt.Sprintf("### %d more: the job's log tells of all\n", n-shown)))
		assert.Empty(t, r.summary(10), "without room there is none")
	}
	r := Report{End: End{ExitCode: 1, Result: Unknown, Err: errors.New(strings.Repeat("<", 2_000_000))}, Reader: english}
	assert.Less(t, len(r.summary(summaryMost)), 2*blockMost)
	assert.Empty(t, r.summary(10))
}

func TestAnnotationsAreBounded(t *testing.T) {
	r := Report{End: refused, Reader: english}
	for range 40 {
		r.Releases = append(r.Releases, huge())
	}
	lines := strings.Split(strings.TrimSuffix(r.annotations(""), "\n"), "\n")
	require.Len(t, lines, annotationsMost)
	for _, line := range lines {
		assert.Less(t, len(line), 3*(annotationMost+cellMost)+100)
	}
	assert.Equal(t, "::error title=wxrelease::31 more: the job's log tells of all", lines[9])
}

func TestOutputsAreBounded(t *testing.T) {
	r := Report{End: refused, Releases: []Release{huge()}, Reader: english}
	got := testkit.StepOutputs(t, r.outputs())
	assert.Len(t, got, 9)
	for name, value := range got {
		assert.LessOrEqual(t, len(value), outputMost, name)
	}
	assert.True(t, strings.HasSuffix(got["reason"], "…"))
}

func TestBounded(t *testing.T) {
	assert.Equal(t, "abc", bounded("abc", 3))
	assert.Equal(t, "…", bounded("abcd", 3))
	assert.Equal(t, "a…", bounded("abcde", 4))
	assert.Equal(t, "长…", bounded("长长长", 8), "no character is cut in two")
	for most := 3; most < 40; most++ {
		got := bounded(strings.Repeat("长a\xff", 20), most)
		assert.LessOrEqual(t, len(got), most)
		assert.True(t, utf8.ValidString(got))
	}
}

// Characters that XML 1.0 forbids are taken out, not told as others.
func TestJUnitHasOnlyWhatXMLAllows(t *testing.T) {
	one := Release{
		AppID: testApp, Version: "1\x01", Outcome: workflows.OutcomeRejected,
		End: End{ExitCode: 3, Result: Failed, Kind: "rejected", Err: errors.New("f\x00g")},
		Status: &workflows.Status{
			Outcome: workflows.OutcomeRejected, Reason: []string{"a\x08b\ufffec\uffff\x0b"}, Timeline: []workflows.Moment{{Text: "d\x1be"}},
		},
	}
	for _, r := range []Report{
		{End: refused, Releases: []Release{one}, Reader: english},
		{End: End{ExitCode: 1, Result: Unknown, Err: errors.New("f\x00g")}, Reader: english},
	} {
		text := r.JUnit()
		assert.NotContains(t, text, "\ufffd")
		elements, all := testkit.XML(t, text)
		assert.Contains(t, all, "f g")
		if len(r.Releases) > 0 {
			assert.Contains(t, all, "a b c  ")
			assert.Contains(t, all, "d e")
			assert.Contains(t, elements[2], "name=1  time", "a blank for each")
		}
	}
}

func TestMarkdown(t *testing.T) {
	assert.Equal(t, `a \| b \*c\* \_d\_ \`+"`e\\`"+` \[f\]\(http\:\/\/g\) &lt;h\> &amp;amp; \@i 100% 中文`,
		markdown("a | b\n*c* _d_ `e` [f](http://g) <h> &amp; @i\x1b 100% 中文"))
	long := preformatted(strings.Repeat("文", blockMost))
	assert.Less(t, len(long), blockMost+100)
	assert.True(t, strings.HasSuffix(long, "…</pre>\n\n"))
}

// The files of CI systems are a door too, whoever has written what goes there.
func TestFilesOfCISystemsAreClean(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, File{path, "--junit"}.write("a\x1b[1m\n"))
	require.NoError(t, appendTo(path, "GITHUB_OUTPUT", "b\u202e\u009b1m\n"))
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "a [1m\nb  1m\n", string(data))
}
