package plain

import (
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
)

func TestClean(t *testing.T) {
	for _, text := range []string{
		"\x1b[31mred", "\x1b]0;title\x07", "\u009b31m", "\x00\x02\x08\x0b\x7f\u0085", "a\rb",
		"\u061c\u200e\u200f", "\u202a\u202b\u202c\u202d\u202e", "\u2066\u2067\u2068\u2069", "\u206a\u206f", "\ufffe\uffff",
		"\x9b31m",
	} {
		for _, r := range Clean(text) { // a rule of its own, not that of Obeyed
			switch {
			case r < 0x20, 0x7f <= r && r <= 0x9f, r == 0x61c, r == 0x200e, r == 0x200f, 0x202a <= r && r <= 0x202e,
				0x2066 <= r && r <= 0x206f, r == 0xfffe, r == 0xffff:
				t.Errorf("%q lets U+%04X through", text, r)
			}
		}
	}
	assert.Equal(t, "a  [1mb\n\t页 中 😀 é\u200d", Clean("a\u202e\x1b[1mb\n\t页\u2066中 😀 é\u200d"))
	assert.Equal(t, "a\ufffdb", Clean("a\xffb"))
}

// The rule covers every character that turns the direction of text, as Unicode lists them.
func TestObeyedCoversBidi(t *testing.T) {
	for r := range rune(0x10000) {
		if unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Cc, r) && r != '\n' && r != '\t' {
			assert.True(t, Obeyed(r), "U+%04X", r)
		}
	}
}

func TestEscape(t *testing.T) {
	assert.Equal(t, `"a\u202eb\u009bc" é`, string(Escape([]byte("\"a\u202eb\u009bc\" é"))))
	same := []byte(`{"a": "页"}`)
	assert.Equal(t, same, Escape(same))
}

func TestUnix(t *testing.T) {
	for _, text := range []string{"a\nb\n", "a\r\nb\r\n", "a\rb\r", "\ufeffa\r\nb\n"} {
		assert.Equal(t, "a\nb\n", Unix(text), "%q", text)
	}
	assert.Equal(t, "1.4.0", Line("\ufeff 1.4.0\u3000\r\n"))
}

func TestInvalidUTF8(t *testing.T) {
	assert.Equal(t, -1, InvalidUTF8("页\ufffd"), "the character itself is valid")
	assert.Equal(t, 3, InvalidUTF8("页\xb0"))
}
