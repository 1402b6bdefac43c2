package settings

import (
	"log/slog"
	"net/url"
	"slices"
	"strings"

	"github.com/wxrelease/wxrelease/internal/words"
)

// Secret is a text that prints as [redacted], whichever way it is printed.
type Secret string

func (Secret) String() string               { return "[redacted]" }
func (Secret) GoString() string             { return "[redacted]" }
func (Secret) LogValue() slog.Value         { return slog.StringValue("[redacted]") }
func (Secret) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }
func (s Secret) Reveal() string             { return string(s) }

// Header is one HTTP header line with a secret value; the zero Header is none.
type Header struct {
	Name  string
	Value Secret
}

func parseHeader(text string) (Header, error) {
	name, value, found := strings.Cut(text, ":")
	value = strings.TrimSpace(value)
	const tokenChars = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	switch {
	case !found || name == "" || value == "":
		return Header{}, words.SettingHeader.Err()
	case strings.Trim(name, tokenChars) != "":
		return Header{}, words.SettingHeaderName.Err()
	case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return Header{}, words.SettingHeaderText.Err()
	}
	return Header{Name: name, Value: Secret(value)}, nil
}

// checkToken refuses what cannot be a token, such as a file with two lines.
func checkToken(text string) error {
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return words.SettingHasBlank.Err()
	}
	return nil
}

// checkURL accepts http and https addresses with a host. show tells whether the address may be quoted in the error.
func checkURL(text string, show bool) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		if show {
			return words.SettingAddressOf.Err(text)
		}
		return words.SettingAddress.Err()
	case u.User != nil:
		return words.SettingUserInfo.Err()
	case show && (u.RawQuery != "" || u.Fragment != ""):
		return words.SettingBase.Err()
	}
	return nil
}

func parseLevel(text string) (level slog.Level, err error) {
	// slog also knows "info+2"; four words are enough here.
	if err := oneOf(text, "debug", "info", "warn", "error"); err != nil {
		return 0, err
	}
	return level, level.UnmarshalText([]byte(text))
}

func oneOf(value string, allowed ...string) error {
	if !slices.Contains(allowed, value) {
		return words.SettingOneOf.Err(value, words.List(allowed...))
	}
	return nil
}
