package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// bridge asks the bridge whether it can hand pushes over, and what has come.
func (d *doctor) bridge(ctx context.Context) {
	if d.settings.BridgeURL == "" {
		const why = "not configured here: WXRELEASE_BRIDGE_URL is not set"
		d.skip(checkBridge, why)
		d.skip(checkPushes, why)
		return
	}
	status, text, err := d.get(ctx, "/readyz")
	const remedy = "Check that it runs, its log, and WXRELEASE_BRIDGE_URL"
	switch {
	case err != nil:
		d.fail(exitFailed, checkBridge, remedy, "it cannot be reached: %v", err)
		d.skip(checkPushes, "the bridge cannot be reached")
		return
	case status == http.StatusServiceUnavailable:
		d.fail(exitFailed, checkBridge, "WeChat's pushes are refused until it can", "it is not ready: %s", strings.Join(strings.Split(strings.TrimSpace(text), "\n"), ", "))
	case status != http.StatusOK:
		d.fail(exitFailed, checkBridge, remedy, "%s answers HTTP %d to /readyz: that is no bridge", d.settings.BridgeURL, status)
		d.skip(checkPushes, "that is no bridge")
		return
	default:
		d.ok(checkBridge, "ready at %s", d.settings.BridgeURL)
	}
	d.pushes(ctx)
}

// pushes reads from the bridge's metrics when WeChat last pushed.
func (d *doctor) pushes(ctx context.Context) {
	status, text, err := d.get(ctx, "/metrics")
	if err != nil || status != http.StatusOK {
		d.warn(checkPushes, "Check that nothing in between hides the bridge's /metrics", "the bridge does not tell: HTTP %d, %v", status, err)
		return
	}
	const space = "wxrelease_bridge_"
	taken, refused := samples(text, space+"pushes_total"), samples(text, space+"refused_total")
	const remedy = "Check the two callback URLs on open.weixin.qq.com, the TLS proxy, and the bridge's log"
	age, hasTicket := samples(text, space+"ticket_age_seconds")[""]
	since := time.Duration(age * float64(time.Second))
	switch {
	case len(taken) == 0 && len(refused) > 0:
		d.fail(exitCredentials, checkPushes, "Check WXRELEASE_PUSH_TOKEN, WXRELEASE_PUSH_KEY and WXRELEASE_PLATFORM_APPID of the bridge", "none was taken since the bridge began, and some were refused: %s", strings.Join(slices.Sorted(maps.Keys(refused)), ", "))
	case hasTicket && since > ticketLost:
		d.fail(exitFailed, checkPushes, remedy, "the last ticket came %s, and WeChat pushes every 10 minutes", ago(since))
	case hasTicket && since > ticketLate:
		d.warn(checkPushes, remedy, "the last ticket came %s, and WeChat pushes every 10 minutes", ago(since))
	case hasTicket:
		d.ok(checkPushes, "the last ticket came %s", ago(since))
	case len(taken) == 0:
		d.warn(checkPushes, remedy, "none has come since the bridge began; WeChat pushes every 10 minutes")
	default:
		// Without a store the bridge knows no ticket; the last push of any kind is as good a sign.
		var last float64
		for _, at := range samples(text, space+"last_push_timestamp_seconds") {
			last = max(last, at)
		}
		d.ok(checkPushes, "the last one came %s", ago(time.Since(time.Unix(int64(last), 0))))
	}
}

// answerLimit bounds what is read of an answer.
const answerLimit = 4 << 20

func (d *doctor) get(ctx context.Context, path string) (status int, text string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.settings.BridgeURL+path, nil)
	if err != nil {
		return 0, "", err
	}
	resp, err := d.http.Do(req)
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

// samples reads one metric from Prometheus' text format: its values that are not 0, by their labels as written, "" for none.
func samples(text, name string) map[string]float64 {
	found := map[string]float64{}
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), name)
		if !ok {
			continue
		}
		labels := ""
		if inner, is := strings.CutPrefix(rest, "{"); is {
			at := strings.LastIndex(inner, "}")
			if at < 0 {
				continue
			}
			labels, rest = inner[:at], inner[at+1:]
		} else if !strings.HasPrefix(rest, " ") {
			continue // another metric, whose name begins so
		}
		value, _, _ := strings.Cut(strings.TrimSpace(rest), " ") // a time stamp may follow
		if n, err := strconv.ParseFloat(value, 64); err == nil && n != 0 {
			found[labels] = n
		}
	}
	return found
}
