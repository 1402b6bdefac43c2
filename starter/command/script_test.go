package command

import (
	"errors"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"wxrelease": func() { Main() }})
}

// The scripts show wxrelease as its users type it, as a process of its own. They need no server.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", Cmds: scriptCommands()})
}

// scriptCommands are the words that scripts have besides testscript's own.
func scriptCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		// exits 2 wxrelease …: the program ends with this very code.
		"exits": func(ts *testscript.TestScript, neg bool, args []string) {
			if neg || len(args) < 2 {
				ts.Fatalf("usage: exits CODE PROGRAM ARGS…")
			}
			want, err := strconv.Atoi(args[0])
			ts.Check(err)
			code := 0
			if err := ts.Exec(args[1], args[2:]...); err != nil {
				var exit *exec.ExitError
				if !errors.As(err, &exit) {
					ts.Fatalf("%v", err)
				}
				code = exit.ExitCode()
			}
			if code != want {
				ts.Fatalf("%v ended with %d, want %d", args[1:], code, want)
			}
		},
	}
}
