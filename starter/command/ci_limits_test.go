package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/workflows"
)

// longReason is the reason of an answer of get_auditstatus that has 5 KB.
func longReason(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/auditstatus-long-reason.json")
	require.NoError(t, err)
	var answer struct{ Reason string }
	require.NoError(t, json.Unmarshal(data, &answer))
	return answer.Reason
}

// dotenvOf is the dotenv report of a rejection, as the variables that GitLab reads from it.
func dotenvOf(t *testing.T, change func(*workflows.Status)) (text string, variables map[string]string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "wx.env")
		s := &fakeTemporal{}
		s.finish(s.open("run-1", func(st *workflows.Status) { st.Name = "茶馆"; change(st) }), workflows.OutcomeRejected)
		_, _, _ = s.wxrelease(t.Context(), t, "wait", testApp, "--dotenv", path)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		text, variables = string(data), map[string]string{}
		for line := range strings.Lines(text) {
			name, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			require.True(t, found, line)
			variables[name] = value
		}
	})
	return text, variables
}

var dotenvNames = []string{"WX_OUTCOME", "WX_APPID", "WX_NAME", "WX_VERSION", "WX_AUDIT_ID", "WX_RUN_ID", "WX_WORKFLOW_URL", "WX_REASON",
	"WX_EXIT_CODE"}

func TestDotenvIsBounded(t *testing.T) {
	isolate(t)
	for name, change := range map[string]func(*workflows.Status){
		"a reason of 5 KB": func(st *workflows.Status) { st.Reason = []string{longReason(t)} },
		"everything is too long": func(st *workflows.Status) {
			st.Version, st.Reason = strings.Repeat("长", 9999), []string{strings.Repeat("审\n", 99999)}
		},
		"bytes that grow": func(st *workflows.Status) { st.Reason = []string{strings.Repeat("$", 9999)} },
	} {
		text, variables := dotenvOf(t, change)
		assert.Less(t, len(text), 5120, "%s: GitLab takes what is smaller than 5 KiB", name)
		assert.Greater(t, len(text), 5000, "%s: and no less than fits is told", name)
		assert.True(t, utf8.ValidString(text), name)
		assert.Len(t, variables, len(dotenvNames), name)
		for _, variable := range dotenvNames {
			assert.NotEmpty(t, variables[variable], name)
		}
		assert.True(t, strings.HasSuffix(variables["WX_REASON"], "…"), "%s: what is cut is marked", name)
	}
	_, variables := dotenvOf(t, func(st *workflows.Status) { st.Reason = []string{"short"} })
	assert.Equal(t, "short", variables["WX_REASON"])
}

// GitLab expands $NAME, ${NAME} and %NAME% in the values, and has no escape for them.
func TestDotenvExpandsNothing(t *testing.T) {
	isolate(t)
	_, variables := dotenvOf(t, func(st *workflows.Status) {
		st.Reason = []string{"$CI_JOB_TOKEN ${CI_JOB_TOKEN} $$A %CI_JOB_TOKEN%B%", "a\u2028b\x1b\u0085c"}
		st.Version = "100% $5"
	})
	assert.Equal(t, "＄CI_JOB_TOKEN ＄{CI_JOB_TOKEN} ＄＄A ％CI_JOB_TOKEN％B％ a b c", variables["WX_REASON"])
	assert.Equal(t, "100% ＄5", variables["WX_VERSION"], "one percent sign stands for itself")
	assert.Contains(t, variables["WX_WORKFLOW_URL"], "wxrelease%2Fwx5555666677778888/")
}

// Commands of one step share its summary, which GitHub drops as a whole when it is too large.
func TestSummaryOfAStep(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		env, _, summary := actionsStep(t)
		s := &fakeTemporal{env: env}
		s.finish(s.open("run-1", func(st *workflows.Status) {
			for range 4 {
				st.Reason = append(st.Reason, strings.Repeat("<", 20_000))
				st.Screenshots = append(st.Screenshots, strings.Repeat("<", 20_000))
			}
		}), workflows.OutcomeRejected)
		for range 40 {
			_, _, _ = s.wxrelease(t.Context(), t, "wait", testApp)
		}
		assert.Greater(t, len(summary()), 900_000)
		assert.Less(t, len(summary()), 1<<20)
	})
}
