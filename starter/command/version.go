package command

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/internal/build"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/help"
)

// versionAnswer is the answer of version.
type versionAnswer struct {
	Version  string `json:"version"`            // a released one, or what Go makes of the commit
	Revision string `json:"revision,omitempty"` // of the source, "" when it was built outside of a repository
	Time     string `json:"time,omitempty"`     // of the revision
	Modified bool   `json:"modified"`           // the source had changes besides
	Go       string `json:"go"`
	Platform string `json:"platform"`
	SDK      string `json:"temporal_sdk"`
	ending
}

func (v *versionAnswer) text(w io.Writer, r words.Reader) {
	fmt.Fprintf(w, "wxrelease %s\n", v.Version)
	l := lines{w, r}
	if v.Revision != "" {
		var at any = v.Time
		if t, err := time.Parse(time.RFC3339, v.Time); err == nil {
			at = t
		}
		source := words.SourceOf.Of(v.Revision, at)
		if v.Modified {
			source = words.SourceModified.Of(source)
		}
		l.add("source", source)
	}
	l.add("go", v.Go+" "+v.Platform)
	l.add("temporal sdk", v.SDK)
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:  "version",
		Args: help.NoArguments,
		RunE: a.command(func(context.Context, []string) (answer, error) { return thisVersion(), nil }),
	}
}

func thisVersion() *versionAnswer {
	b := build.Read()
	return &versionAnswer{
		Version: b.Version, Revision: b.Revision, Time: b.Time, Modified: b.Modified,
		Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH, SDK: temporal.SDKVersion,
	}
}
