package wxatest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
)

func TestHowPushesAreAnswered(t *testing.T) {
	for name, c := range map[string]struct {
		status  int
		body    string
		success bool
		err     string
	}{
		"success":        {200, "success", true, ""},
		"line feed":      {200, "success\n", false, "the answer is not exactly success"},
		"empty":          {200, "", false, "the answer is not exactly success"},
		"unavailable":    {503, "success", false, "HTTP status 503"},
		"redirect":       {302, "success", false, "HTTP status 302"},
		"created":        {201, "success", false, "HTTP status 201"},
		"endless answer": {200, strings.Repeat("success", 1000), false, "the answer is not exactly success"},
	} {
		t.Run(name, func(t *testing.T) {
			w, rc := newPushWorld(t, Config{}, uploaded(appA))
			rc.answer = func(int) (int, string) { return c.status, c.body }
			w.submit(appA)
			w.Advance(3 * time.Hour)
			pushes := w.Pushes()
			require.Len(t, pushes, 1, "review events are pushed once only")
			assert.Equal(t, c.success, pushes[0].Success)
			assert.Equal(t, c.err, pushes[0].Err)
			assert.Equal(t, c.status, pushes[0].Status)
			assert.Equal(t, 1, rc.count())
		})
	}
}

func TestPushAttempts(t *testing.T) {
	w, rc := newPushWorld(t, Config{Callback: Callback{Attempts: 3}}, uploaded(appA))
	rc.answer = func(n int) (int, string) {
		if n < 3 {
			return 503, ""
		}
		return 200, "success"
	}
	w.submit(appA)
	w.Advance(3 * time.Hour)
	assert.Equal(t, 3, rc.count())
	assert.Len(t, w.Pushes(), 3)
	assert.Equal(t, rc.messages[0], rc.messages[2])
}

func TestReceiverThatIsDown(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	w := newWorld(t, Config{Callback: Callback{URL: gone.URL + "/x", Token: callbackToken, EncodingAESKey: currentKey,
		ComponentAppID: platformID}}, uploaded(appA))
	w.submit(appA)
	w.Advance(3 * time.Hour)
	pushes := w.Pushes()
	require.Len(t, pushes, 1)
	assert.Zero(t, pushes[0].Status)
	assert.Contains(t, pushes[0].Err, "deliver: ")
	assert.NotContains(t, pushes[0].Err, "msg_signature")
}

func silent(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestReceiverHasFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim := New(Config{Start: start, Callback: Callback{
			URL: "http://bridge.test/", Token: callbackToken, EncodingAESKey: currentKey, ComponentAppID: platformID,
			Transport: testkit.RoundTrip(silent),
		}})
		defer sim.Close()
		sim.AddApp(uploaded(appA))
		_, err := sim.OpenForeignReview(appA, ForeignReview{Version: "1"})
		require.NoError(t, err)
		sim.Advance(3 * time.Hour)
		require.Len(t, sim.Pushes(), 1)
		assert.Equal(t, 5*time.Second, sim.Pushes()[0].Took)
		assert.False(t, sim.Pushes()[0].Success)
	})
}

func TestRealTimestamps(t *testing.T) {
	w, rc := newPushWorld(t, Config{Callback: Callback{RealTimestamps: true}}, uploaded(appA))
	w.submit(appA)
	w.Advance(3 * time.Hour)
	require.Len(t, rc.requests, 1)
	require.NoError(t, rc.errs[0])
	assert.NotEqual(t, "1791615600", rc.requests[0].URL.Query().Get("timestamp"))
	assert.Contains(t, rc.messages[0], "<CreateTime>1791615600</CreateTime>")
}

