package wxa

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
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

// number is a whole number that WeChat sends bare or in quotes. null and "" leave it unset.
type number struct {
	n   int64
	set bool
}

func (x *number) UnmarshalJSON(b []byte) error {
	text := string(b)
	if len(text) >= 2 && text[0] == '"' {
		text = text[1 : len(text)-1]
	}
	if text == "" || text == "null" {
		*x = number{}
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return errors.New("a number's place holds something else than a whole number") // not quoted: it may be a token
	}
	*x = number{n, true}
	return nil
}

// time reads the number as Unix seconds; unset and 0 give the zero time.
func (x number) time() time.Time {
	if x.n <= 0 {
		return time.Time{}
	}
	return time.Unix(x.n, 0).UTC()
}

// joined splits the media ids that WeChat joins with "|".
func joined(text string) []string {
	var parts []string
	for part := range strings.SplitSeq(text, "|") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
