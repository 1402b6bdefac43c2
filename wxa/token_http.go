package wxa

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-cleanhttp"
	"golang.org/x/sync/singleflight"
)

const (
	defaultTokenTimeout = 10 * time.Second // of one fetch

	tokenEarly   = 10 * time.Minute // refresh that long before the end, as WeChat advises
	tokenMaxLife = 2 * time.Hour    // WeChat gives no token a longer life
)

// HTTPTokensConfig is checked by NewHTTPTokens.
type HTTPTokensConfig struct {
	// URL has {appid} where the appid belongs, for example https://tokens.example.com/authorizer/{appid}.
	URL          string            `json:"-"`
	HeaderName   string            `json:"-"` // optional request header, for example Authorization
	HeaderValue  string            `json:"-"` // its value, secret
	TokenField   string            // name in the JSON answer; default access_token, and authorizer_access_token is read too
	ExpiresField string            // name of the remaining life in seconds; default expires_in
	Transport    http.RoundTripper `json:"-"` // nil: a transport of our own
	Logger       *slog.Logger      `json:"-"` // nil: discard
	Timeout      time.Duration     // of one fetch; 0: 10 s
}

// Format prints the config without the header's value and the URL's query, whatever the verb.
func (c HTTPTokensConfig) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "wxa.HTTPTokensConfig{URL: %q, HeaderName: %q, HeaderValue: ***}", redactText(c.URL), c.HeaderName)
}

// LogValue is what slog prints.
func (c HTTPTokensConfig) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

// HTTPTokens asks an existing token service, the usual 中控服务器 of a platform, and keeps its answers: GET of the URL, an
// answer such as {"access_token":"61_…","expires_in":5400}. A token is fetched again 10 minutes before its end, or at half
// its life if that is short; while that fails the old one serves on to its end. An answer without a life is not kept.
// One fetch per Mini Program runs at a time. It is safe for concurrent use.
//
// What is secret is behind pointers: fmt shows only their addresses where it cannot call Format, as in a private field.
type HTTPTokens struct {
	cfg    *HTTPTokensConfig
	http   *http.Client
	log    *slog.Logger
	flight singleflight.Group

	mu   sync.Mutex            // guards kept
	kept map[string]*keptToken // by appid
}

type keptToken struct {
	token   string
	refresh time.Time // from here on a fresh one is wanted
	end     time.Time
}

// NewHTTPTokens checks cfg. Nothing is fetched yet.
func NewHTTPTokens(cfg HTTPTokensConfig) (*HTTPTokens, error) {
	var faults []error
	if err := checkURL(strings.ReplaceAll(cfg.URL, "{appid}", "wx0")); err != nil {
		faults = append(faults, fmt.Errorf("URL: %w", err))
	} else if !strings.Contains(cfg.URL, "{appid}") {
		faults = append(faults, errors.New("URL: has no {appid}, all Mini Programs would get the same token"))
	}
	if (cfg.HeaderName == "") != (cfg.HeaderValue == "") {
		faults = append(faults, errors.New("HeaderName and HeaderValue: give both or none"))
	}
	if cfg.Timeout < 0 {
		faults = append(faults, errors.New("a negative Timeout"))
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("token service config: %w", errors.Join(faults...))
	}
	cfg.Timeout = cmp.Or(cfg.Timeout, defaultTokenTimeout)
	cfg.ExpiresField = cmp.Or(cfg.ExpiresField, "expires_in")
	if cfg.Transport == nil {
		cfg.Transport = cleanhttp.DefaultPooledTransport()
	}
	return &HTTPTokens{
		cfg:  &cfg,
		http: &http.Client{Transport: cfg.Transport, CheckRedirect: refuseRedirect},
		log:  cmp.Or(cfg.Logger, slog.New(slog.DiscardHandler)),
		kept: make(map[string]*keptToken),
	}, nil
}

// Format prints the source without its tokens.
func (s *HTTPTokens) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "wxa.HTTPTokens{%v}", *s.cfg) }

// Token gives the kept token or fetches one. Its errors have class Transient if the service was not reached, or answered
// 429 or 5xx, else class Token.
func (s *HTTPTokens) Token(ctx context.Context, appid string) (string, error) {
	if kept := s.lookup(appid); kept != nil && time.Now().Before(kept.refresh) {
		return kept.token, nil
	}
	// The fetch outlives the caller that began it: others may be waiting for the same one.
	result := s.flight.DoChan(appid, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.cfg.Timeout)
		defer cancel()
		return s.fetch(ctx, appid)
	})
	select {
	case <-ctx.Done():
		return "", &tokenServiceError{ClassTransient, fmt.Errorf("wait for the token service: %w", ctx.Err())}
	case r := <-result:
		if r.Err == nil {
			return r.Val.(string), nil
		}
		// Read it again: Drop may have come meanwhile.
		if kept := s.lookup(appid); kept != nil && time.Now().Before(kept.end) {
			s.log.WarnContext(ctx, "token service failed, using the kept token", "appid", appid,
				"until", kept.end, "error", r.Err)
			return kept.token, nil
		}
		return "", r.Err
	}
}

// Drop forgets this very token; a newer one stays.
func (s *HTTPTokens) Drop(appid, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if kept := s.kept[appid]; kept != nil && kept.token == token {
		delete(s.kept, appid)
	}
}

func (s *HTTPTokens) lookup(appid string) *keptToken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[appid]
}

// fetch asks the service once and keeps the answer.
func (s *HTTPTokens) fetch(ctx context.Context, appid string) (string, error) {
	asked := time.Now()
	token, life, err := s.ask(ctx, appid)
	if err != nil {
		return "", err
	}
	if life > 0 {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.kept[appid] = &keptToken{token, asked.Add(max(life-tokenEarly, life/2)), asked.Add(life)}
	}
	return token, nil
}
