package wxatest

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// checkBody gives the errcode for a body that is no acceptable JSON at all, else 0.
func checkBody(body []byte) int {
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return 44002
	case !utf8.Valid(body):
		return -1 // a wrong text encoding is one of the reasons that WeChat's staff give for -1
	case !json.Valid(body):
		return 47001
	case hasUnicodeEscape(body):
		return 40033
	}
	return 0
}

// hasUnicodeEscape finds \uXXXX, which WeChat does not read. An escaped backslash before a u is none.
func hasUnicodeEscape(body []byte) bool {
	for i := 0; i+1 < len(body); i++ {
		if body[i] == '\\' {
			if body[i+1] == 'u' {
				return true
			}
			i++
		}
	}
	return false
}
