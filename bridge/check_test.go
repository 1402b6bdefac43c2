package bridge

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa/push"
)

const testMessage = "<xml><ToUserName><![CDATA[gh_8dad206e9538]]></ToUserName><FromUserName><![CDATA[oTester]]></FromUserName>" +
	"<CreateTime>1700000000</CreateTime>" +
	"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[TESTCOMPONENT_MSG_TYPE_TEXT]]></Content><MsgId>1</MsgId></xml>"

func answering(c *Config) { c.PublishCheck = true }

func TestPublishCheck(t *testing.T) {
	for _, key := range []string{aesKey, otherKey} {
		w := newWorld(t, answering)
		rec := w.do(sealed(t, messagesPath, testMessage, key, platform, time.Now()))
		require.Equal(t, http.StatusOK, rec.Code)
		assert.Equal(t, "text/xml", rec.Header().Get("Content-Type"))
		var reply struct{ Encrypt, MsgSignature, TimeStamp, Nonce string }
		require.NoError(t, xml.Unmarshal(rec.Body.Bytes(), &reply))
		require.NoError(t, push.Verify(token, reply.TimeStamp, reply.Nonce, reply.Encrypt, reply.MsgSignature))
		opened, err := mustKey(t, key).Decrypt(reply.Encrypt)
		require.NoError(t, err, "with the key that opened the message")
		assert.Equal(t, platform, opened.AppID)
		var text struct{ ToUserName, FromUserName, CreateTime, MsgType, Content string }
		require.NoError(t, xml.Unmarshal(opened.Body, &text))
		assert.Equal(t, reply.TimeStamp, text.CreateTime)
		text.CreateTime = ""
		assert.Equal(t, struct{ ToUserName, FromUserName, CreateTime, MsgType, Content string }{"oTester", "gh_8dad206e9538", "", "text",
			"TESTCOMPONENT_MSG_TYPE_TEXT_callback"}, text)
		assert.Contains(t, w.scrape(), `pushes_total{kind="other",result="answered"} 1`)
	}
}

// Nobody but WeChat's own test accounts gets an answer, and those only where nobody else answers and the setting says so.
func TestPublishCheckAnswersNobodyElse(t *testing.T) {
	for name, msg := range map[string]string{
		"another account":       strings.Replace(testMessage, "gh_8dad206e9538", "gh_0123456789ab", 1),
		"another text":          strings.Replace(testMessage, "MSG_TYPE_TEXT]", "MSG_TYPE_TEXT?]", 1),
		"no text":               strings.Replace(testMessage, "[text]", "[image]", 1),
		"an authorisation code": strings.Replace(testMessage, "TESTCOMPONENT_MSG_TYPE_TEXT", "QUERY_AUTH_CODE:queryauthcode@@@s3cret", 1),
	} {
		w := newWorld(t, answering)
		r := request(t, messagesPath, msg)
		isSuccess(t, w.do(r))
		assert.Equal(t, name == "an authorisation code", strings.Contains(w.log.String(), "asks for a customer-service message"), name)
		w.noSecrets(r)
	}
	w := newWorld(t)
	isSuccess(t, w.do(request(t, messagesPath, testMessage)))

	e := &existing{}
	w = forwardTo(t, e, answering)
	isSuccess(t, w.do(request(t, messagesPath, testMessage)))
	assert.Len(t, e.bodies, 1, "theirs to answer")
}
