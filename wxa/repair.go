package wxa

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// decode reads an answer as encoding/json does, and also one that is broken only inside its texts: WeChat puts what people
// typed between the quotes as it came, control characters, halves of characters and other encodings included. It gives the
// bytes that could be read. What is cut off or followed by something stays a syntax error.
func decode(raw []byte, into any) ([]byte, error) {
	raw = bytes.TrimLeft(raw, "\ufeff \t\r\n") // a byte order mark is none of JSON's blanks
	err := json.Unmarshal(raw, into)
	for _, twoBytes := range []bool{false, true} {
		var syntax *json.SyntaxError // found before anything is decoded
		if !errors.As(err, &syntax) {
			break
		}
		if mended := repair(raw, twoBytes); json.Valid(mended) {
			return mended, json.Unmarshal(mended, into)
		}
	}
	return raw, err
}

// repair changes nothing but the insides of texts: control characters become \u escapes, a backslash that begins no escape
// becomes one that means itself, and bytes that are no UTF-8 become U+FFFD. With twoBytes they are taken for GBK or Big5,
// whose characters may end in the byte of a backslash.
func repair(raw []byte, twoBytes bool) []byte {
	out := make([]byte, 0, len(raw)+len(raw)/8+16)
	inText := false
	for i, n := 0, 0; i < len(raw); i += n {
		c := raw[i]
		n = 1
		switch {
		case c == '"':
			inText = !inText
			out = append(out, c)
		case !inText:
			out = append(out, c)
		case c == '\\':
			if n = escapeLen(raw[i:]); n == 0 {
				n, out = 1, append(out, '\\')
			}
			out = append(out, raw[i:i+n]...)
		case c < ' ':
			out = fmt.Appendf(out, `\u%04x`, c)
		default:
			var r rune
			if r, n = utf8.DecodeRune(raw[i:]); r != utf8.RuneError || n > 1 {
				out = append(out, raw[i:i+n]...)
				continue
			}
			out = utf8.AppendRune(out, utf8.RuneError)
			if twoBytes && i+1 < len(raw) && raw[i+1] >= 0x40 && raw[i+1] != 0x7F { // GBK's and Big5's second bytes
				n = 2
			}
		}
	}
	return out
}

// escapeLen is the length of the escape that b begins with, 0 if it is none.
func escapeLen(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	if bytes.IndexByte([]byte(`"\/bfnrt`), b[1]) >= 0 {
		return 2
	}
	if b[1] != 'u' || len(b) < 6 {
		return 0
	}
	for _, c := range b[2:6] {
		if bytes.IndexByte([]byte("0123456789abcdefABCDEF"), c) < 0 {
			return 0
		}
	}
	return 6
}
