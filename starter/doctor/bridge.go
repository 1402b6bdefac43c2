package doctor

import (
	"context"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
)

// bridge asks the bridge whether it can hand pushes over, and what has come.
func (x *examination) bridge(ctx context.Context) {
	if x.settings.BridgeURL == "" {
		x.skip(SkipUnset, Facts{"setting": "WXRELEASE_BRIDGE_URL"}, Bridge, Pushes)
		return
	}
	status, text, err := x.get(ctx, "/readyz")
	switch {
	case err != nil:
		x.fail(Bridge, FaultTechnical, BridgeUnreachable, Facts{"error": err})
		x.skip(SkipBridge, nil, Pushes)
		return
	case status == http.StatusServiceUnavailable:
		x.fail(Bridge, FaultTechnical, BridgeNotReady, Facts{"reasons": unready(text)})
	case status != http.StatusOK:
		x.fail(Bridge, FaultTechnical, BridgeOther, Facts{"address": x.settings.BridgeURL, "status": status})
		x.skip(SkipNoBridge, nil, Pushes)
		return
	default:
		x.ok(Bridge, BridgeReady, Facts{"address": x.settings.BridgeURL})
	}
	x.pushes(ctx)
}

// pushes reads from the bridge's metrics when WeChat last pushed.
func (x *examination) pushes(ctx context.Context) {
	status, text, err := x.get(ctx, "/metrics")
	if err != nil {
		x.warn(Pushes, PushesNotRead, Facts{"error": err})
		return
	}
	if status != http.StatusOK {
		x.warn(Pushes, PushesUnknown, Facts{"status": status})
		return
	}
	const space = "wxrelease_bridge_"
	taken, refused := samples(text, space+"pushes_total"), samples(text, space+"refused_total")
	seconds, hasTicket := samples(text, space+"ticket_age_seconds")[""]
	age := time.Duration(seconds * float64(time.Second))
	switch {
	case len(taken) == 0 && len(refused) > 0:
		x.fail(Pushes, FaultCredentials, PushesRefused, Facts{"reasons": reasons(refused)})
	case hasTicket && age > ticketLost:
		x.fail(Pushes, FaultTechnical, PushesTicketLost, Facts{"since": since(age)})
	case hasTicket && age > ticketLate:
		x.warn(Pushes, PushesTicketLate, Facts{"since": since(age)})
	case hasTicket:
		x.ok(Pushes, PushesTicket, Facts{"since": since(age)})
	case len(taken) == 0:
		x.warn(Pushes, PushesNone, nil)
	default:
		// Without a store the bridge knows no ticket; the last push of any kind is as good a sign.
		var last float64
		for _, at := range samples(text, space+"last_push_timestamp_seconds") {
			last = max(last, at)
		}
		x.ok(Pushes, PushesAny, Facts{"since": since(time.Since(time.Unix(int64(last), 0)))})
	}
}

// unready gives what the bridge cannot use: the names with which the lines of its answer begin.
func unready(text string) []string {
	var names []string
	for line := range strings.Lines(text) {
		if name, _, _ := strings.Cut(strings.TrimSpace(line), " "); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// reasons gives the values of the label "reason" of some samples.
func reasons(refused map[string]float64) []string {
	var all []string
	for _, labels := range slices.Sorted(maps.Keys(refused)) {
		_, value, _ := strings.Cut(labels, `reason="`)
		value, _, _ = strings.Cut(value, `"`)
		all = append(all, value)
	}
	return all
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
		return resp.StatusCode, "", words.ProgramAnswer.Err(x.settings.BridgeURL+path, err)
	}
	return resp.StatusCode, string(body), nil
}
