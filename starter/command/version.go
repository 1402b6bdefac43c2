package command

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/temporal"
)

// versionAnswer is the answer of version.
type versionAnswer struct {
	Version  string `json:"version"`            // the module's, as go install stamps it
	Revision string `json:"revision,omitempty"` // of the source, "" when it was built outside of a repository
	Time     string `json:"time,omitempty"`     // of the revision
	Modified bool   `json:"modified"`           // the source had changes besides
	Go       string `json:"go"`
	Platform string `json:"platform"`
	SDK      string `json:"temporal_sdk"`
	ending
}

func (v *versionAnswer) text(w io.Writer) {
	fmt.Fprintf(w, "wxrelease %s\n", v.Version)
	if v.Revision != "" {
		modified := ""
		if v.Modified {
			modified = ", with changes"
		}
		fmt.Fprintf(w, "%-13s %s of %s%s\n", "source", v.Revision, v.Time, modified)
	}
	fmt.Fprintf(w, "%-13s %s %s\n%-13s %s\n", "go", v.Go, v.Platform, "temporal sdk", v.SDK)
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Tell which wxrelease this is",
		Long:    `Version prints the version of wxrelease, the source it was built from, and the versions of Go and of the Temporal SDK in it.`,
		Example: "  wxrelease version\n  wxrelease version -o json | jq -r .version",
		Args:    cobra.NoArgs,
		RunE:    a.command(func(context.Context, []string) (answer, error) { return thisVersion(debug.ReadBuildInfo()), nil }),
	}
}

// thisVersion reads what the linker has stamped.
func thisVersion(info *debug.BuildInfo, ok bool) *versionAnswer {
	v := &versionAnswer{Version: "unknown", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH, SDK: temporal.SDKVersion}
	if !ok {
		return v
	}
	v.Version = info.Main.Version
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.time":
			v.Time = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}
