package command

import (
	"io"
	"os"

	"github.com/wxrelease/wxrelease/starter/live"
)

// front shows releases that are followed.
func (a *app) front() *live.View {
	a.frontOnce.Do(func() {
		out := a.progress()
		var terminal *live.Terminal
		if a.terminal != nil {
			terminal = a.terminal(unguarded(out))
		}
		a.shown = live.New(out, terminal, a.reader())
	})
	return a.shown
}

// progress is where lines of progress go: among the text, or beside the one object on standard output.
func (a *app) progress() io.Writer {
	if a.json || a.junit {
		return a.stderr
	}
	return a.stdout
}

// terminalOf finds the terminal behind a writer.
func (a *app) terminalOf(w io.Writer) *live.Terminal {
	file, ok := w.(*os.File)
	if !ok {
		return nil
	}
	return live.Open(file, func(name string) string { value, _ := a.env.LookupEnv(name); return value })
}
