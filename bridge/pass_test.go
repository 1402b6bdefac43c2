package bridge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/push"
)

func TestReviewBecomesSignal(t *testing.T) {
	const delayed = "<xml><CreateTime>1700000005</CreateTime><MsgType>event</MsgType><Event>weapp_audit_delay</Event><Reason>" +
		"审核延后</Reason></xml>"
	const failed = "<xml><CreateTime>1700000005</CreateTime><MsgType>event</MsgType><Event>weapp_audit_fail</Event><Reason>r</Reason>" +
		"<FailTime>1700000000</FailTime></xml>"
	for msg, want := range map[string]workflows.AuditEvent{
		approved: {Event: "weapp_audit_success", At: pushed},
		failed:   {Event: "weapp_audit_fail", At: pushed},
		delayed:  {Event: "weapp_audit_delay", At: pushed.Add(5 * time.Second)},
	} {
		w := newWorld(t)
		r := request(t, messagesPath, msg)
		isSuccess(t, w.do(r))
		digest := sha256.Sum256([]byte(msg))
		assert.Equal(t, []signal{{"wxrelease/wx5555666677778888", "", "audit-event", "push-" + hex.EncodeToString(digest[:]), want}},
			w.temporal.signals)
		assert.Empty(t, w.store.calls)
		assert.Equal(t, "handover_seconds_count{to=\"temporal\"} 1\npushes_total{kind=\""+want.Event+"\",result=\"handed_over\"} 1",
			w.scrape())
		w.noSecrets(r)
	}
}

// The bytes of a delivery as they are written down in the description of the format.
func TestReviewLiterally(t *testing.T) {
	const body = "<xml>\n  <ToUserName><![CDATA[gh_0123456789ab]]></ToUserName>\n  " +
		"<Encrypt><![CDATA[Q3stYC6hdFzMh9T8HCvyDI4OFzVNXy1hzMgwxpcjW4Z3o6yfCFU64yan0zEQFjd+qK8bYOd0iJWXlQwcebzMITILrDYKE7PmJHRPuV2UWpW2BD7Z3wRVTdWPICaF+0Letfk9+15JaxP5LEG+9lFk8iwQBYuZmHitLzWLxJxWu8O8YN8quhFCIyv10NFuM9X+sejjqhZXFa+e8vTWffxGu6tLy21fkYVgAGQ44hhtV84nfNa9jIoGU4u5p+qircXLFGqWd8xxh1NaNABHWbZZq77743ceHigQwBkcCdbQ01sPS6RTuUFaUFEJmACHh32WEL6AIMLQVQRI0OhfMFy72ZEufmXfGnsc5Drb4qhGZgacyIykJP6GIl4TzAWd7baBl2enHSalvPAa3RutJb2LqEaHwhiAg1O5KzPqoTVmcQ4=]]></Encrypt>\n</xml>"
	receiver, err := push.NewReceiver(push.ReceiverConfig{AppID: platform,
		Pairs: []push.Pair{{Token: "platformtoken", Key: mustKey(t, aesKey)}}, Window: 100 * 365 * 24 * time.Hour})
	require.NoError(t, err)
	w := newWorld(t, func(c *Config) { c.Receiver = receiver })
	rec := w.do(httptest.NewRequest(http.MethodPost,
		"/wechat/wx5555666677778888/messages?signature=x&timestamp=1700000000&nonce=123456789&openid=oSystemAccountOpenId&"+
			"encrypt_type=aes&msg_signature=a2f17f5716fb5187ef61dbfa92a77a51e2bf31da", strings.NewReader(body)))
	isSuccess(t, rec)
	require.Len(t, w.temporal.signals, 1)
	assert.Equal(t, workflows.AuditEvent{Event: "weapp_audit_success", At: pushed}, w.temporal.signals[0].arg)
}

func TestRepeatedPushHasOneRequestID(t *testing.T) {
	w := newWorld(t)
	for i := range 3 {
		isSuccess(t, w.do(sealed(t, messagesPath, approved, []string{aesKey, otherKey}[i%2], platform,
			time.Now().Add(time.Duration(i)*time.Minute))))
	}
	isSuccess(t, w.do(request(t, messagesPath, strings.Replace(approved, "1700000005", "1700000006", 1))))
	require.Len(t, w.temporal.signals, 4)
	assert.Equal(t, w.temporal.signals[0], w.temporal.signals[1])
	assert.Equal(t, w.temporal.signals[0], w.temporal.signals[2])
	assert.NotEqual(t, w.temporal.signals[0].requestID, w.temporal.signals[3].requestID, "another event")
	assert.Contains(t, w.log.String(), "key=previous")
}

