package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/wxrelease/wxrelease/internal/settings"
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
	f.StringVarP(&r.file, "file", "f", releasefile.DefaultName, "release file; - reads standard input")
	f.Var(said{to: &r.app}, "app", "which of the file's apps: its appid or its name")
	f.Var(said{to: &r.appid, need: true}, strings.TrimPrefix(appIDFlag, "--"), "appid instead of the file's")
	f.Var(said{to: &r.version, need: true}, strings.TrimPrefix(versionFlag, "--"), "version instead of the file's, such as a CI job's tag")
}

// read gives the checked releases of the file. Everything that is wrong with the file or with the choice of its apps is an error of
// usage.
func (r *release) read(stdin io.Reader, env settings.Env) (*releasefile.File, error) {
	o := releasefile.Options{
		LookupEnv: env.LookupEnv, App: r.app, All: r.every,
		AppID:   releasefile.Override{Value: r.appid, Source: appIDFlag},
		Version: releasefile.Override{Value: r.version, Source: versionFlag},
	}
	var found *releasefile.File
	var err error
	if r.file == "-" {
		found, err = releasefile.Read("standard input", stdin, o)
	} else {
		found, err = releasefile.ReadFile(r.file, o)
	}
	var choice *releasefile.ChoiceError
	switch {
	case err == nil:
		return found, nil
	case errors.Is(err, os.ErrNotExist):
		err = fmt.Errorf("there is no release file %s here; name yours with --file, or write one with: wxrelease init", r.file)
	case errors.As(err, &choice):
		err = chooseBy(choice)
	}
	return nil, usage(err)
}

// chooseBy names the flags by which one of a file's apps is chosen.
func chooseBy(e *releasefile.ChoiceError) error {
	have := strings.Join(e.Have, ", ")
	switch e.Choice {
	case releasefile.ChoiceUnknownApp:
		return fmt.Errorf("--app: %q is none of %s", e.App, have)
	case releasefile.ChoiceOtherApp:
		return fmt.Errorf("--app: %s describes one Mini Program, %s, and not %q", e.File, have, e.App)
	case releasefile.ChoiceAppID:
		return fmt.Errorf("--appid: %s describes several Mini Programs; choose one of them with --app", e.File)
	default:
		return fmt.Errorf("%s describes several Mini Programs; choose with --app one of %s, or take them --all", e.File, have)
	}
}
