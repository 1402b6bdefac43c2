package bridge

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/wxa/push"
)

// Whatever stands around and in WeChat's parameters, they are read.
func TestParseQuery(t *testing.T) {
	want := push.Query{Timestamp: "1700000000", Nonce: "1+2", MsgSignature: "abc"}
	for _, raw := range []string{
		"timestamp=1700000000&nonce=1%2B2&msg_signature=abc", "timestamp=1700000000&nonce=1+2&msg_signature=abc#x",
		"a=b?timestamp=1700000000&nonce=1+2&msg_signature=abc;c",
		"%zz&timestamp=1700000000&%=%&nonce=1+2;msg_signature=abc&msg_signature=no",
		"&;&=&timestamp=1700000000&&nonce=1+2&xmsg_signature=no&msg_signature=abc&nonce=",
	} {
		assert.Equal(t, want, parseQuery(raw), raw)
	}
	assert.Equal(t, push.Query{Nonce: "%zz"}, parseQuery("timestamp&nonce=%zz&msg_signature="), "what cannot be decoded is as it came")
	assert.Zero(t, parseQuery(""))
}

func FuzzParseQuery(f *testing.F) {
	f.Add("1700000000", "1+2", "a%b", "x=%zz")
	f.Fuzz(func(t *testing.T, timestamp, nonce, signature, odd string) {
		escape := func(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }
		raw := "timestamp=" + escape(timestamp) + "&nonce=" + escape(nonce) + "&msg_signature=" + escape(signature) + "&" + odd
		got := parseQuery(raw)
		for _, pair := range [][2]string{{timestamp, got.Timestamp}, {nonce, got.Nonce}, {signature, got.MsgSignature}} {
			assert.Equal(t, pair[0], pair[1])
		}
	})
}
