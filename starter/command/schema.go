package command

import (
	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/starter/releasefile"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of release files, for editors",
		Long: `Schema prints the JSON Schema of release files. Editors with YAML support check and complete a file that names it in its
first line, as the files of wxrelease init do. It connects to nothing.`,
		Example: `  wxrelease schema > wxrelease.schema.json`,
		Args:    cobra.NoArgs,
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
