package doctor

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// bridge asks the bridge whether it can hand pushes over, and what has come.
func (x *examination) bridge(ctx context.Context) {
	if x.settings.BridgeURL == "" {
		x.skip(SkipUnset, []any{"WXRELEASE_BRIDGE_URL"}, Bridge, Pushes)
		return
	}
	status, text, err := x.get(ctx, "/readyz")
	switch {
	case err != nil:
		x.fail(Bridge, FaultTechnical, BridgeUnreachable, err)
		x.skip(SkipBridge, nil, Pushes)
		return
	case status == http.StatusServiceUnavailable:
		x.fail(Bridge, FaultTechnical, BridgeNotReady, strings.Split(strings.TrimSpace(text), "\n"))
	case status != http.StatusOK:
		x.fail(Bridge, FaultTechnical, BridgeOther, x.settings.BridgeURL, status)
		x.skip(SkipNoBridge, nil, Pushes)
		return
	default:
		x.ok(Bridge, BridgeReady, x.settings.BridgeURL)
	}
	x.pushes(ctx)
}

// pushes reads from the bridge's metrics when WeChat last pushed.
func (x *examination) pushes(ctx context.Context) {
	status, text, err := x.get(ctx, "/metrics")
	if err != nil || status != http.StatusOK {
		x.warn(Pushes, PushesUnknown, status, fmt.Sprint(err))
		return
	}
	const space = "wxrelease_bridge_"
	taken, refused := samples(text, space+"pushes_total"), samples(text, space+"refused_total")
	seconds, hasTicket := samples(text, space+"ticket_age_seconds")[""]
	age := time.Duration(seconds * float64(time.Second))
	switch {
	case len(taken) == 0 && len(refused) > 0:
		x.fail(Pushes, FaultCredentials, PushesRefused, slices.Sorted(maps.Keys(refused)))
	case hasTicket && age > ticketLost:
		x.fail(Pushes, FaultTechnical, PushesTicketLost, ago(age))
	case hasTicket && age > ticketLate:
		x.warn(Pushes, PushesTicketLate, ago(age))
	case hasTicket:
		x.ok(Pushes, PushesTicket, ago(age))
	case len(taken) == 0:
		x.warn(Pushes, PushesNone)
	default:
		// Without a store the bridge knows no ticket; the last push of any kind is as good a sign.
		var last float64
		for _, at := range samples(text, space+"last_push_timestamp_seconds") {
			last = max(last, at)
		}
		x.ok(Pushes, PushesAny, ago(time.Since(time.Unix(int64(last), 0))))
	}
}

// answerLimit bounds what is read of an answer.
const answerLimit = 4 << 20

func (x *examination) get(ctx context.Context, path string) (status int, text string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, x.settings.BridgeURL+path, nil)
	if err != nil {
		return 0, "", err
	}
	resp, err := x.HTTP.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	if err != nil {
		return resp.StatusCode, "", fmt.Errorf("reading the answer of %s: %w", path, err)
	}
	return resp.StatusCode, string(body), nil
}
