package push

import (
	"crypto/rand"
	"crypto/subtle"
	"strconv"
	"time"
)

// CheckURL verifies WeChat's question whether an address is there: a GET with the plain signature, over token, timestamp and
// nonce, and an echostr to be answered as it came. It fails with [ErrUnsigned], [ErrSignature] or, outside of the window,
// [ErrTimestamp], [ErrStale] or [ErrFuture].
//
// Source: https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/
func (r *Receiver) CheckURL(timestamp, nonce, signature string) error {
	if timestamp == "" || nonce == "" || signature == "" {
		return ErrUnsigned
	}
	for _, p := range r.pairs {
		if subtle.ConstantTimeCompare([]byte(Sign(p.Token, timestamp, nonce)), []byte(signature)) == 1 {
			_, err := r.checkTime(timestamp)
			return err
		}
	}
	return ErrSignature
}

// Reply gives the body of an answer that sends a text to the user who wrote a message: encrypted with the key that opened the
// message, as Content-Type text/xml.
//
// Source: https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Technical_Plan.html
func (r *Receiver) Reply(to Received, text string) []byte {
	pair := r.pairs[to.pair]
	key := pair.Key
	if to.Previous {
		key = pair.Previous
	}
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	message := "<xml><ToUserName>" + CDATA(to.Event.FromUserName) + "</ToUserName>" +
		"<FromUserName>" + CDATA(to.Event.ToUserName) + "</FromUserName>" +
		"<CreateTime>" + timestamp + "</CreateTime><MsgType>" + CDATA("text") + "</MsgType><Content>" + CDATA(text) + "</Content></xml>"
	encrypt := key.Encrypt(NewMessage([]byte(message), r.appID))
	nonce := rand.Text()
	return []byte("<xml><Encrypt>" + CDATA(encrypt) + "</Encrypt><MsgSignature>" + CDATA(Sign(pair.Token, timestamp, nonce, encrypt)) +
		"</MsgSignature><TimeStamp>" + timestamp + "</TimeStamp><Nonce>" + CDATA(nonce) + "</Nonce></xml>")
}
