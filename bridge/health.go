package bridge

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// checkTimeout bounds each check of Temporal and of the store.
const checkTimeout = 2 * time.Second

// ready answers 200 when Temporal and the store can be used, else 503 with the names of those that cannot. Requests that come
// at the same time share one check.
func (b *Bridge) ready(w http.ResponseWriter, _ *http.Request) {
	text, _, _ := b.readiness.Do("", func() (any, error) { return b.missing(), nil })
	if text != "" {
		writeText(w, http.StatusServiceUnavailable, text.(string))
		return
	}
	writeText(w, http.StatusOK, "ok\n")
}

// missing names what cannot be used, one a line.
func (b *Bridge) missing() string {
	ctx, cancel := context.WithTimeout(context.Background(), checkTimeout)
	defer cancel()
	checks := []step{{"temporal cannot be reached", b.checkTemporal}}
	if b.credentials != nil {
		checks = append(checks, step{"store cannot be used", b.credentials.Ping})
	}
	results := make([]chan error, len(checks))
	for i, check := range checks {
		results[i] = make(chan error, 1)
		b.background.Go(func() { results[i] <- check.do(ctx) })
	}
	var text strings.Builder
	for i, check := range checks {
		var err error
		select {
		case err = <-results[i]:
		case <-ctx.Done():
			// The time ended while another check was waited for; this one may have answered before.
			select {
			case err = <-results[i]:
			default:
				err = ctx.Err()
			}
		}
		if err != nil {
			text.WriteString(check.to + "\n")
			b.refusals.Do(func() { b.logger.Warn("Not ready", "because", check.to, "error", err) })
		}
	}
	return text.String()
}
