package doctor

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/timing"
)

// Every kind has its words, and there are words for no other.
func TestEveryKindHasItsWords(t *testing.T) {
	var known []Kind
	for kind := range words.CheckupPlaces() {
		known = append(known, Kind(kind))
	}
	assert.ElementsMatch(t, Kinds, known)
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(Kinds))), len(Kinds))
	for _, check := range []Check{
		Settings, Temporal, Namespace, Attributes, Worker, Store, Ticket, Authorization, WeChat, Quota, Bridge, Pushes,
	} {
		assert.Contains(t, words.CheckNames, string(check))
	}
	for _, state := range []State{OK, Warning, Failed, Skipped} {
		assert.Contains(t, words.CheckStates, string(state))
	}
}

// said is a finding in words.
func said(l words.Lang, kind Kind, facts Facts) string {
	text, remedy, _ := words.Checkup(string(kind), facts)
	return l.In(time.UTC).Say(text) + "|" + l.In(time.UTC).Say(remedy)
}

func TestFactsAreTyped(t *testing.T) {
	reason := errors.New("no {address} route")
	x := &examination{}
	x.fail(Temporal, FaultTechnical, TemporalUnreachable, Facts{"address": "host:7233", "error": reason})
	f := x.findings[0]
	assert.Contains(t, said(words.English, f.Kind, f.Facts), "host:7233 cannot be reached: no {address} route|Check")
	assert.Equal(t, reason, f.Err())
	x.ok(Settings, SettingsFine, nil)
	assert.NoError(t, x.findings[1].Err())
	text, err := json.Marshal(f)
	require.NoError(t, err)
	assert.JSONEq(t, `{"check":"temporal","state":"failed","kind":"temporal-unreachable",
		"facts":{"address":"host:7233","error":"no {address} route"}}`, string(text))

	some := Facts{"mini_programs": 2, "accounts": []Account{
		{AppID: "wx1", Name: "花店", Unfit: NoPermission}, {AppID: "wx2", Unfit: Revoked, At: time.Unix(0, 0)},
		{AppID: "wx3", Unfit: NoAccess, Reason: credentials.ReasonNotListed, Problem: "it is not in the list"},
	}}
	assert.Contains(
		t,
		said(words.English, AuthorizedSome, some),
		"some of 2 Mini Programs cannot be released: wx1 (花店) has not granted permission "+
			"set 18 (小程序开发与数据分析), wx2 has taken the authorisation back at 1970-01-01 00:00:00 UTC, wx3 gives no access: it is not in WeChat's list",
	)
	assert.Contains(t, said(words.Chinese, AuthorizedSome, some), "2 个小程序中有的无法提审：wx1（花店）没有授予权限集 18（小程序开发与数据分析）、"+
		"wx2 已于 1970-01-01 00:00:00 UTC 取消授权、wx3 的授权不可用：它不在微信的已授权帐号列表中")
	text, err = json.Marshal(some)
	require.NoError(t, err)
	assert.JSONEq(t, `{"mini_programs":2,"accounts":[{"appid":"wx1","name":"花店","unfit":"no-permission"},
		{"appid":"wx2","unfit":"revoked","at":"1970-01-01T00:00:00Z"},
		{"appid":"wx3","unfit":"no-access","reason":"not-listed","problem":"it is not in the list"}]}`, string(text))
}

// Durations are exact in JSON, and rounded to what people want to know.
func TestDurations(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		4200 * time.Millisecond:            {"pushed 4s ago|", "4 秒前推送|"},
		4*time.Minute + 29*time.Second:     {"pushed 4m ago|", "4 分钟前推送|"},
		3*time.Hour + 400*time.Millisecond: {"pushed 3h ago|", "3 小时前推送|"},
		80 * time.Hour:                     {"pushed 3d ago|", "3 天前推送|"},
	} {
		facts := Facts{"since": since(d)}
		assert.Equal(t, want[0], said(words.English, TicketFresh, facts))
		assert.Equal(t, want[1], said(words.Chinese, TicketFresh, facts))
	}
	text, err := json.Marshal(Facts{"since": since(4*time.Minute + 29600*time.Millisecond), "took": timing.Duration(12 * time.Millisecond)})
	require.NoError(t, err)
	assert.JSONEq(t, `{"since":"4m30s","took":"12ms"}`, string(text))
}

func TestReasonsOfTheBridge(t *testing.T) {
	assert.Equal(t, []string{"temporal", "store"}, unready("temporal cannot be reached\nstore cannot be used\n"))
	assert.Equal(t, []string{"signature", "stale"}, reasons(map[string]float64{`reason="stale"`: 1, `reason="signature"`: 2}))
	for l, want := range map[words.Lang]string{words.English: "a wrong signature, new", words.Chinese: "签名有误、new"} {
		assert.Contains(t, said(l, PushesRefused, Facts{"reasons": []string{"signature", "new"}}), want)
	}
	assert.Contains(
		t,
		said(words.Chinese, BridgeNotReady, Facts{"reasons": []string{"temporal", "store"}}),
		"尚未就绪：无法连接 Temporal、无法使用 store|",
	)
}
