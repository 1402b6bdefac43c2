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
	return []byte(unescapeLines.Replace(strings.TrimSuffix(b.String(), "\n"))), nil
}

// encoding/json escapes the two Unicode line separators always. The first pair passes escaped backslashes over, so that
// a typed \u2028 stays what it is.
var unescapeLines = strings.NewReplacer(`\\`, `\\`, `\u2028`, "\u2028", `\u2029`, "\u2029")
