package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/pflag"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// releaseFile is the YAML file that describes a release, as it lives in the application's repository. The names of its keys,
// their types and their order are this file's types; see [schema] for what the keys mean.
type releaseFile struct {
	Env         []string `yaml:"env"` // names of the variables that ${NAME} may stand for
	releaseKeys `yaml:",inline"`
	Apps        []appEntry `yaml:"apps"` // Mini Programs that share the file
}

// releaseKeys describe one release.
type releaseKeys struct {
	AppID    string                 `yaml:"appid"`
	Version  string                 `yaml:"version"` // user_version of the uploaded code
	Audit    wxa.SubmitAuditRequest `yaml:"audit"`   // the body of submit_audit, in WeChat's own names
	Expedite expedite               `yaml:"expedite"`
	Limits   workflows.Limits       `yaml:"limits"`
	Pace     timing.Pace            `yaml:"pace"`
	Adopt    bool                   `yaml:"adopt"` // take over an open review of this version that this run did not submit
}

// appEntry is one of several Mini Programs: its appid, and what differs from the keys that all share.
type appEntry struct {
	Name        string `yaml:"name"` // for --app
	releaseKeys `yaml:",inline"`
}

// expedite is written as one of the words never and always, or as the map {after: 6h}.
type expedite workflows.Expedite

// expediteMap is the map form of expedite.
type expediteMap struct {
	After timing.Duration `yaml:"after"`
}

// release names the release file, which of its apps is meant, and what the command line says instead of the file.
type release struct {
	file    string // "-" is standard input
	app     string // an appid, or a name of the file
	appid   string
	version string
	every   bool // all apps of the file
}

func (r *release) flags(f *pflag.FlagSet) {
	f.StringVarP(&r.file, "file", "f", defaultFile, "release file; - reads standard input")
	f.Var(said{to: &r.app}, "app", "which of the file's apps: its appid or its name")
	f.Var(said{to: &r.appid, need: true}, "appid", "appid instead of the file's")
	f.Var(said{to: &r.version, need: true}, "set-version", "version instead of the file's, such as a CI job's tag")
}

// defaultFile is where a release file is looked for.
const defaultFile = "wxrelease.yaml"

// fileLimit bounds a release file. Real ones have a few kilobytes.
const fileLimit = 1 << 20

// fileReleases are the checked releases of a file, in its order.
type fileReleases struct {
	all    []workflows.ReleaseInput
	shared bool // the file has the key apps
}

// read gives the checked releases as they were written: what is left out belongs to a release's identity. A *fileError holds
// everything that is wrong with the file.
func (r *release) read(stdin io.Reader, env settings.Env) (*fileReleases, error) {
	name, data, err := r.load(stdin)
	if err != nil {
		return nil, usage(err)
	}
	doc, err := decode(name, data, env)
	if err != nil {
		return nil, err
	}
	faults := &fileError{doc.where.problems}
	chosen, err := r.choose(doc)
	if err != nil && len(faults.problems) == 0 {
		return nil, usage(err)
	}
	found := &fileReleases{shared: doc.apps != nil}
	for _, e := range chosen {
		in, problems := r.input(doc, e)
		faults.add(problems...)
		found.all = append(found.all, in)
	}
	if len(faults.problems) > 0 {
		return nil, faults.sorted()
	}
	return found, nil
}

// input checks one release.
func (r *release) input(doc *document, e entry) (workflows.ReleaseInput, []problem) {
	var instead []string
	for key, value := range map[string]string{"appid": r.appid, "version": r.version} {
		if value != "" {
			instead = append(instead, key)
		}
	}
	keys, where := doc.release(e, instead)
	in := workflows.ReleaseInput{
		AppID: keys.AppID, Version: trim(keys.Version), Audit: keys.Audit,
		Expedite: workflows.Expedite(keys.Expedite), Limits: keys.Limits, Pace: keys.Pace, Adopt: keys.Adopt,
	}
	if r.appid != "" {
		in.AppID = r.appid
		where.flag("appid", "--appid")
	}
	if r.version != "" {
		in.Version = r.version
		where.flag("version", "--set-version")
	}
	if err := in.Validate(); err != nil {
		where.problems = append(where.problems, where.explain(err)...)
	}
	return in, where.problems
}

func (r *release) load(stdin io.Reader) (name string, data []byte, err error) {
	source, name := stdin, "standard input"
	if r.file != "-" {
		f, err := os.Open(r.file)
		if errors.Is(err, os.ErrNotExist) {
			return "", nil, fmt.Errorf("there is no release file %s here; name yours with --file, or write one with: starter init", r.file)
		}
		if err != nil {
			return "", nil, fmt.Errorf("opening the release file: %w", err)
		}
		defer f.Close()
		source, name = f, r.file
	}
	data, err = io.ReadAll(io.LimitReader(source, fileLimit+1))
	if err != nil {
		return "", nil, fmt.Errorf("reading the release file: %w", err)
	}
	if len(data) > fileLimit {
		return "", nil, fmt.Errorf("%s is larger than a megabyte; that is not a release file", name)
	}
	return name, data, nil
}
