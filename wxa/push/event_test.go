package push

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func unix(n int64) time.Time { return time.Unix(n, 0).UTC() }

func TestParseMessages(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       Event
	}{
		{
			"approved", vectors(t)["G-audit-success"].Msg,
			Event{Kind: AuditSuccess, Name: "weapp_audit_success", At: unix(1700000000), DecidedAt: unix(1700000000),
				ToUserName: "gh_0123456789ab", FromUserName: "oSystemAccountOpenId"},
		},
		{
			"rejected", vectors(t)["G-audit-fail"].Msg,
			Event{
				Kind: AuditFail, Name: "weapp_audit_fail", At: unix(1700000000), DecidedAt: unix(1700000000),
				ToUserName: "gh_0123456789ab", FromUserName: "oSystemAccountOpenId",
				Reason: "1:服务类目不符:<br>(1):示例", Screenshots: []string{"mid1", "mid2"},
			},
		},
		{
			"delayed", vectors(t)["G-audit-delay"].Msg,
			Event{Kind: AuditDelay, Name: "weapp_audit_delay", At: unix(1700000000), DecidedAt: unix(1700000000),
				ToUserName: "gh_0123456789ab", FromUserName: "oSystemAccountOpenId", Reason: "审核延后"},
		},
		{
			"its own time", "<xml><CreateTime>1700000009</CreateTime><MsgType>event</MsgType><Event>weapp_audit_fail</Event><FailTime>" +
				" 1700000001\n</FailTime><ScreenShot>|a| |b|</ScreenShot></xml>",
			Event{Kind: AuditFail, Name: "weapp_audit_fail", At: unix(1700000009), DecidedAt: unix(1700000001),
				Screenshots: []string{"a", "b"}},
		},
		{
			"no numbers where numbers belong", "<xml><CreateTime>now</CreateTime><MsgType>event</MsgType><Event>" +
				"weapp_audit_success</Event><SuccTime>99999999999999</SuccTime></xml>",
			Event{Kind: AuditSuccess, Name: "weapp_audit_success"},
		},
		{"debug push", vectors(t)["E-push"].Msg, Event{Name: "debug_demo", At: unix(1715943329), ToUserName: "gh_97417a04a28d",
			FromUserName: "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"}},
		{"user's text", vectors(t)["C-text"].Msg, Event{Name: "text", At: unix(1409735668), ToUserName: "gh_10f6c3c3ac5a",
			FromUserName: "oyORnuP8q7ou2gfYjqLzSIWZf0rs", Text: "abcdteT"}},
		{
			"a text that looks like an event", "<xml><MsgType>text</MsgType><Event>weapp_audit_success</Event></xml>",
			Event{Name: "text"},
		},
		{
			"an event inside of something else", "<xml><MsgType>event</MsgType><Event>view</Event><a><Event>" +
				"weapp_audit_success</Event></a></xml>",
			Event{Name: "view"},
		},
		{"nothing", "<xml/>", Event{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse([]byte(tt.body))
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.want.DecidedAt != time.Time{} || strings.Contains(tt.body, "now<"), got.IsReview())
		})
	}
}

func TestParseAuthorizations(t *testing.T) {
	const authorized = "<xml><AppId>wx1111222233334444</AppId><CreateTime>1700000000</CreateTime><InfoType>%s</InfoType>" +
		"<AuthorizerAppid>wx5555666677778888</AuthorizerAppid><AuthorizationCode>code@@@1</AuthorizationCode>" +
		"<AuthorizationCodeExpiredTime>%s</AuthorizationCodeExpiredTime><PreAuthCode>pre@@@1</PreAuthCode></xml>"
	code := Event{
		Authorization: true, Name: "authorized", Kind: Authorized, At: unix(1700000000), AuthorizerAppID: "wx5555666677778888",
		AuthorizationCode: "code@@@1", CodeExpires: unix(1700003600), PreAuthCode: "pre@@@1",
	}
	updated, untold := code, code
	updated.Name, updated.Kind = "updateauthorized", UpdateAuthorized
	untold.CodeExpires = time.Time{}
	for _, tt := range []struct {
		name, body string
		want       Event
	}{
		{"ticket", vectors(t)["G-ticket"].Msg, Event{Authorization: true, Kind: VerifyTicket, Name: "component_verify_ticket",
			At: unix(1700000000), Ticket: "ticket@@@example"}},
		{"unauthorized", vectors(t)["G-unauthorized"].Msg,
			Event{Authorization: true, Kind: Unauthorized, Name: "unauthorized", At: unix(1700000000),
				AuthorizerAppID: "wx5555666677778888"}},
		{"code with an absolute end", fmt.Sprintf(authorized, "authorized", "1700003600"), code},
		{"code with a length of life", fmt.Sprintf(authorized, "authorized", " 3600 "), code},
		{"code without an end", fmt.Sprintf(authorized, "authorized", ""), untold},
		{"code with a negative end", fmt.Sprintf(authorized, "authorized", "-5"), untold},
		{"updated", fmt.Sprintf(authorized, "updateauthorized", "1700003600"), updated},
		{
			"unknown", "<xml><CreateTime>1700000000</CreateTime><InfoType>notify_3rd_wxa_auth</InfoType><appid>" +
				"wx5555666677778888</appid><ComponentVerifyTicket>no</ComponentVerifyTicket></xml>",
			Event{Authorization: true, Name: "notify_3rd_wxa_auth", At: unix(1700000000)},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse([]byte(tt.body))
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
			assert.False(t, got.IsReview())
		})
	}
}

func TestEventNeverPrintsSecrets(t *testing.T) {
	e := Event{Kind: Authorized, Text: "s3cret-text", Ticket: "s3cret-ticket", AuthorizationCode: "s3cret-code", PreAuthCode: "s3cret-pre"}
	asJSON, err := json.Marshal(e)
	require.NoError(t, err)
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("push", "event", e, "got", Received{Event: e})
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("push", "event", e, "got", Received{Event: e})
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s %q %x", e, e, &e, e, e, e), string(asJSON), logged.String()} {
		assert.NotContains(t, text, "s3cret")
		assert.NotContains(t, text, fmt.Sprintf("%x", "s3cret"))
	}
	assert.Equal(t, "push.Event(authorized) push.Event(unknown)", fmt.Sprint(e, Event{}))
}
