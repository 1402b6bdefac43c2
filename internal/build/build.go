// Package build tells which build of the program runs.
package build

import (
	"cmp"
	"runtime/debug"
)

// version is set where the program is built without its repository, as an image may be:
//
//	go build -ldflags "-X github.com/wxrelease/wxrelease/internal/build.version=v1.2.3"
var version string

// Info is what is known of a build.
type Info struct {
	Version  string // a released version, or what Go makes of the commit; "unknown" where there is neither
	Revision string // the commit, "" when it was built outside of a repository
	Time     string // of the commit, RFC 3339
	Modified bool   // the source had changes besides
}

// Read tells it of the running program.
func Read() Info { return of(debug.ReadBuildInfo()) }

func of(info *debug.BuildInfo, ok bool) Info {
	if !ok {
		return Info{Version: cmp.Or(version, "unknown")}
	}
	b := Info{Version: cmp.Or(version, info.Main.Version, "unknown")}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.time":
			b.Time = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}
