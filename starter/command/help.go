package command

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/settings"
)

// helpTemplate puts first what somebody looks for who has used the command before: how to call it. What it does in detail follows.
const helpTemplate = `{{.Short}}

{{.UsageString}}{{with .Long}}
{{. | trimTrailingWhitespaces}}
{{end}}{{if .HasAvailableSubCommands}}
Use "{{.CommandPath}} [command] --help" for more about a command.
{{end}}`

const usageTemplate = `Usage:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} [command]{{end}}
{{if .HasExample}}
Examples:
{{.Example}}
{{end}}{{$cmds := .Commands}}{{if .HasAvailableSubCommands}}{{if eq (len .Groups) 0}}
Commands:{{range $cmds}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}
{{else}}{{range $group := .Groups}}
{{.Title}}{{range $cmds}}{{if and (eq .GroupID $group.ID) (or .IsAvailableCommand (eq .Name "help"))}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}
{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}
Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}{{if .HasAvailableInheritedFlags}}
Global flags:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}{{if .HasHelpSubCommands}}
More help:{{range $cmds}}{{if .IsAdditionalHelpTopicCommand}}
  {{.Parent.CommandPath}} help {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}
{{end}}`

// settingsTopic is what "help settings" tells.
func (a *app) settingsTopic() *cobra.Command {
	topic := &cobra.Command{Use: "settings", Short: "The settings, which come from the environment"}
	topic.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		_, _ = io.WriteString(cmd.OutOrStdout(), settings.Help(settings.Commands, a.helpLang))
	})
	return topic
}
