package report

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/wxrelease/wxrelease/internal/plain"
)

// dotenv is a dotenv report of GitLab: one line for each variable, which is all that GitLab reads, and all of it no longer than
// GitLab takes. The names do not begin with WXRELEASE_, because programs in a later job would take them for misspelt settings.
func (r Report) dotenv() string {
	room, reason := dotenvMost, ""
	var b strings.Builder
	for _, f := range r.Fields() {
		value := literal(f.Value)
		if value == "" {
			continue // GitLab keeps no variable without a value
		}
		if f.Name == "reason" {
			reason = value
			continue
		}
		fmt.Fprintf(&b, "WX_%s=%s\n", strings.ToUpper(f.Name), bounded(value, dotenvShort))
	}
	if room -= b.Len() + len("WX_REASON=\n"); reason != "" {
		fmt.Fprintf(&b, "WX_REASON=%s\n", bounded(reason, room))
	}
	return b.String()
}

// percentVariable is a reference in the manner of Windows, which GitLab expands too.
var percentVariable = regexp.MustCompile(`%[a-zA-Z_][a-zA-Z0-9_]*%`)

// literal makes a value one line in which GitLab finds nothing to expand. It expands $NAME, ${NAME} and %NAME% in the values
// of dotenv reports, on the server and again in the runner, and has no escape that holds in both; so wide characters stand
// for the two signs.
//
// GitLab: https://docs.gitlab.com/ci/variables/where_variables_can_be_used/
func literal(value string) string {
	value = strings.Join(strings.Fields(plain.Clean(value)), " ")
	value = strings.ReplaceAll(value, "$", "＄")
	if percentVariable.MatchString(value) {
		value = strings.ReplaceAll(value, "%", "％")
	}
	return value
}
