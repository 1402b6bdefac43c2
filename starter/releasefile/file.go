package releasefile

import (
	"errors"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// DefaultName is the usual name of a release file, at the root of a repository.
const DefaultName = "wxrelease.yaml"

// NameLimit is the longest name of a merchant, in characters. It stands in the rows of lists.
const NameLimit = 64

// SizeLimit bounds a release file, in bytes. Real ones have a few kilobytes.
const SizeLimit = 1 << 20

// ErrTooLarge says that a file has more than [SizeLimit] bytes.
var ErrTooLarge = errors.New("a release file of more than a megabyte")

// tooLargeError is [ErrTooLarge] about a file.
type tooLargeError struct{ file string }

func (e *tooLargeError) Error() string        { return e.Words().String() }
func (e *tooLargeError) Is(target error) bool { return target == ErrTooLarge }

// Words says the error in the languages of the programs.
func (e *tooLargeError) Words() words.Text { return words.FileTooLarge.Of(e.file) }

// Options are what the reader of a file decides. The zero value reads the only release of a file without variables.
type Options struct {
	// LookupEnv gives the values of the variables that the file declares under env. nil: none is set.
	LookupEnv func(name string) (value string, found bool)
	// App chooses one of several Mini Programs, by its appid or its name in the file. "" is none.
	App string
	// All takes every Mini Program of a file with the key apps. Without it, and without App, such a file is a [ChoiceError].
	All bool
	// AppID and Version replace the file's values; then the file need not have them. AppID goes only with a file that
	// describes one Mini Program.
	AppID, Version Override
}

// Override is a value that replaces one of the file's. The zero value replaces nothing.
type Override struct {
	Value string
	// Source names where the value comes from, such as a flag. It is the File of problems about the value.
	Source string
}

// File is a release file that was read.
type File struct {
	// Releases are checked and as they were written: what is left out stays zero, because it belongs to a release's identity.
	// They have the order of the file.
	Releases []workflows.ReleaseInput
	// Shared tells that the file has the key apps, also where it lists one Mini Program.
	Shared bool
}

// file is the whole of a release file. The names of its keys, their types and their order are those of the Go types here; see
// [keyDocs] for what the keys mean.
type file struct {
	Env  []string `yaml:"env"` // names of the variables that ${NAME} may stand for
	keys `yaml:",inline"`
	Apps []app `yaml:"apps"` // Mini Programs that share the file
}

// keys describe one release.
type keys struct {
	Name     string                 `yaml:"name"` // the merchant's, for people, and to choose it by
	AppID    string                 `yaml:"appid"`
	Version  string                 `yaml:"version"` // user_version of the uploaded code
	Audit    wxa.SubmitAuditRequest `yaml:"audit"`   // the body of submit_audit, in WeChat's own names
	Expedite expedite               `yaml:"expedite"`
	Limits   workflows.Limits       `yaml:"limits"`
	Pace     timing.Pace            `yaml:"pace"`
	Adopt    bool                   `yaml:"adopt"` // take over an open review of this version that this run did not submit
}

// app is one of several Mini Programs: its appid, and what differs from the keys that all share.
type app struct {
	keys `yaml:",inline"`
}

// expedite is written as one of the words never and always, or as the map {after: 6h}.
type expedite workflows.Expedite

// expediteMap is the map form of expedite.
type expediteMap struct {
	After timing.Duration `yaml:"after"`
}

// ReadFile reads the release file at path. Errors are those of [Read], or about the file: [os.ErrNotExist] where there is none.
func ReadFile(path string, o Options) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, words.FileOpening.Err(err)
	}
	defer f.Close() // it was only read
	return Read(path, f, o)
}

// Read reads a release file; name is how problems call it. The error is an [*InvalidError] with everything that is wrong with the
// file, a [*ChoiceError] where the options do not fit the Mini Programs of the file, [ErrTooLarge], or that of r.
func Read(name string, r io.Reader, o Options) (*File, error) {
	data, err := io.ReadAll(io.LimitReader(r, SizeLimit+1))
	if err != nil {
		return nil, words.FileReading.Err(err)
	}
	if len(data) > SizeLimit {
		return nil, &tooLargeError{name}
	}
	doc, err := decode(name, data, o.LookupEnv)
	if err != nil {
		return nil, err
	}
	invalid := &InvalidError{doc.reader.problems}
	chosen, err := o.choose(doc)
	if err != nil && len(invalid.Problems) == 0 {
		return nil, err
	}
	found := &File{Shared: doc.apps != nil}
	for _, e := range chosen {
		in, problems := o.input(doc, e)
		invalid.add(problems...)
		found.Releases = append(found.Releases, in)
	}
	if len(invalid.Problems) > 0 {
		return nil, invalid.sorted()
	}
	return found, nil
}

// input checks one release.
func (o Options) input(doc *document, e entry) (workflows.ReleaseInput, []Problem) {
	var replaced []string
	for key, by := range map[string]Override{"appid": o.AppID, "version": o.Version} {
		if by.Value != "" {
			replaced = append(replaced, key)
		}
	}
	k, r := doc.release(e, replaced)
	in := workflows.ReleaseInput{
		Name: plain.Line(plain.Clean(k.Name)), AppID: k.AppID, Version: plain.Line(k.Version), Audit: k.Audit,
		Expedite: workflows.Expedite(k.Expedite), Limits: k.Limits, Pace: k.Pace, Adopt: k.Adopt,
	}
	if o.AppID.Value != "" {
		in.AppID = o.AppID.Value
		r.override("appid", o.AppID.Source)
	}
	if o.Version.Value != "" {
		in.Version = o.Version.Value
		r.override("version", o.Version.Source)
	}
	r.checkName(in.Name)
	if err := in.Validate(); err != nil {
		r.problems = append(r.problems, r.explain(err)...)
	}
	return in, r.problems
}

// checkName checks the name that people know a Mini Program by: one line, not too long for a row of a list.
func (r *reader) checkName(name string) {
	switch n := utf8.RuneCountInString(name); {
	case r.told("name"):
	case strings.ContainsFunc(name, unicode.IsControl):
		r.problems = append(r.problems, r.problem("name", RuleNameLine))
	case n > NameLimit:
		r.problems = append(r.problems, r.problem("name", RuleNameLength, n, NameLimit))
	}
}
