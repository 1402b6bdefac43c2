package settings

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
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
		return Header{}, errors.New(`must read "Name: value", for example "Authorization: Bearer …"`)
	case strings.Trim(name, tokenChars) != "":
		return Header{}, errors.New("the part before the colon is not a header's name")
	case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return Header{}, errors.New("the value holds a line break or another control character")
	}
	return Header{Name: name, Value: Secret(value)}, nil
}

// checkToken refuses what cannot be a token, such as a file with two lines.
func checkToken(text string) error {
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return errors.New("holds a blank, a line break or another control character; a token has none")
	}
	return nil
}

// checkURL accepts http and https addresses with a host. show tells whether the address may be quoted in the error.
func checkURL(text string, show bool) error {
	quoted := ""
	if show {
		quoted = fmt.Sprintf("%q ", text)
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		return fmt.Errorf("%sis not an address such as https://host:port/path", quoted)
	case u.User != nil:
		return errors.New("holds a user name or password; leave them out of the address")
	case show && (u.RawQuery != "" || u.Fragment != ""):
		return errors.New("is a base address: leave out what follows ? or #")
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
		return fmt.Errorf("%q is none of %s", value, strings.Join(allowed, ", "))
	}
	return nil
}
