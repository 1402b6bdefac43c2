package wxatest

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// typed is a text that a person wrote and that WeChat puts between quotes as it came: with [App].RawTexts the control
// characters in it are not escaped, and bytes that are no UTF-8 stay what they are.
type typed string

// byteMark is where bytes that are no UTF-8 wait for finish: as characters that nobody types, for encoding/json would
// replace them.
const byteMark rune = 0x10FE00

func (t typed) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i := 0; i < len(t); {
		r, n := utf8.DecodeRuneInString(string(t[i:]))
		if r == utf8.RuneError && n == 1 {
			r = byteMark + rune(t[i])
		}
		b.WriteRune(r)
		i += n
	}
	return marshal(b.String()), nil
}

// finish writes what typed texts hold into an encoded answer: raw, or as good JSON.
func finish(answer []byte, raw bool) []byte {
	out := make([]byte, 0, len(answer))
	for i, n := 0, 0; i < len(answer); i += n {
		var r rune
		r, n = utf8.DecodeRune(answer[i:])
		switch {
		case r >= byteMark && r <= byteMark+0xFF && raw:
			out = append(out, byte(r-byteMark))
		case r >= byteMark && r <= byteMark+0xFF:
			out = utf8.AppendRune(out, utf8.RuneError)
		case r == '\\':
			if n = 2; answer[i+1] == 'u' {
				n = 6
			}
			out = append(out, unescape(answer[i:i+n], raw)...)
		default:
			out = append(out, answer[i:i+n]...)
		}
	}
	return out
}

// unescape gives the control character that an escape of encoding/json stands for, if it does and is to be raw.
func unescape(escape []byte, raw bool) []byte {
	text, err := strconv.Unquote(`"` + string(escape) + `"`)
	if !raw || err != nil || text[0] >= ' ' {
		return escape
	}
	return []byte(text)
}
