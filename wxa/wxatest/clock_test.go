package wxatest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// throughHandler is a transport that leads straight into a handler.
type throughHandler struct{ http.Handler }

func (t throughHandler) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	t.ServeHTTP(rec, r)
	return rec.Result(), nil
}

// twoWeeks runs reviews of two weeks with faults on the caller's clock, and writes down all that was seen.
func twoWeeks(t *testing.T, seed uint64) string {
	now := start
	rc := &receiver{}
	app := rejected()
	app.Plans = append(app.Plans, Plan{{After: 13 * 24 * time.Hour, Status: StatusApproved}})
	app.Push.Late = time.Minute
	sim := New(Config{
		Seed: seed, Clock: func() time.Time { return now }, Platform: Platform{AppID: platformID},
		Callback: Callback{URL: "http://bridge.test/", Token: callbackToken, EncodingAESKey: currentKey, Transport: throughHandler{rc}},
	})
	defer sim.Close()
	sim.AddApp(app)
	sim.Fault(Fault{Endpoint: "/wxa/get_latest_auditstatus", Times: -1, Probability: 0.3, Cut: CutBefore})
	client := &http.Client{Transport: sim.Transport()}

	var seen strings.Builder
	call := func(method, path, body string) {
		req, err := http.NewRequest(method, "http://wechat.test"+path+"?access_token="+sim.Token(appA), strings.NewReader(body))
		require.NoError(t, err)
		resp, err := client.Do(req)
		if err != nil {
			fmt.Fprintln(&seen, now.Sub(start), path, "cut")
			return
		}
		answer, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		fmt.Fprintln(&seen, now.Sub(start), path, string(answer), resp.Header.Get("Date"))
	}
	for range 2 {
		call("POST", "/wxa/submit_audit", minimal)
		for next, ok := sim.NextEvent(); ok; next, ok = sim.NextEvent() {
			now = next
			call("GET", "/wxa/get_latest_auditstatus", "")
			sim.CatchUp()
			fmt.Fprintln(&seen, now.Sub(start), "pushes", rc.count())
		}
	}
	assert.Equal(t, 13*24*time.Hour+2*time.Hour+2*time.Minute, now.Sub(start))
	assert.Equal(t, []string{"delay", "fail", "success"}, rc.events())
	assert.Contains(t, rc.messages[2], fmt.Sprintf("<SuccTime>%d</SuccTime>", now.Add(-time.Minute).Unix()))
	return seen.String()
}

// Nothing but the caller's clock moves: in a bubble, where a timer would be seen, no time passes.
func TestTwoWeeksOnTheCallersClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		first := twoWeeks(t, 7)
		assert.Equal(t, first, twoWeeks(t, 7), "the same seed sees the same")
		assert.NotEqual(t, first, twoWeeks(t, 8))
		assert.Contains(t, first, "get_latest_auditstatus cut")
		assert.Contains(t, first, `"status":0`)
		assert.Equal(t, began, time.Now())
	})
}

// A request on the caller's clock does what is due, but delivers nothing behind the caller's back.
func TestPushesWaitForCatchUp(t *testing.T) {
	now := start
	rc := &receiver{}
	sim := New(Config{
		Clock: func() time.Time { return now }, Platform: Platform{AppID: platformID},
		Callback: Callback{URL: "http://bridge.test/", Token: callbackToken, EncodingAESKey: currentKey, Transport: throughHandler{rc}},
	})
	srv := httptest.NewServer(sim)
	defer srv.Close()
	defer sim.Close()
	w := &world{sim, t, srv}
	sim.AddApp(rejected())
	w.submit(appA)
	now = now.Add(3 * time.Hour)
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":1`)
	assert.Empty(t, rc.events())
	_, due := sim.NextEvent()
	assert.False(t, due)
	sim.CatchUp()
	assert.Equal(t, []string{"delay", "fail"}, rc.events())
	sim.CatchUp()
	assert.Len(t, rc.events(), 2)
	w.submit(appA)
	require.NoError(t, sim.Decide(appA, Verdict{Status: StatusApproved}))
	assert.Equal(t, []string{"delay", "fail", "success"}, rc.events(), "what a call of this API causes is delivered by it")

	assert.Panics(t, func() { sim.Advance(time.Hour) })
	status, body := w.control("POST", "/_sim/advance", `{"by":"1h"}`)
	assert.Equal(t, http.StatusConflict, status)
	assert.Contains(t, body, "call CatchUp")
	assert.Equal(t, now, sim.Now())
	for _, cfg := range []Config{{Clock: time.Now, Speed: 1}, {Clock: time.Now, Start: start}} {
		assert.ErrorContains(t, cfg.Validate(), "neither Speed nor Start")
	}
}
