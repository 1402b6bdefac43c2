package push_test

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/wxrelease/wxrelease/wxa/push"
)

const (
	platform = "wx1111222233334444"
	shop     = "wx5555666677778888"
	token    = "platformtoken"
	aesKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG" // as the console shows it
)

// A handler of the message URL in five lines, and what WeChat sends it.
func Example() {
	key, err := push.ParseKey(aesKey)
	if err != nil {
		fmt.Println(err)
		return
	}
	receiver, err := push.NewReceiver(push.ReceiverConfig{AppID: platform, Pairs: []push.Pair{{Token: token, Key: key}}})
	if err != nil {
		fmt.Println(err)
		return
	}

	query, body := delivery(key, "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><CreateTime>1700000000</CreateTime>"+
		"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[weapp_audit_fail]]></Event>"+
		"<Reason><![CDATA[1:服务类目不符]]></Reason><FailTime>1700000000</FailTime></xml>")
	got, err := receiver.Message(query, body, shop)
	fmt.Println(got.Event.Kind, got.Event.Reason, got.Event.DecidedAt, err)

	// What is not signed with the platform's token is refused, whatever it says.
	query.MsgSignature = push.Sign("guessed", query.Timestamp, query.Nonce)
	_, err = receiver.Message(query, body, shop)
	fmt.Println(errors.Is(err, push.ErrSignature))
	// Output:
	// weapp_audit_fail 1:服务类目不符 2023-11-14 22:13:20 +0000 UTC <nil>
	// true
}

// delivery seals a message as WeChat does.
func delivery(key push.Key, message string) (push.Query, []byte) {
	encrypt := key.Encrypt(push.NewMessage([]byte(message), platform))
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	return push.Query{Timestamp: timestamp, Nonce: "123456789", MsgSignature: push.Sign(token, timestamp, "123456789", encrypt)},
		push.MessageEnvelope("gh_0123456789ab", encrypt)
}
