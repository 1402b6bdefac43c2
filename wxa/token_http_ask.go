package wxa

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// ask sends one request to the service and reads its answer; life is 0 when the answer tells none.
func (s *HTTPTokens) ask(ctx context.Context, appid string) (token string, life time.Duration, err error) {
	fail := func(class Class, format string, args ...any) (string, time.Duration, error) {
		err := fmt.Errorf("token service: "+format, args...)
		return "", 0, &tokenServiceError{class, redact(ctx, err, s.cfg.HeaderValue)}
	}
	address := strings.ReplaceAll(s.cfg.URL, "{appid}", url.QueryEscape(appid))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fail(ClassToken, "build the request: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	if s.cfg.HeaderName != "" {
		req.Header.Set(s.cfg.HeaderName, s.cfg.HeaderValue)
	}
	resp, err := s.http.Do(req)
	if err != nil {
		return fail(ClassTransient, "%w", err)
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500:
		return fail(ClassTransient, "HTTP status %d", resp.StatusCode)
	case resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden:
		return fail(ClassToken, "HTTP status %d: check the request header that it wants", resp.StatusCode)
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return fail(ClassToken, "HTTP status %d: redirects are refused, give the final URL", resp.StatusCode)
	case resp.StatusCode != http.StatusOK:
		return fail(ClassToken, "HTTP status %d: check the URL and whether it knows this Mini Program", resp.StatusCode)
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxReply+1))
	if err != nil {
		return fail(ClassTransient, "read the answer: %w", err)
	}
	// The answer is never quoted, nor are the decoder's errors: it holds a token.
	var fields map[string]json.RawMessage
	if len(raw) > maxReply {
		return fail(ClassToken, "the answer is larger than %d bytes", maxReply)
	}
	if _, err := decode(raw, &fields); err != nil {
		return fail(ClassToken, "the answer (%d bytes) is not a JSON object", len(raw))
	}
	names := []string{s.cfg.TokenField}
	if s.cfg.TokenField == "" {
		names = []string{"access_token", "authorizer_access_token"}
	}
	for _, name := range names {
		if token == "" && fields[name] != nil && json.Unmarshal(fields[name], &token) != nil {
			return fail(ClassToken, "the answer's %s is not a text", name)
		}
	}
	if token == "" {
		return fail(ClassToken, "the answer has no %s", strings.Join(names, " or "))
	}
	if life, err = lifeOf(fields[s.cfg.ExpiresField]); err != nil {
		return fail(ClassToken, "the answer's %s is not a number of seconds", s.cfg.ExpiresField)
	}
	return token, life, nil
}

// lifeOf reads a remaining life: seconds as any JSON number, bare or quoted, of which a fraction does not count. None, null
// and what is over give 0.
func lifeOf(raw json.RawMessage) (time.Duration, error) {
	text := string(bytes.Trim(raw, `"`))
	if text == "" || text == "null" {
		return 0, nil
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(seconds) || math.IsInf(seconds, 0) {
		return 0, errors.New("not a number") // not quoted: it may be a token
	}
	return time.Duration(min(max(seconds, 0), tokenMaxLife.Seconds())) * time.Second, nil
}

// tokenServiceError is a failed fetch with its class; err is redacted.
type tokenServiceError struct {
	class Class
	err   error
}

func (e *tokenServiceError) Error() string { return e.err.Error() }

func (e *tokenServiceError) Unwrap() error { return e.err }

func (e *tokenServiceError) Class() Class { return e.class }
