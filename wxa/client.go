package wxa

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/hashicorp/go-retryablehttp"
)

// DefaultBaseURL is the one host of the API.
const DefaultBaseURL = "https://api.weixin.qq.com"

// How long a call may take when [Config] says nothing else.
const (
	DefaultReadTimeout  = 10 * time.Second // calls that only read
	DefaultWriteTimeout = 30 * time.Second // calls that change state; WeChat needs longer for them
)

// Config is checked by New.
type Config struct {
	BaseURL string      // default [DefaultBaseURL]; http or https, a path is kept as prefix, a query is refused
	Tokens  TokenSource // required
	// Transport carries the requests; nil means one of our own. An *http.Transport is copied: writes then go over HTTP/1.1
	// connections that are used once, because net/http by itself sends a GET again when a reused connection breaks. Any other
	// RoundTripper gets writes in a form that net/http never repeats, and must not repeat requests of its own accord.
	Transport http.RoundTripper
	Logger    *slog.Logger // nil: discard
	Observer  Observer     // nil: nobody
	// A call ends after this time whatever happens: it covers getting the token, every repeat, and the second try after a
	// refused token. A context that ends earlier wins. 0 means the default, a negative time is refused.
	ReadTimeout  time.Duration // calls that only read; 0: [DefaultReadTimeout]
	WriteTimeout time.Duration // calls that change state; 0: [DefaultWriteTimeout]
}

// Format prints the config without anything secret, whatever the verb.
func (c Config) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "wxa.Config{BaseURL: %q, Tokens: %T}", redactText(c.BaseURL), c.Tokens)
}

// LogValue is what slog prints.
func (c Config) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

// Client calls WeChat. It is safe for concurrent use.
type Client struct {
	base    string // without trailing slash
	tokens  TokenSource
	reads   *http.Client
	writes  *http.Client // each connection carries one request
	backoff retryablehttp.Backoff
	log     *slog.Logger

	observer Observer // nil: nobody

	readTimeout, writeTimeout time.Duration
}

// New checks cfg.
func New(cfg Config) (*Client, error) {
	var faults []error
	base := cfg.BaseURL
	if base == "" {
		base = DefaultBaseURL
	}
	if err := checkURL(base); err != nil {
		faults = append(faults, fmt.Errorf("BaseURL: %w", err))
	} else if strings.ContainsAny(base, "?#@") {
		faults = append(faults, errors.New("BaseURL: must have no user, query or fragment"))
	}
	if cfg.Tokens == nil {
		faults = append(faults, errors.New("no Tokens given: use wxa.FixedToken, wxa.NewHTTPTokens or a source of your own"))
	}
	if cfg.ReadTimeout < 0 || cfg.WriteTimeout < 0 {
		faults = append(faults, errors.New("ReadTimeout and WriteTimeout: must not be negative"))
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("wxa config: %w", errors.Join(faults...))
	}
	logger := cfg.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	reads, writes := transports(cfg.Transport)
	return &Client{
		base:    strings.TrimRight(base, "/"),
		tokens:  cfg.Tokens,
		reads:   &http.Client{Transport: reads, CheckRedirect: refuseRedirect},
		writes:  &http.Client{Transport: writes, CheckRedirect: refuseRedirect},
		backoff: backoff,
		log:     logger,

		observer: cfg.Observer,

		readTimeout:  cmp.Or(cfg.ReadTimeout, DefaultReadTimeout),
		writeTimeout: cmp.Or(cfg.WriteTimeout, DefaultWriteTimeout),
	}, nil
}

// limit is how long a call may take.
func (c *Client) limit(write bool) time.Duration {
	if write {
		return c.writeTimeout
	}
	return c.readTimeout
}

// Format prints the client without its token source.
func (c *Client) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "wxa.Client(%s)", c.base) }

// account is the Mini Program or the platform whose token a call carries.
type account struct {
	c      *Client
	appid  string
	tokens TokenSource // asked with appid; nil for calls that carry no token

	platform bool // it is the platform: its calls are about other accounts, so "not authorised" says nothing about its token
}

// App is the client's view of one Mini Program; its calls carry that program's token.
type App struct{ account }

// App gives the view of one Mini Program.
func (c *Client) App(appid string) *App { return &App{account{c: c, appid: appid, tokens: c.tokens}} }

// Format prints the appid only.
func (a *App) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "wxa.App("+a.appid+")") }

// checkURL accepts absolute http and https addresses. Its errors never show the address, which may hold a secret.
func checkURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return errors.New("not a URL")
	case u.Scheme != "http" && u.Scheme != "https":
		return errors.New("must start with https:// or http://")
	case u.Hostname() == "":
		return errors.New("has no host")
	}
	return nil
}

// transports gives the carrier of reads and the carrier of writes.
func transports(custom http.RoundTripper) (reads, writes http.RoundTripper) {
	var pooled, single *http.Transport
	switch t := custom.(type) {
	case nil:
		pooled, single = cleanhttp.DefaultPooledTransport(), cleanhttp.DefaultTransport()
	case *http.Transport:
		pooled, single = t.Clone(), t.Clone()
	default:
		return custom, neverReplayed{custom}
	}
	single.DisableKeepAlives = true
	single.Protocols = new(http.Protocols)
	single.Protocols.SetHTTP1(true) // HTTP/2 repeats requests under rules of its own
	if tls := single.TLSClientConfig; tls != nil {
		// A copied transport may offer it still, and could not speak it.
		tls.NextProtos = slices.DeleteFunc(slices.Clone(tls.NextProtos), func(proto string) bool { return proto == "h2" })
	}
	return pooled, single
}

// neverReplayed keeps net/http from sending a request again on its own. On a reused connection net/http repeats a GET, unless
// the request has a body that cannot be read twice. So each gets such a body; an empty one puts nothing on the wire.
type neverReplayed struct{ next http.RoundTripper }

func (t neverReplayed) RoundTrip(req *http.Request) (*http.Response, error) {
	once := *req
	once.GetBody = nil
	if once.Body == nil || once.Body == http.NoBody {
		once.Body = io.NopCloser(strings.NewReader(""))
	}
	return t.next.RoundTrip(&once)
}

// refuseRedirect gives the caller the 3xx answer. To follow it would carry the token to another address and send a write twice.
func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
