package wxatest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/wxrelease/wxrelease/wxa/push"
)

// Callback is where events are pushed to. The zero Callback means nowhere.
type Callback struct {
	URL            string // the message URL, for review events; $APPID$ in it becomes the Mini Program's appid
	EventsURL      string // the authorisation event URL, for tickets and authorisations; with it the ticket feed runs
	Token          string
	EncodingAESKey string // 43 characters
	PreviousKey    string // 43 characters; needed for [KeyOld] only
	ComponentAppID string // the platform's appid, at the end of every message; "": Platform.AppID
	// Attempts is how often a delivery is tried when it is not answered with success. 0: once, as far as is known of review
	// events; ordinary messages are documented with 3.
	Attempts int
	// RealTimestamps stamps the deliveries with the real time instead of the simulated one, for a receiver that refuses old
	// and future ones.
	RealTimestamps bool
	// Transport carries the deliveries; nil: one of our own. A test may lead them straight into a handler.
	Transport http.RoundTripper
}

func (c Callback) validate() error {
	if c.URL == "" && c.EventsURL == "" {
		return nil
	}
	for name, address := range map[string]string{"URL": c.URL, "EventsURL": c.EventsURL} {
		if u, err := url.Parse(address); address != "" && (err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "") {
			return fmt.Errorf("wxatest: Callback.%s is not an http or https address", name)
		}
	}
	if c.Token == "" {
		return errors.New("wxatest: Callback needs Token")
	}
	if _, err := push.ParseKey(c.EncodingAESKey); err != nil {
		return fmt.Errorf("wxatest: Callback.EncodingAESKey: %w", err)
	}
	if _, err := push.ParseKey(c.PreviousKey); err != nil && c.PreviousKey != "" {
		return fmt.Errorf("wxatest: Callback.PreviousKey: %w", err)
	}
	return nil
}

// pushKeys are the parsed keys of the callback.
type pushKeys struct{ current, previous, wrong push.Key }

func (s *Sim) setUpPushes() {
	s.client = &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     s.cfg.Callback.Transport,
	}
	if s.client.Transport == nil {
		s.client.Transport = &http.Transport{} // straight to the receiver, whatever proxy the environment names
	}
	// Validate has accepted them; a key that is not set stays zero.
	s.keys.current, _ = push.ParseKey(s.cfg.Callback.EncodingAESKey)
	s.keys.previous, _ = push.ParseKey(s.cfg.Callback.PreviousKey)
	s.keys.wrong, _ = push.ParseKey(strings.Repeat("wrongkey", 6)[:43])
}

func (k pushKeys) of(kind PushKey) push.Key {
	switch kind {
	case KeyWrong:
		return k.wrong
	case KeyOld:
		return k.previous
	}
	return k.current
}
