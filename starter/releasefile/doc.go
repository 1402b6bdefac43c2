// Package releasefile reads release files: the YAML files that describe releases of WeChat Mini Programs, as they live in the
// repositories of applications. [Read] gives what package releases starts: a checked [workflows.ReleaseInput] for each Mini
// Program of the file.
//
//	file, err := releasefile.ReadFile("wxrelease.yaml", releasefile.Options{LookupEnv: os.LookupEnv})
//	var invalid *releasefile.InvalidError
//	switch {
//	case errors.As(err, &invalid):
//		for _, p := range invalid.Problems {
//			fmt.Println(p.File, p.Line, p.Column, p.Path, p.Rule, p.Text)
//		}
//	case err != nil:
//		// The file cannot be read, or it describes several Mini Programs and the options choose none: a *ChoiceError.
//	default:
//		fmt.Println(file.Releases[0].AppID)
//	}
//
// A file is read strictly. Every key is known, every value has the kind that its key wants, as it is written: 1.40 is a number
// and no version, 0123 is not a number that all programs read alike. WeChat's documented limits are checked as well. All that is
// wrong is told at once, each with its line, column and path. The same file is the same release on every system: byte order
// marks and the line ends of Windows change nothing.
//
// Texts may hold variables, ${NAME}, of names that the file itself declares under env. A file with the key apps describes several
// Mini Programs: what stands beside apps is common to all, what stands in an app replaces it.
//
// [Schema] gives a JSON Schema of release files for editors, made of the same Go types.
package releasefile
