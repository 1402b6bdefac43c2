package push

import (
	"net/url"
	"strings"
)

// Query is what counts of a delivery's query. The signature parameter is not here: it covers nothing that matters.
type Query struct {
	Timestamp    string // Unix seconds
	Nonce        string
	MsgSignature string // 40 hex digits
}

// ParseQuery reads the query of a delivery as it came, without its question mark. Parameters that cannot be decoded are no
// reason to lose the others.
func ParseQuery(raw string) Query {
	return Query{Timestamp: Param(raw, "timestamp"), Nonce: Param(raw, "nonce"), MsgSignature: Param(raw, "msg_signature")}
}

// Param finds a parameter of WeChat's in a query as it came; "" when it is not there. An address that was set in the console
// with a query or a fragment of its own leaves ?, # or ; between the parameters; none of WeChat's values holds these, or a
// blank, so that a + is a +.
func Param(raw, name string) string {
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
