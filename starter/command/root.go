package command

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/wxa"
)

func (a *app) root() *cobra.Command {
	var format, language string
	root := &cobra.Command{
		Use:   programName,
		Short: "Release WeChat Mini Programs through WeChat's review",
		Long: `wxrelease begins releases of WeChat Mini Programs, waits for their verdicts and tells about them. A release runs as a
workflow on a Temporal server: wxrelease can be stopped and run again, anywhere, at any time, without harm to it.

Exit codes: 0 the wanted outcome; 1 technical failure; 2 usage, settings or invalid file; 3 rejected; 4 withdrawn or
cancelled; 5 still in review, the wait ran out; 6 busy with another release; 7 quota exhausted; 8 credentials or
permission; 9 blocked until someone fixes something, an operator's request refused, or cancelled without getting the
review back; 10 a limit of the release expired.`,
		Example: `  wxrelease init                                      # write a wxrelease.yaml to fill in
  wxrelease validate                                  # show what would be submitted, connect to nothing
  wxrelease doctor                                    # is everything there that a release needs?
  wxrelease start --wait                              # release what wxrelease.yaml describes, wait for the verdict
  wxrelease start --set-version "$TAG" -o json        # from a CI job that goes on at once
  wxrelease wait wx5555666677778888 --timeout 6h      # from any other job, as often as you like`,
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
	root.SetUsageTemplate(usageTemplate)
	root.SetHelpTemplate(helpTemplate)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.PersistentFlags().StringVarP(&format, "output", "o", "text", "text, json (one object on standard output), or junit (a report on standard output)")
	root.PersistentFlags().StringVar(&language, "lang", "", "language of the text, en or zh (default by LC_ALL, LC_MESSAGES or LANG)")
	group(root, "Releases:", a.startCommand(), a.waitCommand(), a.statusCommand(), a.listCommand(), a.historyCommand(), a.cancelCommand())
	group(root, "While WeChat reviews:", a.operationCommands()...)
	group(root, "The release file:", a.initCommand(), a.validateCommand(), a.schemaCommand())
	group(root, "The platform:", a.authCommand())
	group(root, programGroup, a.programCommands()...)
	group(root, "Help:", a.doctorCommand(), a.codesCommand(), a.versionCommand())
	root.AddCommand(a.settingsTopic())
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
