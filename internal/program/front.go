package program

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wxrelease/wxrelease/internal/build"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/help"
)

// Front is what people read of a program beside its log: its help, and what keeps it from starting. All of it is in their language:
// that of --lang, else of WXRELEASE_LANG, else of the locale.
type Front struct {
	Command string // what people type to run the program, such as wxrelease worker
	Lang    words.Lang

	// Flags are the program's own; those that every program has are there: --health, --help, --lang and --version.
	Flags *pflag.FlagSet

	command        *cobra.Command
	env            settings.Env
	stdout, stderr io.Writer
	args           []string
	health         bool
}

// NewFront makes the front of a program by its name, such as worker.
func NewFront(name string, args []string, env settings.Env, stdout, stderr io.Writer) *Front {
	f := &Front{command: &cobra.Command{Use: name, SilenceUsage: true, SilenceErrors: true}, env: env, stdout: stdout, stderr: stderr}
	f.Lang = help.LangOf(args, env)
	f.Flags = f.command.Flags()
	f.Flags.BoolVar(&f.health, "health", false, "")
	f.Flags.String("lang", "", "")
	f.Flags.Bool("version", false, "")
	f.args = args
	root := &cobra.Command{Use: "wxrelease", SilenceUsage: true, SilenceErrors: true}
	root.AddCommand(f.command)
	f.Command = f.command.CommandPath()
	return f
}

// Run reads the flags and then does what they ask for: it prints the help, which ends with more, or the version, or calls health or
// work. It gives the exit code.
func (f *Front) Run(ctx context.Context, more string, health, work func(context.Context) int) int {
	code := OK
	root := f.command.Root()
	f.command.Args = func(_ *cobra.Command, args []string) error {
		if len(args) > 0 {
			return words.ProgramUnexpected.Err(args[0])
		}
		return nil
	}
	f.command.RunE = func(cmd *cobra.Command, _ []string) error {
		asked, _ := cmd.Flags().GetString("lang")
		if _, err := words.LangOf(asked, f.env); err != nil {
			return words.FlagFault.Err("--lang", err)
		}
		version, _ := cmd.Flags().GetBool("version")
		switch {
		case version:
			fmt.Fprintln(f.stdout, f.Command, build.Read().Version)
		case f.health:
			code = health(cmd.Context())
		default:
			code = work(cmd.Context())
		}
		return nil
	}
	help.Apply(root, f.Lang)
	page := root.HelpFunc()
	f.command.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		page(cmd, args)
		fmt.Fprint(f.stdout, more)
	})
	root.SetFlagErrorFunc(help.Fault)
	root.SetOut(f.stdout)
	root.SetErr(f.stderr)
	root.SetArgs(append([]string{f.command.Name()}, f.dashed()...))
	if err := root.ExecuteContext(ctx); err != nil {
		return f.Say(Usage, words.ProgramUsage.Of(f.Command, err))
	}
	return code
}

// Say tells people why the program ends, and gives the exit code back.
func (f *Front) Say(code int, text words.Text) int {
	fmt.Fprintln(f.stderr, text.In(f.Lang))
	return code
}

// Settings tells what is wrong with the settings.
func (f *Front) Settings(err error) int {
	return f.Say(Usage, words.ProgramSettings.Of(f.Command, err))
}

// Unhealthy tells why another process of the program cannot work. There are only two exit codes then: container engines keep the
// others for themselves.
func (f *Front) Unhealthy(err error) int {
	return f.Say(Failed, words.ProgramUnhealthy.Of(f.Command, err))
}

// dashed gives the arguments with two dashes before the name of a flag: one did for these programs once, as in -health.
func (f *Front) dashed() []string {
	all := make([]string, len(f.args))
	for i, arg := range f.args {
		all[i] = arg
		if name, found := strings.CutPrefix(arg, "-"); found && len(name) > 1 && strings.Trim(name[:1], "-0123456789") != "" {
			all[i] = "--" + name
		}
	}
	return all
}
