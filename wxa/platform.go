package wxa

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"time"
)

var (
	epComponentToken  = endpoint{http.MethodPost, "/cgi-bin/component/api_component_token", true}
	epStartPushTicket = endpoint{http.MethodPost, "/cgi-bin/component/api_start_push_ticket", true}
	epPreAuthCode     = endpoint{http.MethodPost, "/cgi-bin/component/api_create_preauthcode", false}
)

// PlatformConfig is checked by NewPlatform.
type PlatformConfig struct {
	BaseURL string // as in [Config]
	AppID   string // the platform's own, component_appid
	Secret  string `json:"-"` // the platform's, 32 hex digits
	// Tokens gives the component_access_token; it is asked with AppID. Required. It may use the Platform itself: the calls
	// that make a token carry none.
	Tokens    TokenSource
	Transport http.RoundTripper `json:"-"` // as in [Config]
	Logger    *slog.Logger      `json:"-"` // nil: discard
	Observer  Observer          `json:"-"` // nil: nobody

	ReadTimeout, WriteTimeout time.Duration // as in [Config]
}

// Format prints the config without anything secret, whatever the verb.
func (c PlatformConfig) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "wxa.PlatformConfig{BaseURL: %q, AppID: %q, Secret: ***, Tokens: %T}", redactText(c.BaseURL), c.AppID, c.Tokens)
}

// LogValue is what slog prints.
func (c PlatformConfig) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

// Platform calls WeChat for the third-party platform itself: its tokens and its authorisations. The calls about one Mini
// Program are methods of [App]; they carry another token. It is safe for concurrent use.
type Platform struct {
	account               // carries the component_access_token
	secret  func() string // a func value prints as an address
}

// NewPlatform checks cfg. Nothing is sent yet.
func NewPlatform(cfg PlatformConfig) (*Platform, error) {
	var faults []error
	if cfg.AppID == "" {
		faults = append(faults, errors.New("no AppID given: it is the platform's, from open.weixin.qq.com"))
	}
	if cfg.Secret == "" {
		faults = append(faults, errors.New("no Secret given: it is the platform's, from open.weixin.qq.com"))
	}
	c, err := New(Config{
		BaseURL: cfg.BaseURL, Tokens: cfg.Tokens, Transport: cfg.Transport, Logger: cfg.Logger, Observer: cfg.Observer,
		ReadTimeout: cfg.ReadTimeout, WriteTimeout: cfg.WriteTimeout,
	})
	if err != nil {
		faults = append(faults, err)
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("platform %s: %w", cmp.Or(cfg.AppID, "without an appid"), errors.Join(faults...))
	}
	return &Platform{account{c: c, appid: cfg.AppID, tokens: cfg.Tokens, platform: true}, func() string { return cfg.Secret }}, nil
}

// Format prints the appid only.
func (p *Platform) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "wxa.Platform("+p.appid+")") }

// bare is the platform for the calls that carry no token.
func (p *Platform) bare() account { return account{c: p.c, appid: p.appid, platform: true} }

// Token is an access token with its remaining life. It prints without the token.
type Token struct {
	Text string        `json:"-"` // secret
	Life time.Duration `json:"life"`
}

// Format prints the life only, whatever the verb.
func (t Token) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "wxa.Token{***, %s}", t.Life) }

// seconds reads the number as a life; unset and negative give 0.
func (x number) seconds() time.Duration {
	return time.Duration(min(max(x.n, 0), math.MaxInt32)) * time.Second
}

type componentTokenRequest struct {
	AppID  string `json:"component_appid"`
	Secret string `json:"component_appsecret"` // appsecret here, secret in startPushRequest
	Ticket string `json:"component_verify_ticket"`
}

func (r componentTokenRequest) secrets() []string { return []string{r.Secret, r.Ticket} }

type componentTokenAnswer struct {
	Token string `json:"component_access_token"`
	Life  number `json:"expires_in"`
}

func (a componentTokenAnswer) missing(bool) string {
	switch {
	case a.Token == "":
		return "component_access_token"
	case a.Life.n <= 0:
		return "positive expires_in"
	}
	return ""
}

// ComponentToken makes a new component_access_token from the newest ticket; the previous one ends about five minutes
// later. Only one process may do so at a time. 61005 and 61006 (class Wait) want a newer ticket; 40001 and 40125 (class
// Fix) say that the secret is wrong. After a lost answer ask again: a further token replaces the lost one.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getcomponentaccesstoken.html
func (p *Platform) ComponentToken(ctx context.Context, ticket string) (Token, error) {
	r, err := call[componentTokenAnswer](ctx, p.bare(), epComponentToken, componentTokenRequest{p.appid, p.secret(), ticket})
	return Token{r.Body.Token, r.Body.Life.seconds()}, err
}

type startPushRequest struct {
	AppID  string `json:"component_appid"`
	Secret string `json:"component_secret"`
}

func (r startPushRequest) secrets() []string { return []string{r.Secret} }

// StartPushTicket makes WeChat push tickets (again). It is harmless while they are being pushed.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_startpushticket.html
func (p *Platform) StartPushTicket(ctx context.Context) error {
	_, err := call[done](ctx, p.bare(), epStartPushTicket, startPushRequest{p.appid, p.secret()})
	return err
}

type platformRequest struct {
	AppID string `json:"component_appid"`
}

type preAuthAnswer struct {
	Code string `json:"pre_auth_code"`
	Life number `json:"expires_in"`
}

func (a preAuthAnswer) missing(bool) string {
	if a.Code == "" {
		return "pre_auth_code"
	}
	return ""
}

// PreAuthCode makes the code that an authorisation link holds. It serves one authorisation; life is what WeChat says, 0 if
// it says nothing (its pages tell both 600 and 1800 seconds).
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getpreauthcode.html
func (p *Platform) PreAuthCode(ctx context.Context) (code string, life time.Duration, err error) {
	r, err := call[preAuthAnswer](ctx, p.account, epPreAuthCode, platformRequest{p.appid})
	return r.Body.Code, r.Body.Life.seconds(), err
}