func TestAnswerComesAfterTheHandOver(t *testing.T) {
	for path, msg := range map[string]string{messagesPath: approved, eventsPath: unauthorized} {
		rec := httptest.NewRecorder()
		w := newWorld(t)
		w.temporal.answer = func(context.Context) error {
			assert.Zero(t, rec.Body.Len())
			assert.Empty(t, rec.Header())
			return nil
		}
		w.ServeHTTP(rec, request(t, path, msg))
		isSuccess(t, rec)
	}
}

func TestNoReleaseOpen(t *testing.T) {
	w := newWorld(t)
	w.temporal.answer = func(context.Context) error { return serviceerror.NewNotFound("workflow execution already completed") }
	isSuccess(t, w.do(request(t, messagesPath, approved)))
	assert.Contains(t, w.scrape(), `pushes_total{kind="weapp_audit_success",result="no_release"} 1`)

	isSuccess(t, w.do(request(t, eventsPath, unauthorized)))
	assert.Contains(t, w.scrape(), `pushes_total{kind="unauthorized",result="handed_over"} 1`, "the store has it")
}

func TestTemporalDoesNotTakeIt(t *testing.T) {
	for _, err := range []error{
		errAway, serviceerror.NewUnavailable("connection refused"), serviceerror.NewNamespaceNotFound("mini"),
		serviceerror.NewPermissionDenied("no", ""), context.DeadlineExceeded,
		serviceerror.NewDeadlineExceeded("late"), serviceerror.NewInvalidArgument("exceeded workflow execution limit for signal events"),
	} {
		w := newWorld(t)
		w.temporal.answer = func(context.Context) error { return err }
		isUnavailable(t, w.do(request(t, messagesPath, approved)))
		isUnavailable(t, w.do(request(t, eventsPath, unauthorized)))
		assert.Contains(t, w.scrape(), `pushes_total{kind="weapp_audit_success",result="unavailable"} 1`)
		assert.Contains(t, w.log.String(), "signalling audit-event to workflow wxrelease/wx5555666677778888: ")
		assert.Equal(t, []string{"revoked wx5555666677778888 2023-11-14T22:13:20Z"}, w.store.calls, "the store gets its part all the same")
	}
}

func TestHandOverIsBounded(t *testing.T) {
	for name, answer := range map[string]func(context.Context) error{
		"heeds the limit": func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
		"does not heed it": func(ctx context.Context) error {
			time.Sleep(time.Hour) // virtual
			return nil
		},
		"answers at the last moment": func(ctx context.Context) error {
			time.Sleep(Budget + time.Millisecond)
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.temporal.answer = answer
				began := time.Now()
				isUnavailable(t, w.do(request(t, messagesPath, approved)))
				assert.Equal(t, Budget, time.Since(began))
				isUnavailable(t, w.do(request(t, eventsPath, unauthorized)))
				w.store.hang = true
				began = time.Now()
				isUnavailable(t, w.do(request(t, eventsPath, ticket)))
				assert.Equal(t, Budget, time.Since(began))
				w.Close()
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.temporal.answer = func(context.Context) error { time.Sleep(Budget - time.Millisecond); return nil }
		isSuccess(t, w.do(request(t, messagesPath, approved)))
	})
}

// A sender that hangs up leaves no half of a hand-over.
func TestSenderHangsUp(t *testing.T) {
	ctx, hangUp := context.WithCancel(t.Context())
	w := newWorld(t)
	w.temporal.answer = func(ctx context.Context) error {
		hangUp()
		return ctx.Err()
	}
	isSuccess(t, w.do(request(t, messagesPath, approved).WithContext(ctx)))
}

