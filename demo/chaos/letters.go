package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/wxrelease/wxrelease/wxa/push"
)

// post sends the bridge a push that WeChat did not send.
func (c *conductor) post(ctx context.Context, kind letterKind) {
	m := mail{Sent: 1}
	switch taken, err := c.deliver(ctx, kind); {
	case err != nil:
		m.Unreached = 1
	case taken:
		m.Taken = 1
	default:
		m.Refused = 1
	}
	c.record.change(func() {
		was := c.record.Mail[kind]
		c.record.Mail[kind] = mail{was.Sent + m.Sent, was.Taken + m.Taken, was.Refused + m.Refused, was.Unreached + m.Unreached}
	})
}

// deliver tells whether the bridge took the letter, as WeChat would see it.
func (c *conductor) deliver(ctx context.Context, kind letterKind) (taken bool, err error) {
	now, event := time.Now(), "weapp_audit_success"
	token := c.console.pushToken
	switch kind {
	case wrongToken:
		token = "a-token-that-somebody-guessed"
	case stale:
		now = now.Add(-24 * time.Hour)
	case unsolicited:
		event = "weapp_audit_fail"
	}
	stamp, nonce := strconv.FormatInt(now.Unix(), 10), strconv.FormatInt(now.UnixNano(), 10)
	message := "<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>" + stamp +
		"</CreateTime><MsgType>event</MsgType><Event>" + event + "</Event></xml>"
	sealed := c.console.pushKey.Encrypt(push.NewMessage([]byte(message), platformAppID))
	query := url.Values{"timestamp": {stamp}, "nonce": {nonce}}
	if kind != unsigned {
		query.Set("msg_signature", push.Sign(token, stamp, nonce, sealed))
	}
	ctx, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	address := fmt.Sprintf("%s/wechat/%s/messages?%s", c.bridged, c.AppID, query.Encode())
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(push.MessageEnvelope("gh_1", sealed)))
	if err != nil {
		return false, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<10))
	if response.StatusCode >= http.StatusInternalServerError {
		err = fmt.Errorf("the bridge answers %s", response.Status) // it could not hand it over
	}
	return response.StatusCode == http.StatusOK && string(body) == "success", err
}
