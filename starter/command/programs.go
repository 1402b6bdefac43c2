package command

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/program/bridge"
	"github.com/wxrelease/wxrelease/internal/program/simulator"
	"github.com/wxrelease/wxrelease/internal/program/worker"
	"github.com/wxrelease/wxrelease/internal/settings"
)

// programCommands are the programs that run until they are stopped. They have flags, help and exit codes of their own.
func (a *app) programCommands() []*cobra.Command {
	return []*cobra.Command{
		a.programCommand("worker", worker.Run),
		a.programCommand("bridge", bridge.Run),
		a.programCommand("simulator", simulator.Run),
	}
}

// programCommand hands all that follows the name over to the program.
func (a *app) programCommand(name string, run func(context.Context, []string, settings.Env, io.Writer, io.Writer) int) *cobra.Command {
	cmd := &cobra.Command{
		Use:                name + " [flags]",
		DisableFlagParsing: true,
		ValidArgsFunction:  cobra.FixedCompletions([]string{"--health", "--help"}, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			a.ran = true
			a.code = run(cmd.Context(), args, a.env, a.stdout, a.stderr)
			return nil
		},
	}
	cmd.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		run(cmd.Context(), []string{"--help", "--lang=" + string(a.lang)}, a.env, a.stdout, a.stderr)
	})
	return cmd
}
