package settings

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/wxrelease/wxrelease/internal/spelling"
	"github.com/wxrelease/wxrelease/internal/words"
)

// serviceLink matches the variables that Kubernetes adds to every pod for a service whose name begins with "wxrelease".
var serviceLink = regexp.MustCompile(`_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$`)

// completion are the variables by which shells' completion scripts talk to the program. They are named after it, as ours are,
// and the script for PowerShell leaves one of them set.
var completion = []string{prefix + "ACTIVE_HELP", prefix + "COMPLETION_DESCRIPTIONS"}

// unknown reports variables that look like ours and are not, each with the nearest name. A misspelt setting would
// otherwise be a default that nobody asked for. Settings of the other programs are fine: one environment may serve all.
func unknown(env Env) []error {
	known := map[string]bool{}
	for _, s := range table {
		known[s.Name] = true
		if s.Secret {
			known[s.Name+"_FILE"] = true
		}
	}
	names := slices.Sorted(maps.Keys(known))
	seen := map[string]bool{}
	var problems []error
	for _, pair := range env {
		name, _, _ := strings.Cut(pair, "=")
		ours := known[name] || slices.Contains(completion, name)
		if !strings.HasPrefix(name, prefix) || ours || seen[name] || serviceLink.MatchString(name) {
			continue
		}
		seen[name] = true
		fault := words.SettingUnknown.Of()
		if near := spelling.Nearest(name, names); near != "" {
			fault = words.SettingNearest.Of(near)
		}
		problems = append(problems, words.SettingAt.Err(name, fault))
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return problems
}
