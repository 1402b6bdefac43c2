package command

import (
	"context"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"os/user"
	"sync"
	"syscall"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/telemetry"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/help"
	"github.com/wxrelease/wxrelease/starter/live"
)

// app is what every command works with.
type app struct {
	env            settings.Env
	stdin          io.Reader
	stdout, stderr io.Writer
	name           string     // of the command that runs, such as start or auth list
	json           bool       // -o json
	junit          bool       // -o junit
	reports        reports    // files for CI systems
	commands       io.Writer  // for workflow commands of GitHub Actions; stderr itself, which is guarded against them
	lang           words.Lang // of what is said to people
	frontOnce      sync.Once
	shown          *live.View // see front
	code           int        // the exit code of the command that ran
	tracing        *telemetry.Tracing
	programs       []Program // beside those of every build
	ran            bool      // flags and arguments were right and the command itself began

	dial     func(context.Context, client.Options) (client.Client, error)
	terminal func(io.Writer) *live.Terminal // nil result: no terminal, lines are printed one after the other
}

// programName is the name under which people call all of this.
const programName = "wxrelease"

// Main is the whole program: it ends the process. The first Ctrl-C or SIGTERM ends the command, a second one the process at once.
//
// more are programs that this build has beside the worker, the bridge and the simulator.
func Main(more ...Program) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(Run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr, more...))
}

// Run is the program without the process around it; it gives the exit code. args are without the program's own name, env is as
// [os.Environ] gives it.
func Run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer, more ...Program) int {
	a := &app{env: withUser(env, user.Current), stdin: stdin, stdout: stdout, stderr: stderr, dial: client.DialContext, programs: more}
	a.terminal = a.terminalOf
	return a.run(ctx, args)
}

func (a *app) run(ctx context.Context, args []string) int {
	a.guard()
	defer func() { a.tracing.Close(slog.New(slog.DiscardHandler)) }()
	a.lang = help.LangOf(args, a.env) // for help and for faults of flags, which come before the flags are read
	root := a.root()
	root.SetArgs(dashed(args))
	if cmd, err := root.ExecuteContextC(ctx); err != nil {
		if !a.ran {
			err = usage(words.UsageSeeHelp.Err(err, cmd.CommandPath()))
		}
		// The flags may not have been read as far as -o.
		a.json = a.json || wantsJSON(args)
		a.report(nil, err)
	}
	return a.code
}

// reader is for whom texts are: a language, and times in the zone of this process.
func (a *app) reader() words.Reader { return a.lang.In(time.Local) }

// inJSON says what stands in JSON, which is the same for everybody: English, with times in UTC.
var inJSON = words.English.In(time.UTC)
