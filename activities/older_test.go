package activities

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What an older worker did not send means the default, not "no time at all". Each activity is fed the barest input, and the last
// one that an older worker is known to have sent: a waiting or failing WeChat must not end the release at once.
func TestInputsOfOlderWorkers(t *testing.T) {
	item := `{"first_class":"工具","second_class":"效率","first_id":287,"second_id":616}`
	bare := `{"appid":"` + testApp + `","version":"1.4.0","audit_id":430000001,"audit":{"item_list":[` + item + `]}`
	older := map[string]string{
		"WaitForDetection": `{"appid":"` + testApp + `","limit":"1h","pace":{"detection":"1m"}}`,
		"SubmitAudit": `{"appid":"` + testApp + `","version":"1.4.0","audit":{"item_list":[` + item + `]},"since":"2026-01-01T00:00:00Z",` +
			`"limit":"30m","detection_limit":"1h","pace":{}}`,
		"PollAudit":     `{"appid":"` + testApp + `","audit_id":430000001,"submitted_at":"2026-01-01T00:00:00Z","mode":"hint","pace":{}}`,
		"ExpediteAudit": `{"appid":"` + testApp + `","audit_id":430000001,"pace":{}}`,
		"WithdrawAudit": `{"appid":"` + testApp + `","audit_id":430000001,"version":"1.4.0","since":"2026-01-01T00:00:00Z","pace":{}}`,
	}
	over := exchange{detectPath, `{"errcode":0,"errmsg":"ok","without_auth_list":[],"without_conf_list":[]}`}
	busy := func(path string) []exchange { return again(3, exchange{path, refusal(-1)}) }
	talks := map[string][]exchange{
		"WaitForDetection": talk(busy(detectPath), again(3, exchange{detectPath, refusal(61039)}), []exchange{over, shows(old)}),
		"SubmitAudit": talk(
			busy(latestPath),
			again(3, shows(nothingUp), sameVersion, submits(refusal(61039))),
			again(
				3,
				shows(nothingUp),
				sameVersion,
				submits(refusal(-1)),
			),
			[]exchange{shows(nothingUp), sameVersion, submits(accepted), shows(ours)},
		),
		"PollAudit":     talk(busy(statusPath), []exchange{{statusPath, status(2, "", "")}, {statusPath, status(0, "", "")}}),
		"ExpediteAudit": talk(busy(speedupPath), []exchange{{speedupPath, refusal(0)}}),
		"WithdrawAudit": talk(busy(latestPath), []exchange{shows(ours), {undoPath, refusal(0)}}),
	}
	for method, conversation := range talks {
		for name, input := range map[string]string{"bare": bare + `}`, "older": older[method]} {
			t.Run(method+" "+name, func(t *testing.T) {
				conversation := conversation
				if method == "PollAudit" && name == "bare" {
					// With a version, an approval is compared.
					conversation = append(slices.Clone(conversation), shows(ours))
				}
				var in any
				switch method {
				case "WaitForDetection":
					in = decode[DetectionInput](t, input)
				case "SubmitAudit":
					in = decode[SubmitInput](t, input)
				case "PollAudit":
					in = decode[PollInput](t, input)
				case "ExpediteAudit":
					in = decode[ExpediteInput](t, input)
				case "WithdrawAudit":
					in = decode[WithdrawInput](t, input)
				}
				_, err := attempts[any, any](t, method, in, conversation...)
				require.NoError(t, err)
				require.Greater(t, lastTook, 2*time.Minute, "three times -1 have their pauses")
			})
		}
	}
}

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal([]byte(text), &v))
	return v
}

// A megabyte of somebody's text stays out of the history.
func TestTextsAreBounded(t *testing.T) {
	long := strings.Repeat("审", 100_000)
	t.Run("errmsg", func(t *testing.T) {
		reply := fmt.Sprintf(`{"errcode":85006,"errmsg":%q}`, long)
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), shows(old), sameVersion, submits(reply))
		p := requireStop(t, err, FailureBlocked)
		require.LessOrEqual(t, len(p.Message), TextLimit)
		require.Contains(t, p.Message, "cut")
		require.Less(t, len(err.Error()), 3*TextLimit)
	})
	t.Run("reason", func(t *testing.T) {
		got, err := attempts[PollInput, Review](
			t,
			"PollAudit",
			pollInput(PollHint),
			exchange{statusPath, status(1, long+strings.Repeat("<br>a", 5000), long)},
		)
		require.NoError(t, err)
		require.LessOrEqual(t, len(got.Reason), 101)
		require.Contains(t, got.Reason[0], "cut")
		require.Contains(t, got.Reason[100], "5001 lines in all")
		for _, line := range append(got.Reason, got.Screenshots...) {
			require.LessOrEqual(t, len(line), TextLimit)
		}
	})
	t.Run("version", func(t *testing.T) {
		trial := exchange{
			versionPath,
			fmt.Sprintf(`{"errcode":0,"errmsg":"ok","exp_info":{"exp_time":1,"exp_version":%q,"exp_desc":""}}`, long),
		}
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), shows(old), trial)
		require.LessOrEqual(t, len(requireStop(t, err, FailureBlocked).Message), TextLimit)
	})
}
