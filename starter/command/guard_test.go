package command

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

// obeyedTexts are what terminals and readers of reports obey instead of showing it.
var obeyedTexts = []string{
	"\x1b[31mred", "\x1b]0;title\x07", "\u009b31m", "\x00\x02\x08\x0b\x7f\u0085", "a\rb",
	"\u061c\u200e\u200f", "\u202a\u202b\u202c\u202d\u202e", "\u2066\u2067\u2068\u2069", "\u206a\u206f", "\ufffe\uffff",
	"\x9b31m",
}

// harmless fails for what [plain.Clean] should have taken out; it does not share its rule.
func harmless(t *testing.T, name, text string) {
	t.Helper()
	for _, r := range text {
		switch {
		case r == '\n' || r == '\t':
		case r < 0x20, 0x7f <= r && r <= 0x9f, r == 0x61c, r == 0x200e, r == 0x200f, 0x202a <= r && r <= 0x202e, 0x2066 <= r &&
			r <= 0x206f, r == 0xfffe, r == 0xffff:
			t.Errorf("%s lets U+%04X through:\n%q", name, r, text)
			return
		}
	}
}

// Whatever others have written into a release, no door of the program lets out what is obeyed.
func TestTextsOfOthersAreHarmless(t *testing.T) {
	isolate(t)
	all := strings.Join(obeyedTexts, "|")
	synctest.Test(t, func(t *testing.T) {
		env, outputs, summary := actionsStep(t)
		for _, environment := range []settings.Env{nil, env} {
			for _, outcome := range []workflows.Outcome{workflows.OutcomeRejected, workflows.OutcomeBlocked} {
				s := &fakeTemporal{env: environment}
				s.finish(s.open("run-1", func(st *workflows.Status) {
					st.Version, st.Expedite, st.Reason, st.Screenshots = "1.4"+all, &workflows.Expediting{Text: all}, []string{all},
						[]string{all}
					st.Timeline = append(st.Timeline, workflows.Moment{At: st.StartedAt, Text: "by " + all})
					st.Problem = &activities.Problem{Code: 1, Message: all, Meaning: all, Remedy: all, RID: all}
				}), outcome)
				dir := t.TempDir()
				for _, args := range [][]string{
					{"status", testApp}, {"history", testApp}, {"list", "--all"}, {"cancel", testApp}, {"withdraw", testApp},
					{"wait", testApp, "--junit", filepath.Join(dir, "junit"), "--dotenv", filepath.Join(dir, "env")},
					{"wait", testApp, "-o", "junit"},
					{"wait", testApp, "-o", "json"}, {"status", testApp, "-o", "json"}, {"history", testApp, "-o", "json"},
				} {
					_, out, errw := s.wxrelease(t.Context(), t, args...)
					name := strings.Join(args, " ")
					harmless(t, name, out)
					harmless(t, name+", standard error", errw)
				}
				for _, name := range []string{"junit", "env"} {
					data, err := os.ReadFile(filepath.Join(dir, name))
					require.NoError(t, err)
					harmless(t, name, string(data))
				}
			}
		}
		harmless(t, "summary", summary())
		harmless(t, "outputs", outputs())
	})
}

// JSON is exact: the characters are there, as escapes.
func TestJSONIsExact(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		want := "a\u202eb\u2066\u009b31m\x7f\x1b\ufffe é 页"
		s.finish(s.open("run-1", func(st *workflows.Status) { st.Reason = []string{want} }), workflows.OutcomeRejected)
		_, out, _ := s.wxrelease(t.Context(), t, "status", testApp, "-o", "json")
		assert.Equal(t, want, object(t, out)["status"].(map[string]any)["reason"].([]any)[0])
		assert.Contains(t, out, `"a\u202eb\u2066\u009b31m\u007f\u001b`)
		assert.Contains(t, out, " é 页")
	})
}

// Standard error is text also beside a JSON object.
func TestGuardBesideJSON(t *testing.T) {
	var out, errw bytes.Buffer
	a := &app{env: settings.Env{"GITHUB_ACTIONS=true"}, stdout: &out, stderr: &errw, json: true}
	a.guard()
	_, err := a.stdout.Write([]byte("\"::a ##[b]\u202e\"\n"))
	require.NoError(t, err)
	_, err = a.stderr.Write([]byte("  ::error::x\u202e ##[b]\n"))
	require.NoError(t, err)
	assert.Equal(t, "\"::a #\\u0023[b]\\u202e\"\n", out.String())
	assert.Equal(t, "  : :error::x  # #[b]\n", errw.String())
	var back string
	require.NoError(t, json.Unmarshal(out.Bytes(), &back))
	assert.Equal(t, "::a ##[b]\u202e", back)
}
