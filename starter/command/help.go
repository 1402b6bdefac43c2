package command

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/help"
)

// explain gives all commands below root their help, in the reader's language, and what is wrong with a command line its words.
func (a *app) explain(root *cobra.Command) {
	root.SetHelpCommand(a.helpCommand())
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() != "completion" {
			continue
		}
		cmd.Args, cmd.RunE = help.NoCommand, a.showHelp
		for _, shell := range cmd.Commands() {
			shell.Args = help.NoArguments
		}
	}
	root.SetFlagErrorFunc(help.Fault)
	help.Apply(root, a.lang)
}

// helpCommand shows the help of any command, and refuses one that is not there.
func (a *app) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [command]", GroupID: words.GroupHelp.In(words.English),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, begin string) (names []string, _ cobra.ShellCompDirective) {
			if above, rest, err := cmd.Root().Find(args); err == nil && len(rest) == 0 {
				for _, below := range above.Commands() {
					if below.IsAvailableCommand() && strings.HasPrefix(below.Name(), begin) {
						names = append(names, below.Name()+"\t"+below.Short)
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			asked, rest, err := cmd.Root().Find(args)
			if err == nil {
				err = help.NoCommand(asked, rest)
			}
			if err != nil {
				return err
			}
			a.ran = true
			return asked.Help()
		},
	}
}

// showHelp is what a command does that only has others below it.
func (a *app) showHelp(cmd *cobra.Command, _ []string) error {
	a.ran = true
	return cmd.Help()
}

// settingsTopic is what "help settings" tells.
func (a *app) settingsTopic() *cobra.Command {
	topic := &cobra.Command{Use: "settings"}
	topic.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		_, _ = io.WriteString(cmd.OutOrStdout(), settings.Help(settings.Commands, a.lang))
	})
	return topic
}
