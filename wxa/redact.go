package wxa

import (
	"context"
	"errors"
	"io"
	"net/url"
	"regexp"
	"strings"
	"syscall"
)

var (
	urlQuery    = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://[^\s"'?]*)\?[^\s"']*`)
	urlUser     = regexp.MustCompile(`://[^/\s"'@]*@`)
	tokenParams = regexp.MustCompile(`(access_token|refresh_token|secret|ticket)=[^&\s"']*`)
)

// redactText takes every URL's query and user out of a text.
func redactText(text string) string {
	text = urlQuery.ReplaceAllString(text, "$1?…")
	text = urlUser.ReplaceAllString(text, "://***@")
	return tokenParams.ReplaceAllString(text, "$1=***")
}

// redactToken takes a token out of a text, as it is and as a URL or a quoted Go string shows it.
func redactToken(text, token string) string {
	if token == "" {
		return text
	}
	for _, form := range []string{token, url.QueryEscape(token), url.PathEscape(token)} {
		text = strings.ReplaceAll(text, form, "***")
	}
	return text
}

// redactAll takes several secrets out of a text.
func redactAll(text string, secrets []string) string {
	for _, secret := range secrets {
		text = redactToken(text, secret)
	}
	return text
}

// redactedError keeps of an error its cleaned text and those causes that hold no text of ours. net/http's errors
// carry the whole URL in a field, so the original is not kept.
type redactedError struct {
	text   string
	causes []error
}

func (e *redactedError) Error() string   { return e.text }
func (e *redactedError) Unwrap() []error { return e.causes }

// redact gives err without the secrets and without any URL's query, its text cut to a length that can be shown. errors.Is and
// errors.As still tell a cancellation, a deadline, a cut connection and a system error.
func redact(ctx context.Context, err error, secrets ...string) error {
	var causes []error
	// net/http reports the cancel cause, which need not be one of the context's own errors.
	if ctxErr := ctx.Err(); ctxErr != nil && !errors.Is(err, ctxErr) {
		causes = append(causes, ctxErr)
	}
	for _, known := range []error{context.Canceled, context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, errTooBig} {
		if errors.Is(err, known) {
			causes = append(causes, known)
		}
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		causes = append(causes, errno)
	}
	return &redactedError{Cut(redactText(redactAll(err.Error(), secrets)), maxShown), causes}
}
