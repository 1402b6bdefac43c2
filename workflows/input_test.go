package workflows

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Two versions that look the same are the same: what cannot be seen is refused before anything is started.
func TestValidateVersion(t *testing.T) {
	for version, want := range map[string]string{
		"1.4.0\r\n":      `"1.4.0\r\n" has blanks or line ends around it; take them out`,
		"1.4.0\r":        `"1.4.0\r" has blanks or line ends around it; take them out`,
		" 1.4.0":         `" 1.4.0" has blanks or line ends around it; take them out`,
		"1.4.0\u3000":    `"1.4.0\u3000" has blanks or line ends around it; take them out`,
		"":               "missing: the user_version of the uploaded trial version",
		" \n":            "missing: the user_version of the uploaded trial version",
		"1.4\r\n0":       `character 4 of "1.4\r\n0" is U+000D, which cannot be seen; take it out, and upload a version without it`,
		"1.4\t0":         `character 4 of "1.4\t0" is U+0009, which`,
		"1.4\x1b[1m":     `character 4 of "1.4\x1b[1m" is U+001B, which`,
		"版\u202e1":       `character 2 of "版\u202e1" is U+202E, which`,
		"1\u200b4":       `character 2 of "1\u200b4" is U+200B, which`,
		"1.4\ufeff0":     `character 4 of "1.4\ufeff0" is U+FEFF, which`,
		"1\u00a04":       `character 2 of "1\u00a04" is U+00A0, which`,
		"1\u31644":       "character 2 of \"1\u31644\" is U+3164, which",
		"1\u28004":       "character 2 of \"1\u28004\" is U+2800, which",
		"1\ufe0f4":       "character 2 of \"1\ufe0f4\" is U+FE0F, which",
		"1\u20284":       `character 2 of "1\u20284" is U+2028, which`,
		"1.4\x85":        "byte 4, 0x85, is not UTF-8",
		"\xb4\xed":       "byte 1, 0xB4, is not UTF-8",
		"1.4 \ufffd\xff": "byte 8, 0xFF, is not UTF-8",
		"1.4 \ufffd":     "character 5 of \"1.4 \ufffd\" is U+FFFD, which",
	} {
		in := testInput()
		in.Version = version
		require.ErrorContains(t, in.Validate(), "version: "+want, "%q", version)
	}
	for _, version := range []string{"1.4.0", "v1.4.0-rc.1+build", "1.4.0 (七月)", "測試 é é 😀", "$1 %2 #3"} {
		in := testInput()
		in.Version = version
		assert.NoError(t, in.Validate(), version)
	}
}
