package wxatest

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Many callers at once, with faults, a moving clock and pushes: one review is open at a time, so per app every accepted
// submission but the first follows an accepted undo.
func TestParallelCallers(t *testing.T) {
	var apps []App
	for i := range 4 {
		app := uploaded(fmt.Sprintf("wx%d", i))
		app.Plans = []Plan{{}} // never ends by itself
		apps = append(apps, app)
	}
	w, _ := newPushWorld(t, Config{UndosPerDay: 1000, UndosPerMonth: 1000}, apps...)
	w.Fault(Fault{Errcode: -1, Effect: true, Probability: 0.3, Times: -1})
	client := &http.Client{Transport: w.Transport()}
	call := func(method, path, appid, body string) {
		req, err := http.NewRequestWithContext(t.Context(), method, "http://wechat.test"+path+"?access_token="+w.Token(appid),
			strings.NewReader(body))
		if assert.NoError(t, err) {
			if resp, err := client.Do(req); assert.NoError(t, err) {
				_ = resp.Body.Close()
			}
		}
	}
	var callers sync.WaitGroup
	for i := range 16 {
		appid := apps[i%len(apps)].AppID
		callers.Go(func() {
			for range 20 {
				call("POST", submitPath, appid, minimal)
				call("GET", "/wxa/get_latest_auditstatus", appid, "")
				call("POST", "/wxa/speedupaudit", appid, `{"auditid":430000001}`)
				call("GET", "/wxa/undocodeaudit", appid, "")
			}
		})
	}
	callers.Go(func() {
		for range 20 {
			w.Advance(time.Minute)
			_ = w.ExpireToken("wx0")
			_, _, _ = w.Pushes(), w.Ledger(), w.Calls("", "")
			_ = w.Update("wx1", func(a *App) { a.NoSpeedup = !a.NoSpeedup })
			_ = w.Decide("wx2", Verdict{Status: StatusDelayed})
		}
	})
	callers.Wait()

	for _, app := range apps {
		assert.Equal(t, 4*20*4, w.Calls("", app.AppID))
	}
	open := map[string]int64{}
	for _, e := range w.Ledger() {
		switch e.Action {
		case ActionSubmit:
			require.Zero(t, open[e.AppID], "two reviews at once")
			open[e.AppID] = e.AuditID
		case ActionUndo:
			require.Equal(t, open[e.AppID], e.AuditID)
			open[e.AppID] = 0
		}
	}
}

func TestLogsHoldNoSecret(t *testing.T) {
	var logged bytes.Buffer
	cfg := Config{TokenSecret: "open-sesame", Logger: slog.New(slog.NewTextHandler(&logged, nil))}
	w, _ := newPushWorld(t, cfg, uploaded(appA))
	w.submit(appA)
	w.Advance(3 * time.Hour)
	_, _ = w.do(http.MethodGet, "/_sim/token", "", "")
	_, body := w.do(http.MethodGet, "/wxa/queryquota", "61_wrong", "")
	assertCode(t, "40001", body)
	assert.Contains(t, logged.String(), submitPath)
	assert.Contains(t, logged.String(), "weapp_audit_success")
	secrets := append(w.Secrets(), "61_wrong")
	require.GreaterOrEqual(t, len(secrets), 6) // two keys, two other secrets of the settings, a token, the wrong token
	for _, secret := range secrets {
		assert.NotContains(t, logged.String(), secret)
		assert.NotContains(t, logged.String(), url.QueryEscape(secret))
	}
}
