package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/user"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/live"
	"github.com/wxrelease/wxrelease/wxa"
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
	lang           lang       // of what is said to people
	lines          sync.Mutex // guards stdout and stderr while releases are followed
	screen         *screen    // the live view; nil without a terminal
	code           int        // the exit code of the command that ran
	ran            bool       // flags and arguments were right and the command itself began

	dial     func(context.Context, client.Options) (client.Client, error)
	terminal func(io.Writer) *live.Terminal // nil result: no terminal, lines are printed one after the other
}

// run is the program without the process around it; it gives the exit code.
func run(ctx context.Context, args []string, env settings.Env, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{env: withUser(env, user.Current), stdin: stdin, stdout: stdout, stderr: stderr, dial: client.DialContext}
	a.terminal = a.terminalOf
	return a.run(ctx, args)
}

func (a *app) run(ctx context.Context, args []string) int {
	a.guard()
	root := a.root()
	root.SetArgs(dashed(args))
	if err := root.ExecuteContext(ctx); err != nil {
		if !a.ran {
			err = usage(fmt.Errorf("%w\nSee: starter --help", err))
		}
		// The flags may not have been read as far as -o.
		a.json = a.json || wantsJSON(args)
		a.report(nil, err)
	}
	return a.code
}

func (a *app) root() *cobra.Command {
	var format, language string
	root := &cobra.Command{
		Use:   "starter",
		Short: "Release WeChat Mini Programs through WeChat's review",
		Long: `Starter begins releases of WeChat Mini Programs, waits for their verdicts and tells about them. A release runs as a
workflow on a Temporal server: starter can be stopped and run again, anywhere, at any time, without harm to it.

Exit codes: 0 the wanted outcome; 1 technical failure; 2 usage, settings or invalid file; 3 rejected; 4 withdrawn or
cancelled; 5 still in review, the wait ran out; 6 busy with another release; 7 quota exhausted; 8 credentials or
permission; 9 blocked until someone fixes something, an operator's request refused, or cancelled without getting the
review back; 10 a limit of the release expired.

` + settings.Help(settings.Starter, words.English),
		Example: `  starter init                                      # write a wxrelease.yaml to fill in
  starter validate                                  # show what would be submitted, connect to nothing
  starter doctor                                    # is everything there that a release needs?
  starter start --wait                              # release what wxrelease.yaml describes, wait for the verdict
  starter start --set-version "$TAG" -o json        # from a CI job that goes on at once
  starter wait wx5555666677778888 --timeout 6h      # from any other job, as often as you like`,
		Version:       thisVersion(debug.ReadBuildInfo()).Version,
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			a.name = strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
			switch {
			case format != "text" && format != "json" && format != "junit":
				return fmt.Errorf("--output: %q is none of text, json, junit", format)
			case format == "junit" && !annotating[a.name]:
				return fmt.Errorf("--output: junit goes with start, wait, cancel and validate only")
			}
			a.json, a.junit = format == "json", format == "junit"
			var err error
			a.lang, err = langOf(language, a.env)
			return err
		},
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.PersistentFlags().StringVarP(&format, "output", "o", "text", "text, json (one object on standard output), or junit (a report on standard output)")
	root.PersistentFlags().StringVar(&language, "lang", "", "language of the text, en or zh (default by LC_ALL, LC_MESSAGES or LANG)")
	group(root, "Releases:", a.startCommand(), a.waitCommand(), a.statusCommand(), a.listCommand(), a.historyCommand(), a.cancelCommand())
	group(root, "While WeChat reviews:", a.operationCommands()...)
	group(root, "The release file:", a.initCommand(), a.validateCommand(), a.schemaCommand())
	group(root, "The platform:", a.authCommand())
	group(root, "Help:", a.doctorCommand(), a.codesCommand(), a.versionCommand())
	root.SetHelpCommandGroupID("Help:")
	root.SetCompletionCommandGroupID("Help:")
	return root
}

// group adds commands under a title of the help.
func group(root *cobra.Command, title string, cmds ...*cobra.Command) {
	root.AddGroup(&cobra.Group{ID: title, Title: title})
	for _, cmd := range cmds {
		cmd.GroupID = title
	}
	root.AddCommand(cmds...)
}

// command makes a cobra RunE of a function that gives an answer, an error or both.
func (a *app) command(f func(ctx context.Context, args []string) (answer, error)) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		a.ran = true
		ans, err := f(cmd.Context(), args)
		a.report(ans, err)
		return nil
	}
}

// oneAppID is the argument check of the commands about one Mini Program.
func oneAppID(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("give one appid, got %d arguments", len(args))
	}
	if !wxa.IsAppID(args[0]) {
		return fmt.Errorf("%q is not an appid (wx and 16 letters or digits)", args[0])
	}
	return nil
}

func wantsJSON(args []string) bool {
	flat := " " + strings.ReplaceAll(strings.Join(args, " "), "=", " ") + " "
	return strings.Contains(flat, " -o json ") || strings.Contains(flat, " -ojson ") || strings.Contains(flat, " --output json ")
}

// dialTimeout bounds the first contact with Temporal.
const dialTimeout = 10 * time.Second

// connection is a client of releases.
type connection struct{ *releases.Client }

// connect reads the settings and reaches Temporal.
func (a *app) connect(ctx context.Context) (*connection, error) {
	s, err := settings.Read(settings.Starter, a.env)
	if err != nil {
		return nil, usage(fmt.Errorf("the settings cannot work:\n%w", err))
	}
	opts := s.Temporal
	// What the client would log are details of its connection; what matters comes back as an error.
	opts.Logger = log.NewStructuredLogger(slog.New(slog.DiscardHandler))
	opts.Identity = identity()
	ctx, cancel := context.WithTimeoutCause(ctx, dialTimeout, fmt.Errorf("no answer within %s", dialTimeout))
	defer cancel()
	c, err := releases.DialWith(ctx, a.dial, opts, releases.Options{WebUI: s.WebUI})
	if err != nil {
		return nil, fmt.Errorf("%w\nCheck that the server runs and that TEMPORAL_ADDRESS, TEMPORAL_TLS and TEMPORAL_API_KEY, or the TEMPORAL_PROFILE, are right; then run this again", err)
	}
	return &connection{c}, nil
}

// identity is who the history says that a request came from.
func identity() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	return fmt.Sprintf("starter@%s", host)
}

// interrupted tells whether the user asked to stop.
func interrupted(ctx context.Context) bool { return errors.Is(ctx.Err(), context.Canceled) }
