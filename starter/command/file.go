package command

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/releasefile"
)

// release names the release file, which of its apps is meant, and what the command line says instead of the file.
type release struct {
	file    string // "-" is standard input
	app     string // an appid, or a name of the file
	appid   string
	version string
	every   bool // all apps of the file
}

// The flags that replace values of the file; problems about such a value name its flag.
const (
	appIDFlag   = "--appid"
	versionFlag = "--set-version"
)

func (r *release) flags(f *pflag.FlagSet) {
	f.StringVarP(&r.file, "file", "f", releasefile.DefaultName, "")
	f.Var(said{to: &r.app}, "app", "")
	f.Var(said{to: &r.appid, need: true}, strings.TrimPrefix(appIDFlag, "--"), "")
	f.Var(said{to: &r.version, need: true}, strings.TrimPrefix(versionFlag, "--"), "")
}

// read gives the checked releases of the file. Everything that is wrong with the file or with the choice of its apps is an error of
// usage.
func (r *release) read(a *app) (*releasefile.File, error) {
	o := releasefile.Options{
		LookupEnv: a.env.LookupEnv, App: r.app, All: r.every,
		AppID:   releasefile.Override{Value: r.appid, Source: appIDFlag},
		Version: releasefile.Override{Value: r.version, Source: versionFlag},
	}
	var found *releasefile.File
	var err error
	if r.file == "-" {
		found, err = releasefile.Read(a.stdinName(), a.stdin, o)
	} else {
		found, err = releasefile.ReadFile(r.file, o)
	}
	var choice *releasefile.ChoiceError
	switch {
	case err == nil:
		return found, nil
	case errors.Is(err, os.ErrNotExist):
		err = words.FileMissing.Err(r.file)
	case errors.As(err, &choice):
		err = chooseBy(choice)
	}
	return nil, usage(err)
}

// stdinName is how problems call standard input.
func (a *app) stdinName() string {
	if a.json {
		return inJSON.Say(words.FileStdin)
	}
	return a.reader().Say(words.FileStdin)
}

// chooseBy names the flags by which one of a file's apps is chosen.
func chooseBy(e *releasefile.ChoiceError) error {
	switch e.Choice {
	case releasefile.ChoiceUnknownApp, releasefile.ChoiceOtherApp:
		return words.FlagFault.Err("--app", e)
	case releasefile.ChoiceAppID:
		return words.AppIDForMany.Err(e.File)
	default:
		return words.AppChoose.Err(e.File, e.Have)
	}
}
