package credentials

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/wxrelease/wxrelease/wxa"
)

// Config is checked by Open.
type Config struct {
	AppID  string `json:"-"` // the platform's own, component_appid
	Secret string `json:"-"` // the platform's

	Store   string   `json:"-"` // path of a SQLite file, or postgres://…; all programs of the platform give the same
	Key     []byte   `json:"-"` // seals what is secret in the store; KeySize bytes, see [NewKey]
	OldKeys [][]byte `json:"-"` // still read, never written with

	BaseURL   string            // as in [wxa.Config]
	Transport http.RoundTripper `json:"-"` // as in [wxa.Config]
	Logger    *slog.Logger      `json:"-"` // nil: discard
	Observer  wxa.Observer      `json:"-"` // of the calls for the platform, the refreshes of tokens among them; nil: nobody

	// WeChat pushes a ticket every 10 minutes. Run warns of an older one, and asks WeChat to start pushing again.
	TicketWarn    time.Duration           // age from which on Run warns; 0: 30 minutes
	TicketRestart time.Duration           // age from which on Run asks WeChat; 0: 2 hours
	OnTicketAge   func(age time.Duration) `json:"-"` // called by Run about every minute, for a gauge; nil: nobody

	// Now is the clock; nil: time.Now. With PostgreSQL the server's clock is used instead, for machines may differ.
	Now func() time.Time `json:"-"`
}

// Format prints the config without anything secret, whatever the verb.
func (c Config) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "credentials.Config{AppID: %q, Store: %s, Secret: ***}", c.AppID, storeName(c.Store))
}

// LogValue is what slog prints.
func (c Config) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

// storeName names a store without what is secret in its address.
func storeName(address string) string {
	if !isPostgres(address) {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return "PostgreSQL"
	}
	return "PostgreSQL at " + u.Host + u.Path
}

// Platform holds the credentials of one third-party platform and is the source of its tokens. Any number of processes may
// work on one store. It is safe for concurrent use.
type Platform struct {
	appid  string
	store  *store
	wechat *wxa.Platform
	log    *slog.Logger
	holder string // names this Platform in leases

	patience      time.Duration
	syncPause     time.Duration
	pingEvery     time.Duration
	pinged        atomic.Pointer[time.Time] // the last write of Ping that succeeded
	warn, restart time.Duration
	onTicketAge   func(time.Duration)

	flight singleflight.Group // by lease name
	wake   chan struct{}      // tells Run that a code waits

	alive  context.Context // ends with Close
	cancel context.CancelFunc
	using  sync.RWMutex // held for reading by what outlives its caller; Close waits for it
}

var _ wxa.TokenSource = (*Platform)(nil)

// Open checks cfg, reaches the store and brings its tables up to date. WeChat is not called. Keys that open nothing of what
// is in the store are refused with [ErrKey].
func Open(ctx context.Context, cfg Config) (*Platform, error) {
	var faults []error
	if cfg.Store == "" {
		faults = append(faults, errors.New("no Store given: a file's path or postgres://…"))
	}
	keys, err := newSealer(cfg.Key, cfg.OldKeys)
	if err != nil {
		faults = append(faults, err)
	}
	p := &Platform{
		appid:       cfg.AppID,
		log:         cmp.Or(cfg.Logger, slog.New(slog.DiscardHandler)),
		holder:      holderName(),
		patience:    patience,
		syncPause:   syncPause,
		pingEvery:   pingEvery,
		warn:        cmp.Or(cfg.TicketWarn, 30*time.Minute),
		restart:     cmp.Or(cfg.TicketRestart, 2*time.Hour),
		onTicketAge: cfg.OnTicketAge,
		wake:        make(chan struct{}, 1),
	}
	p.wechat, err = wxa.NewPlatform(wxa.PlatformConfig{
		BaseURL: cfg.BaseURL, AppID: cfg.AppID, Secret: cfg.Secret, Tokens: componentTokens{p}, Transport: cfg.Transport, Logger: p.log,
		Observer: cfg.Observer,
	})
	if err != nil {
		faults = append(faults, err)
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("credentials config: %w", errors.Join(faults...))
	}
	p.store = &store{component: cfg.AppID, keys: keys, clock: cfg.Now}
	if p.store.clock == nil {
		p.store.clock = time.Now
	}
	if err := p.store.openDatabase(cfg.Store, p.log); err != nil {
		return nil, err
	}
	err = p.store.migrate(ctx)
	if err == nil {
		err = p.checkKeys(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", storeName(cfg.Store), err), p.store.close())
	}
	p.alive, p.cancel = context.WithCancel(context.Background())
	return p, nil
}

// holderName tells processes apart in the table of leases, for people and for the store.
func holderName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	return fmt.Sprintf("%s %d %s", host, os.Getpid(), strings.ToLower(rand.Text()[:8]))
}

// Close ends what is under way and closes the store.
func (p *Platform) Close() error {
	p.cancel()
	p.using.Lock()
	defer p.using.Unlock()
	return p.store.close()
}

// Format prints the appid only.
func (p *Platform) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "credentials.Platform("+p.appid+")")
}

// componentTokens gives the client the platform's own token.
type componentTokens struct{ p *Platform }

func (c componentTokens) Token(ctx context.Context, _ string) (string, error) {
	text, err := c.p.token(ctx, c.p.componentRenewal())
	return text, classed(err)
}

func (c componentTokens) Drop(_, token string) { c.p.dropToken(c.p.appid, kindComponent, token) }

func (c componentTokens) Format(f fmt.State, _ rune) { c.p.Format(f, 'v') }
