package bridge

import (
	"strings"

	"github.com/wxrelease/wxrelease/wxa/push"
)

// testAccounts are the accounts that 全网发布检测 writes to: original ids of official accounts and Mini Programs of WeChat's own,
// in five groups. They stand inside of the encryption, so nobody else can be one of them.
//
// Source: https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/operation/thirdparty/releases_instructions.html
var testAccounts = map[string]bool{
	"gh_3c884a361561": true, "gh_8dad206e9538": true,
	"gh_c0f28a78b318": true, "gh_905ae9d01059": true,
	"gh_3f222ed8d140": true, "gh_393666f1fdf4": true,
	"gh_26128078e9ab": true, "gh_39abb5d4e1b7": true,
	"gh_2b3713f184a6": true, "gh_7818dcb60240": true,
}

const (
	testText      = "TESTCOMPONENT_MSG_TYPE_TEXT"
	testTextReply = testText + "_callback"
	testAuthCode  = "QUERY_AUTH_CODE:"
)

// testReply gives the answer to a test message; "" when there is none. A query for an authorisation code wants a
// customer-service message, which the bridge does not send.
func (b *Bridge) testReply(e push.Event) string {
	if !b.publishCheck || !testAccounts[e.ToUserName] {
		return ""
	}
	switch text := strings.TrimSpace(e.Text); {
	case text == testText:
		return testTextReply
	case strings.HasPrefix(text, testAuthCode):
		b.logger.Warn("The publish check asks for a customer-service message, which the bridge does not send: the check fails there",
			"do", "take away the platform's customer-service and official-account permissions, or forward to a callback that answers")
	}
	return ""
}
