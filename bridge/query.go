package bridge

import (
	"net/url"
	"strings"

	"github.com/wxrelease/wxrelease/wxa/push"
)

// parseQuery reads the query of a delivery as it came, without its question mark. Parameters that cannot be decoded are no
// reason to lose the others.
func parseQuery(raw string) push.Query {
	return push.Query{Timestamp: param(raw, "timestamp"), Nonce: param(raw, "nonce"), MsgSignature: param(raw, "msg_signature")}
}

// param finds a parameter of WeChat's in a query as it came; "" when it is not there. An address that was set in the console
// with a query or a fragment of its own leaves ?, # or ; between the parameters; none of WeChat's values holds these, or a
// blank, so that a + is a +.
func param(raw, name string) string {
	for part := range strings.FieldsFuncSeq(raw, func(r rune) bool { return strings.ContainsRune("&?#;", r) }) {
		key, value, _ := strings.Cut(part, "=")
		if key != name {
			continue
		}
		if plain, err := url.PathUnescape(value); err == nil {
			return plain
		}
		return value
	}
	return ""
}
