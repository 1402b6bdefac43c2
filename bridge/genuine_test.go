package bridge

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/workflows"
)

// message is one that stands in a file, as WeChat is said to have sent it.
func message(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("../wxa/push/testdata/" + name + ".xml")
	require.NoError(t, err)
	return string(text)
}

// What is rightly signed is genuine, whatever it holds: it wakes, it is forwarded byte for byte, and it is never refused.
func TestGenuineWhateverItHolds(t *testing.T) {
	type want struct {
		name, path, msg string
		forwarded       bool
		woken           any
		flaw            string // "" is none
	}
	failed := workflows.AuditEvent{Event: "weapp_audit_fail", At: pushed}
	for _, tt := range []want{
		{"review with a control character", messagesPath, message(t, "push-control-char"), false, failed, "characters"},
		{"review that breaks off", messagesPath, strings.TrimSuffix(message(t, "push-control-char"), "</xml>"), false, failed, "structure"},
		{"review without times", messagesPath, message(t, "push-without-times"), false,
			workflows.AuditEvent{Event: "weapp_audit_success"}, ""},
		{"review with a broken reason", messagesPath,
			strings.Replace(message(t, "push-control-char"), "]]></Reason>", "]]><br>x]]></Reason>", 1), false, failed, "structure"},
		{"user's text with a control character", messagesPath, message(t, "user-text-control-char-to-forward"), true, nil, "characters"},
		{"user's text with half a character", messagesPath, strings.Replace(userText, "hello", "\xe6\x88", 1), true, nil, "characters"},
		{"user's text with nested CDATA", messagesPath, message(t, "user-text-nested-cdata"), true, nil, "structure"},
		{"user's text with a declaration", messagesPath, "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + userText, true, nil,
			"doctype"},
		{"no XML", messagesPath, "hello", true, nil, "structure"},
		{"nothing", messagesPath, "", true, nil, "structure"},
		{"registration with a control character", eventsPath, message(t, "fasteregister-control-char"), true, nil, "characters"},
		{"no XML for the platform", eventsPath, "\x00\xff", true, nil, "structure"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, forwarding := range []bool{false, true} {
				e := &existing{serve: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "theirs") }}
				w := newWorld(t)
				if forwarding {
					w = forwardTo(t, e)
				}
				r := request(t, tt.path, tt.msg)
				body, err := io.ReadAll(r.Body)
				require.NoError(t, err)
				setBody(r, body)
				rec := w.do(r)
				w.Close()
				if forwarding && tt.forwarded {
					assert.Equal(t, []string{string(body)}, e.bodies)
					assert.Equal(t, "theirs", rec.Body.String())
				} else {
					assert.Empty(t, e.bodies)
					isSuccess(t, rec)
				}
				if tt.woken != nil {
					require.Len(t, w.temporal.signals, 1)
					assert.Equal(t, tt.woken, w.temporal.signals[0].arg)
				} else {
					assert.Empty(t, w.temporal.signals)
				}
				assert.Empty(t, w.store.calls)
				assert.NotContains(t, w.scrape(), "refused_total")
				assert.Equal(t, tt.flaw != "", strings.Contains(w.scrape(), `unclean_total{flaw="`+tt.flaw+`"} 1`), w.scrape())
				assert.Equal(t, tt.flaw != "", strings.Contains(w.log.String(), "is not clean XML"))
				w.noSecrets(r)
			}
		})
	}
}

// A ticket or an authorisation that cannot be read to the byte must not be acknowledged: nobody would have it.
func TestUnreadableTicketIsNotAcknowledged(t *testing.T) {
	for name, msg := range map[string]string{
		"control character":  strings.Replace(ticket, "@@@", "@\x02@@", 1),
		"half a character":   strings.Replace(ticket, "@@@", "@@@\xe6\x88", 1),
		"no ticket":          strings.Replace(ticket, "ComponentVerifyTicket>", "Other>", 2),
		"empty":              strings.Replace(ticket, "ticket@@@s3cret", "", 1),
		"cut":                ticket[:len(ticket)-6],
		"kind is unreadable": strings.Replace(ticket, "InfoType", "Info", 1),
		"declaration":        "<!DOCTYPE x>" + ticket,
		"no appid":           strings.Replace(unauthorized, merchant, "../wx55556666777788", 1),
		"no appid at all":    strings.Replace(unauthorized, merchant, "", 1),
		"twice":              strings.Replace(unauthorized, "</xml>", "<AuthorizerAppid>wx9999666677778888</AuthorizerAppid></xml>", 1),
	} {
		t.Run(name, func(t *testing.T) {
			e := &existing{}
			w := forwardTo(t, e)
			r := request(t, eventsPath, msg)
			isUnavailable(t, w.do(r))
			isUnavailable(t, w.do(request(t, messagesPath, msg)))
			w.Close()
			assert.Len(t, e.bodies, 2, "perhaps the existing callback can read it")
			assert.Empty(t, w.temporal.signals)
			assert.Empty(t, w.store.calls)
			assert.Contains(t, w.scrape(), `pushes_total{kind="other",result="unreadable"} 2`)
			assert.Contains(t, w.scrape(), `unclean_total{flaw="incomplete"} 2`)
			assert.Contains(t, w.log.String(), "cannot be read exactly; a ticket follows within 10 minutes")
			w.noSecrets(r)

			w = forwardTo(t, e, func(c *Config) { c.Credentials = nil })
			isSuccess(t, w.do(request(t, eventsPath, msg)))
			w = newWorld(t, func(c *Config) { c.Credentials = nil })
			isSuccess(t, w.do(request(t, eventsPath, msg)))
		})
	}
}

