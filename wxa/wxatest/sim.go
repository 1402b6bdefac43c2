package wxatest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Sim is one simulated WeChat. It is an [http.Handler] and safe for concurrent use.
type Sim struct {
	cfg     Config
	control http.Handler
	client  *http.Client // for pushes
	keys    pushKeys

	ctx       context.Context // ends with Close
	cancel    context.CancelFunc
	advancing sync.Mutex // one Advance at a time

	mu         sync.Mutex // guards everything below
	delivering int        // deliveries under way in goroutines of their own
	delivered  *sync.Cond // one of them has ended
	closed     bool

	clock     clock
	queue     []*event // by time
	timer     *time.Timer
	rng       *rand.Rand
	apps      map[string]*app
	nextAudit int64
	quota     Quota
	used      usage
	faults    []*fault
	calls     map[callKey]int
	ledger    []Effect
	tokens    map[string]*token // by their text, also those that have ended
	latest    map[line]*token   // issued last
	platform  platform
	secrets   []string
	pending   []delivery // made by an event, not yet taken
	pushes    []Push
}

// usage counts what one month has used of the platform's quota.
type usage struct {
	month               string
	submitted, speedups int
}

// New makes a simulator. Like [httptest.NewServer] it panics when it cannot; call [Config.Validate] first for settings that
// come from outside. Call [Sim.Close] when done.
//
// [httptest.NewServer]: https://pkg.go.dev/net/http/httptest#NewServer
func New(cfg Config) *Sim {
	if err := cfg.Validate(); err != nil {
		panic(err)
	}
	cfg.UndosPerDay = orDefault(cfg.UndosPerDay, 5)
	cfg.UndosPerMonth = orDefault(cfg.UndosPerMonth, 10)
	cfg.ReviewTime = orDefault(cfg.ReviewTime, 3*time.Hour)
	cfg.TokenLife = orDefault(cfg.TokenLife, 2*time.Hour)
	cfg.TokenOverlap = orDefault(cfg.TokenOverlap, 5*time.Minute)
	cfg.MaxVersionDesc = orDefault(cfg.MaxVersionDesc, 500)
	cfg.MaxPreviewFiles = orDefault(cfg.MaxPreviewFiles, 10)
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Start.IsZero() {
		cfg.Start = time.Now()
	}
	cfg.Platform.AppID = orDefault(cfg.Platform.AppID, cfg.Callback.ComponentAppID)
	s := &Sim{
		cfg:       cfg,
		clock:     clock{base: cfg.Start.Round(0), since: time.Now(), speed: cfg.Speed, given: cfg.Clock},
		rng:       rand.New(rand.NewPCG(cfg.Seed, 0)),
		apps:      map[string]*app{},
		nextAudit: 430000001,
		quota:     cfg.Quota.withDefaults(),
		calls:     map[callKey]int{},
		tokens:    map[string]*token{},
		latest:    map[line]*token{},
		platform: platform{
			Platform: cfg.Platform, tickets: map[string]*ticket{}, tickRandom: rand.New(rand.NewPCG(cfg.Seed, 1)),
			refreshTokens: map[string]*refreshToken{}, codes: map[string]*authCode{},
		},
	}
	s.delivered = sync.NewCond(&s.mu)
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.control = s.controlHandler()
	s.setUpPushes()
	for _, secret := range []string{
		cfg.TokenSecret, cfg.Platform.Secret, cfg.Callback.Token, cfg.Callback.EncodingAESKey, cfg.Callback.PreviousKey,
	} {
		s.keepSecret(secret)
	}
	if cfg.Callback.EventsURL != "" {
		s.mu.Lock() // from the first event on, a running clock's timer works beside us
		defer s.mu.Unlock()
		s.startFeed(s.clock.now())
		s.rearm(s.clock.now())
	}
	return s
}

// Close stops the clock's timer, ends waiting requests and waits for running deliveries. Pushes that are not yet due are
// never sent.
func (s *Sim) Close() {
	s.cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.timer != nil {
		s.timer.Stop()
	}
	for s.delivering > 0 {
		s.delivered.Wait()
	}
	s.client.CloseIdleConnections()
}

// SetQuota replaces the platform's quota; what this month has used stays used.
func (s *Sim) SetQuota(q Quota) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quota = q.withDefaults()
}

// usage gives this month's counters. Sim.mu is held.
func (s *Sim) usage(now time.Time) *usage {
	if month := monthOf(now); s.used.month != month {
		s.used = usage{month: month}
	}
	return &s.used
}

// Secrets lists every token, key and secret this simulator was given or has ever issued. Tests search logs, errors and
// histories for them.
func (s *Sim) Secrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.secrets...)
}

// ErrUnknownApp is about an appid that was never added.
var ErrUnknownApp = errors.New("wxatest: no such Mini Program; add it first")

func (s *Sim) find(appid string) (*app, error) {
	if a, ok := s.apps[appid]; ok {
		return a, nil
	}
	return nil, fmt.Errorf("%w: %q", ErrUnknownApp, appid)
}

func orDefault[T comparable](value, def T) T {
	var zero T
	if value == zero {
		return def
	}
	return value
}
