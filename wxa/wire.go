package wxa

import (
	"bytes"
	"encoding/json"
	"strings"
)

// encode gives the request body: raw UTF-8 without \u escapes, which WeChat refuses with 40033 or 47002, and without a
// newline at the end. nil means no body.
func encode(in any) ([]byte, error) {
	if in == nil {
		return nil, nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(in); err != nil {
		return nil, err
	}
	return []byte(unescape.Replace(strings.TrimSuffix(b.String(), "\n"))), nil
}

// encoding/json always escapes the two Unicode line separators and U+FFFD, which it puts where bytes are no UTF-8; this undoes
// it. The first pair skips escaped backslashes, so that a backslash which somebody typed in front of u2028 stays.
var unescape = strings.NewReplacer(`\\`, `\\`, `\u2028`, "\u2028", `\u2029`, "\u2029", `\ufffd`, "\ufffd")
