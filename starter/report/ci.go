package report

import (
	"errors"
	"io"
	"os"
	"slices"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/words"
)

// CI is the CI system around a process, and what it is to be told.
type CI struct {
	LookupEnv func(name string) (value string, found bool)
	Commands  io.Writer // takes workflow commands, on the runners that obey them
	JUnit     File      // takes a JUnit report
	Dotenv    File      // takes a dotenv report

	Annotate, Summarize, Output bool // where the environment asks for it
}

// File is a file to write. Without a path none is written.
type File struct {
	Path   string
	Source string // what named it, such as a flag, for errors
}

// OnActions tells whether a runner of GitHub Actions, or of a system that imitates it, reads the output.
func (c CI) OnActions() bool { return c.variable("GITHUB_ACTIONS") == "true" }

func (c CI) variable(name string) string { value, _ := c.LookupEnv(name); return value }

// Tell writes everything that the environment and the paths ask for. The errors are about what could not be written.
func (c CI) Tell(r Report) []error {
	var errs []error
	if c.Annotate && c.OnActions() {
		_, err := io.WriteString(c.Commands, r.annotations(c.variable("GITHUB_WORKSPACE")))
		errs = append(errs, err)
	}
	if path := c.variable("GITHUB_STEP_SUMMARY"); c.Summarize && path != "" {
		errs = append(errs, appendTo(path, "GITHUB_STEP_SUMMARY", r.summary(min(summaryMost, summaryStep-sizeOf(path)))))
	}
	if path := c.variable("GITHUB_OUTPUT"); c.Output && path != "" {
		errs = append(errs, appendTo(path, "GITHUB_OUTPUT", r.outputs()))
	}
	if c.Dotenv.Path != "" {
		errs = append(errs, c.Dotenv.write(r.dotenv()))
	}
	if c.JUnit.Path != "" {
		errs = append(errs, c.JUnit.write(r.JUnit()))
	}
	return slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

// sizeOf is a file's size in bytes, 0 when there is none yet.
func sizeOf(path string) int {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return int(info.Size())
}

// appendTo adds to a file that the CI system has made.
func appendTo(path, name, text string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return words.ReportFileOf.Err(name, err)
	}
	_, err = f.WriteString(plain.Clean(text))
	if err := errors.Join(err, f.Close()); err != nil {
		return words.ReportFileOf.Err(name, err)
	}
	return nil
}

func (f File) write(text string) error {
	if err := os.WriteFile(f.Path, []byte(plain.Clean(text)), 0o644); err != nil {
		return words.ReportOf.Err(f.Source, err)
	}
	return nil
}
