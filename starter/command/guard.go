package command

import (
	"bytes"
	"io"
	"regexp"

	"github.com/wxrelease/wxrelease/internal/plain"
)

// Texts of others end up in what this program prints: reasons and messages of WeChat, names of people, versions. On their
// way out they all pass one of three doors, and [plain.Clean] stands at each: standard output and standard error, which are
// [guarded], workflow commands, and the files of CI systems: both are made by package report.

// guarded is standard output or standard error. A Write holds whole characters and lines.
//
// A runner of GitHub Actions obeys every line that begins with ::, whatever blanks are before it, and ##[…] anywhere in a
// line; a rejection's reason, written by a stranger, may hold either.
type guarded struct {
	io.Writer
	app    *app
	answer bool // it carries the one JSON object where there is one; else it is text always
}

var atLineStart = regexp.MustCompile(`(?m)^([\s\p{Z}]*):(:)`)

func (g guarded) Write(p []byte) (int, error) {
	var text []byte
	if g.answer && g.app.json {
		text = plain.Escape(p)
		if g.app.ci().OnActions() {
			// Lines of JSON never begin with a colon, and an escape leaves the value as it is.
			text = bytes.ReplaceAll(text, []byte("##["), []byte(`#\u0023[`))
		}
	} else {
		text = []byte(plain.Clean(string(p)))
		if g.app.ci().OnActions() {
			text = atLineStart.ReplaceAll(text, []byte("$1: $2"))
			text = bytes.ReplaceAll(text, []byte("##["), []byte("# #["))
		}
	}
	if _, err := g.Writer.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// guard makes everything that this program prints harmless to terminals and to runners of CI systems.
func (a *app) guard() {
	a.commands = a.stderr
	a.stdout, a.stderr = guarded{a.stdout, a, true}, guarded{a.stderr, a, false}
}

// unguarded is the writer behind the guard, for the live view, which steers the terminal and cleans what it shows itself.
func unguarded(w io.Writer) io.Writer {
	if g, ok := w.(guarded); ok {
		return g.Writer
	}
	return w
}
