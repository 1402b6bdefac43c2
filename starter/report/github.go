package report

import (
	"crypto/rand"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/wxrelease/wxrelease/internal/words"
)

// annotations are workflow commands, which GitHub shows beside the job and the changed files; workspace is the root of the
// repository. They belong on standard error, which the runner reads too, so that standard output stays the answer.
//
// GitHub: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
func (r Report) annotations(workspace string) string {
	title := Field{"title", "wxrelease"}
	var all []string
	for _, p := range r.Problems {
		text, props := words.Sequence[any](p.File+": ", p.Fault()), []Field{title}
		if p.Line > 0 { // GitHub shows the file itself
			text, props = p.Fault(), []Field{
				{"file", within(workspace, p.File)}, {"line", strconv.Itoa(p.Line)}, {"col", strconv.Itoa(p.Column)}, title,
			}
		}
		all = append(all, command("error", r.Reader.Say(text), props...))
	}
	for _, one := range r.Releases {
		all = append(all, command(level(one.Result), r.full(&one), Field{"title", r.title(&one)}))
	}
	if len(r.Releases) == 0 && len(r.Problems) == 0 && r.Err != nil {
		all = append(all, command("error", r.Reader.Error(r.Err), title))
	}
	if n := len(all); n > annotationsMost {
		more := r.Reader.Say(words.ReportMore.Of(n - annotationsMost + 1))
		all = append(all[:annotationsMost-1], command(level(r.Result), more, title))
	}
	return strings.Join(all, "")
}

func level(result Result) string {
	switch result {
	case Passed:
		return "notice"
	case Pending:
		return "warning"
	}
	return "error"
}

// within names a file as GitHub does, from the root of the repository.
func within(root, file string) string {
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
func command(name, text string, props ...Field) string {
	parts := make([]string, len(props))
	for i, p := range props {
		parts[i] = p.Name + "=" + escapeProperty.Replace(bounded(p.Value, cellMost))
	}
	return "::" + name + " " + strings.Join(parts, ",") + "::" + escapeData.Replace(bounded(text, annotationMost)) + "\n"
}

// outputs are the step outputs of GitHub Actions. Each stands between two lines that nobody can foresee, so that a value of
// several lines, which may come from WeChat, cannot set another output.
func (r Report) outputs() string {
	var b strings.Builder
	for _, f := range r.Fields() {
		end := "end_" + rand.Text()
		fmt.Fprintf(&b, "%s<<%s\n%s\n%s\n", f.Name, end, bounded(f.Value, outputMost), end)
	}
	return b.String()
}
