package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/wxrelease/wxrelease/workflows"
)

// annotate writes workflow commands, which GitHub shows beside the job and the changed files. They go to standard error, which
// the runner reads too, so that standard output stays the answer.
//
// GitHub docs: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
func (r ciReport) annotate() error {
	var all []string
	for _, p := range r.end.Problems {
		props := []field{{"title", "wxrelease"}}
		if p.Line > 0 {
			props = []field{{"file", r.inWorkspace(p.File)}, {"line", strconv.Itoa(p.Line)}, {"col", strconv.Itoa(p.Column)}, {"title", "wxrelease"}}
		}
		p.Source = "" // the file itself is shown
		if p.Line > 0 {
			p.File, p.Line = "", 0
		}
		all = append(all, command("error", strings.TrimPrefix(p.String(), ": "), props...))
	}
	for _, one := range r.releases {
		title, text := r.told(one)
		all = append(all, command(level(r.codeOf(one)), text, field{"title", title}))
	}
	if len(r.releases) == 0 && len(r.end.Problems) == 0 && r.end.Error != "" {
		all = append(all, command("error", r.app.lang.sentence(r.end.Error), field{"title", "wxrelease"}))
	}
	if n := len(all); n > annotationsMost {
		more := r.app.lang.say("%d more: the job's log tells of all", n-annotationsMost+1)
		all = append(all[:annotationsMost-1], command(level(r.app.code), more, field{"title", "wxrelease"}))
	}
	_, err := io.WriteString(r.app.commands, strings.Join(all, ""))
	return err
}

// codeOf is a release's own exit code.
func (r ciReport) codeOf(one *releaseAnswer) int {
	if len(r.releases) == 1 {
		return r.app.code
	}
	return one.ExitCode
}

func level(code int) string {
	switch code {
	case exitOK:
		return "notice"
	case exitOpen:
		return "warning"
	}
	return "error"
}

// told is a release in one line and in full.
func (r ciReport) told(one *releaseAnswer) (title, text string) {
	l := r.app.lang
	title = strings.TrimSpace(one.AppID + " " + one.Version)
	if o := outcomeIn(one); o != "" {
		title += ": " + l.outcome(o)
	}
	var lines []string
	if one.Error != "" {
		lines = append(lines, l.sentence(one.Error))
	}
	if one.Error == "" && one.brief != "" {
		lines = append(lines, l.sentence(one.brief))
	}
	lines = append(lines, reasonIn(one))
	if s := one.Status; s != nil && s.Problem != nil {
		meaning, remedy := l.code(s.Problem.Code, s.Problem.Meaning, s.Problem.Remedy)
		lines = append(lines, l.sentence(s.Problem.Message), meaning, remedy)
	}
	lines = append(lines, one.WorkflowURL)
	lines = slicesOf(lines)
	if len(lines) == 0 {
		lines = []string{title}
	}
	return title, strings.Join(lines, "\n")
}

// slicesOf drops empty lines.
func slicesOf(lines []string) []string {
	var kept []string
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

// inWorkspace names a file as GitHub does, from the root of the repository.
func (r ciReport) inWorkspace(file string) string {
	root := r.app.variable("GITHUB_WORKSPACE")
	whole, err := filepath.Abs(file)
	if root == "" || err != nil {
		return file
	}
	if inside, err := filepath.Rel(root, whole); err == nil && !strings.HasPrefix(inside, "..") {
		return filepath.ToSlash(inside)
	}
	return file
}

var (
	escapeData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", "##[", "# #[")
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// command is one workflow command, with clean and bounded texts.
func command(name, text string, props ...field) string {
	parts := make([]string, len(props))
	for i, p := range props {
		parts[i] = p.name + "=" + escapeProperty.Replace(bounded(p.value, cellMost))
	}
	return "::" + name + " " + strings.Join(parts, ",") + "::" + escapeData.Replace(bounded(text, annotationMost)) + "\n"
}

// summary is the job summary, in Markdown, of at most so many bytes. Texts of others stand in it as plain text.
func (r ciReport) summary(room int) string {
	l := r.app.lang
	var b strings.Builder
	for i, one := range r.releases {
		var section strings.Builder
		r.section(&section, one)
		more := "### " + l.say("%d more: the job's log tells of all", len(r.releases)-i) + "\n\n"
		if b.Len()+section.Len()+len(more) > room {
			if b.Len()+len(more) <= room {
				b.WriteString(more)
			}
			return b.String()
		}
		b.WriteString(section.String())
	}
	if len(r.releases) == 0 {
		fmt.Fprintf(&b, "### ❌ wxrelease: %s\n\n%s", l.say("exit code %d", r.app.code), preformatted(l.sentence(r.end.Error)))
	}
	if b.Len() > room {
		return ""
	}
	return b.String()
}

func (r ciReport) section(b *strings.Builder, one *releaseAnswer) {
	l, code := r.app.lang, r.codeOf(one)
	mark := map[string]string{"notice": "✅", "warning": "⏳", "error": "❌"}[level(code)]
	state := l.outcome(outcomeIn(one))
	if outcomeIn(one) == workflows.OutcomeOpen && one.Status != nil {
		state = l.word(string(one.Status.Stage))
	}
	fmt.Fprintf(b, "### %s %s\n\n| | |\n|---|---|\n", mark, markdown(strings.Join(slicesOf([]string{one.AppID, one.Version, state}), " · ")))
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "| %s | %s |\n", l.word(name), value)
		}
	}
	s := cmp.Or(one.Status, &workflows.Status{})
	row("outcome", markdown(l.outcome(outcomeIn(one))))
	row("exit code", strconv.Itoa(code))
	if s.AuditID != 0 {
		row("audit id", strconv.FormatInt(s.AuditID, 10))
	}
	if !s.SubmittedAt.IsZero() {
		row("submitted", stamp(s.SubmittedAt))
	}
	if !s.EndedAt.IsZero() {
		row("ended", stamp(s.EndedAt))
	}
	if s.Waiting != nil {
		row("waiting", markdown(l.waiting(*s.Waiting)))
	}
	row("expedite", markdown(l.sentence(s.Expedite)))
	if p := s.Problem; p != nil {
		meaning, remedy := l.code(p.Code, p.Meaning, p.Remedy)
		row("problem", markdown(l.sentence(p.Message)))
		row("meaning", markdown(meaning))
		row("what to do", markdown(remedy))
	}
	row("run", markdown(one.RunID))
	if one.WorkflowURL != "" && len(one.WorkflowURL) <= cellMost {
		row("web ui", fmt.Sprintf("[%s](<%s>)", l.say("history in Temporal"), strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C", "\n", "").Replace(one.WorkflowURL)))
	}
	b.WriteString("\n")
	block := func(name string, lines []string) {
		if text := strings.Join(slicesOf(lines), "\n"); text != "" {
			fmt.Fprintf(b, "**%s**\n\n%s", l.word(name), preformatted(text))
		}
	}
	block("reason", s.Reason)
	block("screenshots", s.Screenshots)
	block("failure", []string{l.sentence(one.Error)})
	if moments := l.timeline(s); len(moments) > 0 {
		fmt.Fprintf(b, "<details><summary>%s</summary>\n\n%s</details>\n\n", l.word("time line"), preformatted(strings.Join(moments, "\n")))
	}
}