func TestAuthorizationsGoToTheStore(t *testing.T) {
	const authorized = "<xml><CreateTime>1700000000</CreateTime><InfoType>%s</InfoType><AuthorizerAppid>" +
		"wx5555666677778888</AuthorizerAppid>" +
		"<AuthorizationCode>code@@@s3cret</AuthorizationCode><AuthorizationCodeExpiredTime>%s</AuthorizationCodeExpiredTime>" +
		"<PreAuthCode>pre@@@s3cret</PreAuthCode></xml>"
	for _, tt := range []struct{ msg, kind, call string }{
		{ticket, "component_verify_ticket", "ticket ticket@@@s3cret 2023-11-14T22:13:20Z"},
		{fmt.Sprintf(authorized, "authorized", "1700003600"), "authorized",
			"authorized wx5555666677778888 code@@@s3cret 2023-11-14T23:13:20Z"},
		{fmt.Sprintf(authorized, "updateauthorized", "3600"), "updateauthorized",
			"authorized wx5555666677778888 code@@@s3cret 2023-11-14T23:13:20Z"},
		{fmt.Sprintf(authorized, "authorized", ""), "authorized", "authorized wx5555666677778888 code@@@s3cret 0001-01-01T00:00:00Z"},
		{unauthorized, "unauthorized", "revoked wx5555666677778888 2023-11-14T22:13:20Z"},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			w := newWorld(t)
			r := request(t, eventsPath, tt.msg)
			isSuccess(t, w.do(r))
			assert.Equal(t, []string{tt.call}, w.store.calls)
			assert.Contains(t, w.scrape(), `pushes_total{kind="`+tt.kind+`",result="handed_over"} 1`)
			assert.Contains(t, w.scrape(), `handover_seconds_count{to="store"} 1`)
			w.noSecrets(r)

			w.store.err = errAway
			isUnavailable(t, w.do(r2(t, tt.msg)))
			assert.Contains(t, w.scrape(), `pushes_total{kind="`+tt.kind+`",result="unavailable"} 1`)
			assert.Contains(t, w.log.String(), "storing "+tt.kind+": away")
			w.noSecrets(r)
		})
	}
}

func r2(t testing.TB, msg string) *http.Request { return request(t, eventsPath, msg) }

func TestUnauthorizedTellsTheRelease(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"with credentials":    func(*Config) {},
		"without credentials": func(c *Config) { c.Credentials = nil },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, change)
			isSuccess(t, w.do(request(t, eventsPath, unauthorized)))
			require.Len(t, w.temporal.signals, 1)
			digest := sha256.Sum256([]byte(unauthorized))
			assert.Equal(t, signal{"wxrelease/wx5555666677778888", "", "unauthorized", "push-" + hex.EncodeToString(digest[:]),
				workflows.Unauthorized{At: pushed}}, w.temporal.signals[0])
		})
	}
}

func TestWithoutCredentialsNothingIsKept(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Credentials = nil })
	isSuccess(t, w.do(request(t, eventsPath, ticket)))
	assert.Equal(t, `pushes_total{kind="component_verify_ticket",result="ignored"} 1`, w.scrape())
}

func TestUnknownKinds(t *testing.T) {
	w := newWorld(t)
	isSuccess(t, w.do(request(t, eventsPath, renamed)))
	assert.Contains(t, w.log.String(), `level=INFO msg=Push kind=other name=notify_3rd_wxa_auth`)
	isSuccess(t, w.do(request(t, messagesPath, userText)))
	assert.Contains(t, w.log.String(), `level=DEBUG msg=Push kind=other name=text appid=wx5555666677778888`, "users write a lot")
	assert.Equal(t, `pushes_total{kind="other",result="ignored"} 2`, w.scrape())
	assert.Empty(t, w.temporal.signals)
	assert.Empty(t, w.store.calls)
}

func TestLogTellsTheReason(t *testing.T) {
	w := newWorld(t)
	isSuccess(t, w.do(request(t, messagesPath, "<xml><MsgType>event</MsgType><Event>weapp_audit_fail</Event><Reason>"+
		"<![CDATA[1:服务类目不符:<br>(1):示例&amp;]]></Reason></xml>")))
	assert.Contains(t, w.log.String(), `reason="[1:服务类目不符: (1):示例&]"`)
}

func TestMessageEndsWithTheMerchantsAppID(t *testing.T) {
	w := newWorld(t)
	isSuccess(t, w.do(sealed(t, messagesPath, approved, aesKey, merchant, time.Now())))
	assert.Contains(t, w.log.String(), `note="the message ends with the Mini Program's appid, not the platform's"`)
	assert.Len(t, w.temporal.signals, 1)
}
