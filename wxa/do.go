package wxa

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Request is a call of an endpoint that this package does not wrap, for [App.Do] and [Platform.Do].
type Request struct {
	Method string // http.MethodGet or http.MethodPost, as the endpoint's page says; "" means POST
	Path   string // for example /wxa/get_category; it begins with a slash and has no query
	Query  url.Values
	// Body becomes the JSON body of a POST; nil sends {}, because WeChat answers 44002 to no body at all. A GET has none.
	Body any
	// Reads says that the endpoint changes nothing at WeChat. The method does not tell: undocodeaudit, revertgrayrelease and
	// revertcoderelease are GETs that change state. What reads is repeated after a failed connection, 5xx and 429, ends after
	// [Config].ReadTimeout, and fails with class Transient where it got no answer. All else is sent again only while no connection
	// was made and after a refused token, ends after [Config].WriteTimeout, and fails with class Ambiguous where it may have taken
	// effect.
	Reads bool
	// Wants names the field at the top of the answer without which somebody else must have answered, such as a gateway. ""
	// means errcode, which most endpoints send always. Of some a success has none: media/upload, getcallbackip.
	Wants   string
	NoToken bool     // the endpoint takes no token, such as component/clear_quota/v2
	Secrets []string // texts in Query or Body that no error and no log line may show
}

// Format prints neither query nor body, whatever the verb.
func (r Request) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "wxa.Request("+r.method()+" "+r.Path+")")
}

// Do calls an endpoint that this package does not wrap, with the Mini Program's token. It goes the way of every other call:
// the package's documentation tells of tokens, repeats, errors, and of what is read of broken JSON. answer is a pointer that
// json.Unmarshal decodes the JSON object into; with nil only errcode counts. It may be half filled when Do fails.
//
// WeChat sends some numbers in quotes, and a field that is missing becomes a zero. Use pointers or Request.Wants where that
// matters: a review's status 0 means approved. Answers that are no JSON object, such as get_qrcode's picture, are errors.
func (a *App) Do(ctx context.Context, req Request, answer any) error {
	return a.callAny(ctx, req, answer)
}

// Do is [App.Do] with the platform's own token, the component_access_token.
func (p *Platform) Do(ctx context.Context, req Request, answer any) error {
	return p.callAny(ctx, req, answer)
}

func (r Request) method() string { return cmp.Or(r.Method, http.MethodPost) }

func (a account) callAny(ctx context.Context, req Request, answer any) error {
	if err := req.check(); err != nil {
		path, _, _ := strings.Cut(req.Path, "?")
		return fmt.Errorf("%s for %s: nothing was sent: %w", path, a.appid, err)
	}
	if req.NoToken {
		a.tokens = nil
	}
	out := outbound{
		endpoint: endpoint{req.method(), req.Path, !req.Reads}, query: req.Query, in: req.Body, secrets: req.Secrets,
	}
	if out.in == nil && out.method == http.MethodPost {
		out.in = struct{}{}
	}
	_, err := a.do(ctx, out, func(body []byte, _ bool) error {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(body, &fields); err != nil {
			return fmt.Errorf("the answer cannot be decoded: %w", err)
		}
		if field := cmp.Or(req.Wants, "errcode"); fields[field] == nil || string(fields[field]) == "null" {
			return fmt.Errorf("the answer has no %s", field)
		}
		if answer == nil {
			return nil
		}
		if err := json.Unmarshal(body, answer); err != nil {
			return fmt.Errorf("the answer cannot be decoded: %w", err)
		}
		return nil
	})
	return err
}

// check finds what would go to another address than the caller means, and what no endpoint takes.
func (r Request) check() error {
	switch {
	case r.method() != http.MethodGet && r.method() != http.MethodPost:
		return FieldError{Path: "Method", Text: "is neither GET nor POST"}
	case !strings.HasPrefix(r.Path, "/") || strings.ContainsFunc(r.Path, foreignToPaths):
		return FieldError{Path: "Path", Text: "is no plain path that begins with a slash; parameters belong into Query"}
	case r.method() == http.MethodGet && r.Body != nil:
		return FieldError{Path: "Body", Text: "is not empty, and a GET has none; parameters belong into Query"}
	case r.Query.Has(tokenParam):
		return FieldError{Path: "Query", Text: "holds an access_token, which the token source gives"}
	}
	return nil
}

// foreignToPaths tells characters that no path of WeChat's has, and that would begin something else or break the URL.
func foreignToPaths(c rune) bool { return c <= ' ' || c >= 0x7f || strings.ContainsRune("?#%", c) }
