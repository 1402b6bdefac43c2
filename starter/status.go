package main

import (
	"context"

	"github.com/spf13/cobra"
)

func (a *app) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status APPID",
		Short: "Tell where the open or last release is",
		Long: `Status tells everything about the open release of a Mini Program, or about its last one: stage, what it waits for and
whose move it is, the next attempt, the verdict and its reason, the time line. Where no worker answers it tells what
Temporal itself knows, and says so. The exit code is 0 whenever it could tell something, whatever the outcome.`,
		Example: `  starter status wx5555666677778888
  starter status wx5555666677778888 -o json | jq -r .status.outcome`,
		Args: oneAppID, ValidArgsFunction: a.completeKnown,
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			c, err := a.connect(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			v, err := c.look(ctx, args[0], "")
			if err != nil {
				return nil, err
			}
			return &releaseAnswer{view: *v}, nil
		}),
	}
}
