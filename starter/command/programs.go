package command

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/program/bridge"
	"github.com/wxrelease/wxrelease/internal/program/codec"
	"github.com/wxrelease/wxrelease/internal/program/simulator"
	"github.com/wxrelease/wxrelease/internal/program/worker"
	"github.com/wxrelease/wxrelease/internal/settings"
)

// Program is one that has flags, help and exit codes of its own. Most run until they are stopped.
type Program struct {
	Name string
	// Run is the program without the process around it; it gives the exit code. args follow the name.
	Run func(ctx context.Context, args []string, env settings.Env, stdout, stderr io.Writer) int
}

func (a *app) programCommands() []*cobra.Command {
	all := []Program{{"worker", worker.Run}, {"bridge", bridge.Run}, {"codec", codec.Run}, {"simulator", simulator.Run}}
	var cmds []*cobra.Command
	for _, p := range append(all, a.programs...) {
		cmds = append(cmds, a.programCommand(p.Name, p.Run))
	}
	return cmds
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