// With a running clock the verdict and its push come by themselves, without any request to wake the simulator.
func TestRunningClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		arrived := make(chan time.Duration, 1)
		began := time.Now()
		sim := New(Config{Start: start, Speed: 3600, Callback: Callback{
			URL: "http://bridge.test/", Token: callbackToken, EncodingAESKey: currentKey, ComponentAppID: platformID,
			Transport: testkit.RoundTrip(func(*http.Request) (*http.Response, error) {
				arrived <- time.Since(began)
				return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("success"))}, nil
			}),
		}})
		defer sim.Close()
		sim.AddApp(uploaded(appA))
		_, err := sim.OpenForeignReview(appA, ForeignReview{Version: "1"})
		require.NoError(t, err)
		assert.InDelta(t, 3*time.Second, <-arrived, float64(time.Millisecond))
		synctest.Wait()
		require.Len(t, sim.Pushes(), 1)
		assert.True(t, sim.Pushes()[0].Success)
		time.Sleep(time.Second) // of the bubble
		assert.WithinDuration(t, start.Add(4*time.Hour), sim.Now(), time.Minute)
		sim.Advance(24 * time.Hour)
		assert.WithinDuration(t, start.Add(28*time.Hour), sim.Now(), time.Minute, "a running clock can be pushed as well")
	})
}

// A call's own plan wakes the running clock's timer as well, and a verdict in the very moment of the submission is pushed at
// once, even while the clock stands still.
func TestPushAfterACall(t *testing.T) {
	for name, c := range map[string]struct {
		speed float64
		after time.Duration
		want  time.Duration // real
	}{"running": {3600, 2 * time.Hour, 2 * time.Second}, "standing": {0, 0, 0}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				arrived := make(chan time.Duration, 1)
				began := time.Now()
				sim := New(Config{Start: start, Speed: c.speed, Callback: Callback{
					URL: "http://bridge.test/", Token: callbackToken, EncodingAESKey: currentKey, ComponentAppID: platformID,
					Transport: testkit.RoundTrip(func(*http.Request) (*http.Response, error) {
						arrived <- time.Since(began)
						return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("success"))}, nil
					}),
				}})
				defer sim.Close()
				app := uploaded(appA)
				app.Plans = []Plan{{{After: c.after, Status: StatusApproved}}}
				sim.AddApp(app)
				resp, err := (&http.Client{Transport: sim.Transport()}).Post("http://wechat.test"+submitPath+"?access_token="+
					sim.Token(appA), "application/json", strings.NewReader(minimal))
				require.NoError(t, err)
				require.NoError(t, resp.Body.Close())
				assert.InDelta(t, c.want, <-arrived, float64(time.Millisecond))
				sim.Advance(0)
				synctest.Wait()
				assert.Len(t, sim.Pushes(), 1)
			})
		})
	}
}

// Close must not hang on a receiver that never answers.
func TestCloseEndsDeliveries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim := New(Config{Start: start, Speed: 3600, Callback: Callback{
			URL: "http://bridge.test/", Token: callbackToken, EncodingAESKey: currentKey, ComponentAppID: platformID,
			Transport: testkit.RoundTrip(silent), Attempts: 3,
		}})
		sim.AddApp(uploaded(appA))
		_, err := sim.OpenForeignReview(appA, ForeignReview{Version: "1"})
		require.NoError(t, err)
		time.Sleep(4 * time.Second)
		began := time.Now()
		sim.Close()
		assert.Zero(t, time.Since(began))
		assert.Len(t, sim.Pushes(), 1)
		sim.Close() // twice is harmless
	})
}

func TestCallbackSettings(t *testing.T) {
	good := Callback{URL: "https://bridge.test/$APPID$", Token: callbackToken, EncodingAESKey: currentKey, ComponentAppID: platformID}
	require.NoError(t, Config{Callback: good}.Validate())
	for name, spoil := range map[string]func(*Callback){
		"address":      func(c *Callback) { c.URL = "bridge.test" },
		"token":        func(c *Callback) { c.Token = "" },
		"platform":     func(c *Callback) { c.ComponentAppID = "" },
		"key":          func(c *Callback) { c.EncodingAESKey = "short" },
		"previous key": func(c *Callback) { c.PreviousKey = "short" },
	} {
		cfg := Config{Callback: good}
		spoil(&cfg.Callback)
		require.Error(t, cfg.Validate(), name)
		assert.Panics(t, func() { New(cfg) }, name)
	}
	require.Error(t, Config{Speed: -1}.Validate())

	good.PreviousKey = ""
	sim := New(Config{Callback: good})
	defer sim.Close()
	assert.Panics(t, func() { sim.AddApp(App{AppID: appA, Push: PushPlan{Key: KeyOld}}) }, "there is no old key")
}
