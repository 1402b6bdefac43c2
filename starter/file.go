package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/spf13/pflag"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// releaseFile is the YAML file that describes a release, as it lives in the application's repository.
type releaseFile struct {
	AppID    string                 `yaml:"appid"`
	Version  string                 `yaml:"version"` // user_version of the uploaded code
	Audit    wxa.SubmitAuditRequest `yaml:"audit"`   // the body of submit_audit, in WeChat's own names
	Expedite expedite               `yaml:"expedite"`
	Limits   workflows.Limits       `yaml:"limits"`
	Pace     activities.Pace        `yaml:"pace"`
}

// expedite reads the words never and always, and the map {after: 6h}.
type expedite workflows.Expedite

// expediteMap is the map form of expedite.
type expediteMap struct {
	After activities.Duration `yaml:"after"`
}

func (e *expedite) UnmarshalYAML(n ast.Node) error {
	if n.Type() == ast.StringType {
		e.Policy = workflows.ExpeditePolicy(n.(*ast.StringNode).Value)
		return nil
	}
	var m expediteMap
	if err := yaml.NodeToValue(n, &m, yaml.Strict()); err != nil {
		return err
	}
	e.Policy, e.After = workflows.ExpediteAfter, m.After
	return nil
}

// release names the release file and what the command line says instead of it.
type release struct {
	file    string // "-" is standard input
	appid   string
	version string
}

func (r *release) flags(f *pflag.FlagSet) {
	f.StringVarP(&r.file, "file", "f", "wxrelease.yaml", "release file; - reads standard input")
	f.StringVar(&r.appid, "appid", "", "appid instead of the file's")
	f.StringVar(&r.version, "set-version", "", "version instead of the file's, such as a CI job's tag")
}

// fileLimit bounds a release file. Real ones have a few kilobytes.
const fileLimit = 1 << 20

// read gives the checked release, as it was written: what is left out belongs to its identity. A *fileError holds everything that is wrong with it.
func (r *release) read(stdin io.Reader) (workflows.ReleaseInput, error) {
	var in workflows.ReleaseInput
	name, data, err := r.load(stdin)
	if err != nil {
		return in, usage(err)
	}
	file, where, err := decode(name, data)
	if err != nil {
		return in, err
	}
	in = workflows.ReleaseInput{
		AppID: file.AppID, Version: file.Version, Audit: file.Audit,
		Expedite: workflows.Expedite(file.Expedite), Limits: file.Limits, Pace: file.Pace,
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
		return in, where.explain(err)
	}
	return in, nil
}

func (r *release) load(stdin io.Reader) (name string, data []byte, err error) {
	source, name := stdin, "standard input"
	if r.file != "-" {
		f, err := os.Open(r.file)
		if errors.Is(err, os.ErrNotExist) {
			return "", nil, fmt.Errorf("there is no release file %s here; name yours with --file", r.file)
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

// problem is one thing that is wrong with a release, and where.
type problem struct {
	File   string `json:"file"`             // the file, or the flag that the value came from
	Line   int    `json:"line,omitempty"`   // 1 is the first, 0 when it is about no single line
	Column int    `json:"column,omitempty"` // in characters, 1 is the first
	Path   string `json:"path,omitempty"`   // for example audit.item_list[2].tag
	Text   string `json:"text"`
	Source string `json:"source,omitempty"` // the line itself
}

func (p problem) String() string {
	at := p.File
	if p.Line > 0 {
		at = fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	}
	text := at + ": "
	if p.Path != "" {
		text += p.Path + ": "
	}
	text += p.Text
	if p.Source != "" {
		text += fmt.Sprintf("\n%6d | %s", p.Line, p.Source)
	}
	return text
}

// fileError is everything that is wrong with a release file.
type fileError struct{ problems []problem }

func (e *fileError) Error() string {
	lines := make([]string, len(e.problems))
	for i, p := range e.problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// pathText takes "audit.item_list[2].tag: too long" apart.
var pathText = regexp.MustCompile(`(?s)^([a-z_]+(?:\.[a-z_]+|\[\d+\])*): (.*)$`)

// explain gives each problem of a joined error its place in the file.
func (w *whereabouts) explain(err error) *fileError {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all fileError
		for _, e := range joined.Unwrap() {
			all.problems = append(all.problems, w.explain(e).problems...)
		}
		return &all
	}
	m := pathText.FindStringSubmatch(err.Error())
	if m == nil {
		return &fileError{[]problem{{File: w.file, Text: err.Error()}}}
	}
	return &fileError{[]problem{w.problem(m[1], m[2])}}
}
