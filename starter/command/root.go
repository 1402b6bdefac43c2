package command

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/build"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/help"
	"github.com/wxrelease/wxrelease/wxa"
)

func (a *app) root() *cobra.Command {
	var format, language string
	root := &cobra.Command{
		Use:           programName,
		Version:       build.Read().Version,
		Args:          help.NoCommand,
		RunE:          a.showHelp,
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			a.name = strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
			switch {
			case format != "text" && format != "json" && format != "junit":
				return words.FlagOneOf.Err("--output", format, words.List("text", "json", "junit"))
			case format == "junit" && !annotating[a.name]:
				return words.FlagJUnitOnly.Err()
			}
			a.json, a.junit = format == "json", format == "junit"
			if _, err := words.LangOf(language, a.env); err != nil {
				return words.FlagFault.Err("--lang", err)
			}
			return nil
		},
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.PersistentFlags().StringVarP(&format, "output", "o", "text", "")
	root.PersistentFlags().StringVar(&language, "lang", "", "")
	group(root, words.GroupReleases, a.startCommand(), a.waitCommand(), a.statusCommand(), a.listCommand(), a.historyCommand(),
		a.cancelCommand())
	group(root, words.GroupReview, a.operationCommands()...)
	group(root, words.GroupFile, a.initCommand(), a.validateCommand(), a.schemaCommand())
	group(root, words.GroupPlatform, a.authCommand())
	group(root, words.GroupPrograms, a.programCommands()...)
	group(root, words.GroupHelp, a.doctorCommand(), a.codesCommand(), a.versionCommand())
	root.AddCommand(a.settingsTopic())
	root.SetCompletionCommandGroupID(words.GroupHelp.In(words.English))
	a.explain(root)
	return root
}

// group adds commands under a title of the help, which package help says in the reader's language.
func group(root *cobra.Command, title *words.Message, cmds ...*cobra.Command) {
	id := title.In(words.English)
	root.AddGroup(&cobra.Group{ID: id, Title: id})
	for _, cmd := range cmds {
		cmd.GroupID = id
	}
	root.AddCommand(cmds...)
}

// command makes a cobra RunE of a function that gives an answer, an error or both.
func (a *app) command(f func(ctx context.Context, args []string) (answer, error)) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		a.ran = true
		if fault := settings.ZoneFault(a.env); !fault.IsZero() {
			a.say(words.ProgramEnds.Of(programName, fault))
		}
		ans, err := f(cmd.Context(), args)
		a.report(ans, err)
		return nil
	}
}

// oneAppID is the argument check of the commands about one Mini Program.
func oneAppID(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return words.ArgumentOne.Err(len(args))
	}
	if !wxa.IsAppID(args[0]) {
		return words.ArgumentAppID.Err(args[0])
	}
	return nil
}

func wantsJSON(args []string) bool {
	flat := " " + strings.ReplaceAll(strings.Join(args, " "), "=", " ") + " "
	return strings.Contains(flat, " -o json ") || strings.Contains(flat, " -ojson ") || strings.Contains(flat, " --output json ")
}
