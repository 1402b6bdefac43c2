package command

import (
	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/starter/help"
	"github.com/wxrelease/wxrelease/starter/releasefile"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:  "schema",
		Args: help.NoArguments,
		RunE: func(*cobra.Command, []string) error {
			a.ran = true
			text, err := releasefile.Schema()
			if err == nil {
				_, err = a.stdout.Write(text)
			}
			if err != nil {
				a.report(nil, err)
			}
			return nil
		},
	}
}
