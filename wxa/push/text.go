package push

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// isClean tells whether every byte belongs to a character that XML allows.
func isClean(body []byte) bool {
	for _, c := range body {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return utf8.Valid(body) && !bytes.Contains(body, []byte("\ufffe")) && !bytes.Contains(body, []byte("\uffff"))
}

// isBlank tells what has no meaning around a value.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' || r == '\ufffe' || r == '\uffff'
}

// decoded turns UTF-16, which its mark gives away, into UTF-8. Of all other encodings the marks and the values that count
// are the same bytes as in UTF-8, whatever the message declares.
func decoded(body []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(body, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return body
	}
	units := make([]uint16, 0, len(body)/2)
	for i := 2; i+1 < len(body); i += 2 {
		units = append(units, order.Uint16(body[i:]))
	}
	return []byte(string(utf16.Decode(units)))
}

// unescape replaces the references that XML knows by itself; ok is false where an & begins none: it stays.
func unescape(text []byte) (plain []byte, ok bool) {
	amp := bytes.IndexByte(text, '&')
	if amp < 0 {
		return text, true
	}
	ok = true
	for amp >= 0 {
		plain, text = append(plain, text[:amp]...), text[amp:]
		const longest = len("&#x10FFFF;")
		end := bytes.IndexByte(text[:min(len(text), longest)], ';')
		r, known := rune(0), false
		if end > 0 {
			r, known = reference(string(text[1:end]))
		}
		if known {
			plain, text = utf8.AppendRune(plain, r), text[end+1:]
		} else {
			plain, text, ok = append(plain, '&'), text[1:], false
		}
		amp = bytes.IndexByte(text, '&')
	}
	return append(plain, text...), ok
}

func reference(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if digits == name {
		return 0, false
	}
	if hex, isHex := strings.CutPrefix(digits, "x"); isHex {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > unicode.MaxRune || !isClean(utf8.AppendRune(nil, rune(n))) {
		return 0, false
	}
	return rune(n), true
}

// readable gives a text for people: what is no character and no line is left out.
func (f field) readable() string {
	if isClean(f.text) {
		return string(f.text)
	}
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || isBlank(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, string(f.text))
}

// maxLabel bounds the words of WeChat's that get into logs, in bytes. The longest known has about forty.
const maxLabel = 128

// label gives one of WeChat's words, such as an event's name. It is read leniently: the worst that a wrong one causes is one
// more poll of a review's status.
func (f field) label() string {
	word := strings.TrimFunc(f.readable(), isBlank)
	if len(word) > maxLabel {
		word = strings.ToValidUTF8(word[:maxLabel], "")
	}
	return word
}

// exact gives a value that must be right to the byte, such as a ticket; false when it is not there just once, or holds what
// none of WeChat's values holds.
func (f field) exact() (string, bool) {
	text := bytes.Trim(f.text, " \t\r\n")
	if !f.found || f.twice || len(text) == 0 {
		return "", false
	}
	for _, c := range text {
		if c <= ' ' || c >= 0x7f {
			return "", false
		}
	}
	return string(text), true
}