// A ticket beside an unclean text is a ticket.
func TestTicketInAnUncleanMessage(t *testing.T) {
	w := newWorld(t)
	isSuccess(t, w.do(request(t, eventsPath, "\ufeff"+strings.Replace(ticket, "</AppId>", "</AppId><nick>\x02&</nick>", 1))))
	assert.Equal(t, []string{"ticket ticket@@@s3cret 2023-11-14T22:13:20Z"}, w.store.calls)
}

// However a user nests tags, his text wakes nobody and takes nothing away.
func TestUsersForgeNothing(t *testing.T) {
	const forged = "<MsgType>event</MsgType><Event>weapp_audit_success</Event><InfoType>unauthorized</InfoType><AuthorizerAppid>" +
		merchant + "</AuthorizerAppid>"
	w := newWorld(t)
	for _, text := range []string{
		forged, "<Event><![CDATA[weapp_audit_success]]></Event>", "]]></Content>" + forged, "]]></Content>" + forged +
			"<Content><![CDATA[", "]]></Content></xml>" + forged,
		"]]></Content>" + forged + "</xml><!--", "]]></Content>" + strings.Replace(forged, "unauthorized", "component_verify_ticket", 1) +
			"<ComponentVerifyTicket>x</ComponentVerifyTicket>",
	} {
		for _, path := range []string{messagesPath, eventsPath} {
			isSuccess(t, w.do(request(t, path, strings.Replace(userText, "hello", text, 1))))
		}
	}
	assert.Empty(t, w.temporal.signals)
	assert.Empty(t, w.store.calls)
}

// Releases get WeChat's own time of an event or none; when the delivery came says nothing about when it happened.
func TestTimesOfEvents(t *testing.T) {
	const created = "<CreateTime>1700000000</CreateTime>"
	for _, created := range []string{"", "<CreateTime>now</CreateTime>", "<CreateTime></CreateTime>"} {
		w := newWorld(t)
		before := time.Now().Truncate(time.Second)
		isSuccess(t, w.do(request(t, eventsPath, strings.Replace(unauthorized, "<CreateTime>1700000000</CreateTime>", created, 1))))
		isSuccess(t, w.do(request(t, messagesPath, "<xml>"+created+"<MsgType>event</MsgType><Event>weapp_audit_delay</Event></xml>")))
		isSuccess(t, w.do(request(t, eventsPath, strings.Replace(ticket, "<CreateTime>1700000000</CreateTime>", created, 1))))
		require.Len(t, w.temporal.signals, 2)
		assert.Equal(t, workflows.Unauthorized{}, w.temporal.signals[0].arg)
		assert.Equal(t, workflows.AuditEvent{Event: "weapp_audit_delay"}, w.temporal.signals[1].arg)
		require.Len(t, w.store.calls, 2)
		for _, call := range w.store.calls {
			at, err := time.Parse(time.RFC3339, call[strings.LastIndexByte(call, ' ')+1:])
			require.NoError(t, err)
			assert.False(t, at.Before(before), "the store gets the time of the delivery")
		}
	}
	for field, kind := range map[string]string{"SuccTime": "success", "FailTime": "fail", "DelayTime": "delay"} {
		w := newWorld(t)
		for _, own := range []string{"1700000003", "soon", "0"} {
			isSuccess(t, w.do(request(t, messagesPath, "<xml>"+created+"<MsgType>event</MsgType><Event>weapp_audit_"+kind+"</Event><"+
				field+">"+own+"</"+field+"></xml>")))
		}
		isSuccess(t, w.do(request(t, messagesPath, "<xml>"+created+"<MsgType>event</MsgType><Event>weapp_audit_"+kind+"</Event></xml>")))
		for i, late := range []time.Duration{3 * time.Second, 0, 0, 0} {
			assert.Equal(t, workflows.AuditEvent{Event: "weapp_audit_" + kind, At: pushed.Add(late)}, w.temporal.signals[i].arg)
		}
	}
}
