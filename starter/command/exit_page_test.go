package command

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	named   = regexp.MustCompile("`([^`]+)`")
	codeRow = regexp.MustCompile(`^\| (\d+) \|([^|]*)\|`)
)

// docs/exit-codes.md has a row for each exit code with the outcomes that end so, and the order of badness; README.md has every code.
func TestExitCodePages(t *testing.T) {
	outcomes := map[string][]string{}
	for _, code := range badness {
		outcomes[strconv.Itoa(code)] = nil
	}
	for o, code := range exitOutcome {
		outcomes[strconv.Itoa(code)] = append(outcomes[strconv.Itoa(code)], string(o))
	}
	var order []string
	for _, code := range badness {
		order = append(order, fmt.Sprintf("`%d`", code))
	}
	for _, suffix := range []string{"", ".zh-CN"} {
		page, err := os.ReadFile("../../docs/exit-codes" + suffix + ".md")
		require.NoError(t, err)
		rows := map[string][]string{}
		for line := range strings.Lines(string(page)) {
			if m := codeRow.FindStringSubmatch(line); m != nil {
				rows[m[1]] = []string{}
				for _, o := range named.FindAllStringSubmatch(m[2], -1) {
					rows[m[1]] = append(rows[m[1]], o[1])
				}
			}
		}
		assert.Equal(t, slices.Sorted(maps.Keys(outcomes)), slices.Sorted(maps.Keys(rows)), "the codes of the page")
		for code, want := range outcomes {
			assert.ElementsMatch(t, want, rows[code], "outcomes of code %s", code)
		}
		_, after, found := strings.Cut(string(page), "<!-- worst first -->\n")
		require.True(t, found)
		line, _, _ := strings.Cut(after, "\n")
		assert.Equal(t, order, named.FindAllString(line, -1))

		readme, err := os.ReadFile("../../README" + suffix + ".md")
		require.NoError(t, err)
		for code := range outcomes {
			assert.Regexp(t, `\| `+code+` \| \S`, string(readme), "code %s in README%s.md", code, suffix)
		}
	}
}
