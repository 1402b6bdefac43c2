package wxatest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const submitPath = "/wxa/submit_audit"

// try is one POST that may fail; body is what was read of the answer. Each has its own connection, so that the client's
// transport does not repeat it by itself.
func (w *world) try(ctx context.Context, client *http.Client, body string) (status int, got string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.srv.URL+submitPath+"?access_token="+w.Token(appA),
		strings.NewReader(body))
	require.NoError(w.t, err)
	req.Close = true
	resp, err := client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(raw), err
}

// Each kind of fault, over a socket and through the in-memory transport: what the caller sees and whether it took effect.
func TestFaultKinds(t *testing.T) {
	for name, c := range map[string]struct {
		fault    Fault
		effects  int
		check    func(t *testing.T, status int, body string, err error)
		overWire func(t *testing.T, err error)
	}{
		"errcode": {Fault{Errcode: -1}, 0, func(t *testing.T, status int, body string, err error) {
			require.NoError(t, err)
			assertCode(t, "-1", body)
		}, nil},
		"errcode with effect": {Fault{Errcode: 9402202, Effect: true}, 1, func(t *testing.T, status int, body string, err error) {
			require.NoError(t, err)
			assertCode(t, "9402202", body)
		}, nil},
		"unlisted errcode": {Fault{Errcode: 123456}, 0, func(t *testing.T, status int, body string, err error) {
			require.NoError(t, err)
			assertCode(t, "123456", body)
		}, nil},
		"HTTP 502": {Fault{HTTPStatus: 502}, 0, func(t *testing.T, status int, body string, err error) {
			require.NoError(t, err)
			assert.Equal(t, 502, status)
			assert.Equal(t, "<html><body><h1>Bad Gateway</h1></body></html>\n", body)
		}, nil},
		"HTTP 500 with effect and body": {Fault{HTTPStatus: 500, Body: "no", Effect: true}, 1,
			func(t *testing.T, status int, body string, err error) {
				require.NoError(t, err)
				assert.Equal(t, 500, status)
				assert.Equal(t, "no", body)
			}, nil},
		"cut before": {Fault{Cut: CutBefore, Effect: true}, 0, func(t *testing.T, _ int, _ string, err error) {
			require.Error(t, err)
		}, func(t *testing.T, err error) { require.ErrorIs(t, err, syscall.ECONNRESET) }},
		"cut after": {Fault{Cut: CutAfter}, 1, func(t *testing.T, _ int, _ string, err error) {
			require.Error(t, err)
		}, func(t *testing.T, err error) { require.ErrorIs(t, err, syscall.ECONNRESET) }},
		"cut in the middle": {Fault{Cut: CutMiddle}, 1, func(t *testing.T, status int, body string, err error) {
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
			assert.Equal(t, 200, status)
			assert.Equal(t, `{"errcode":0,"errmsg":"`, body)
		}, nil},
		"not JSON": {Fault{Body: "<html>", Effect: true}, 1, func(t *testing.T, status int, body string, err error) {
			require.NoError(t, err)
			assert.Equal(t, "<html>", body)
		}, nil},
		"empty body": {Fault{EmptyBody: true}, 0, func(t *testing.T, status int, body string, err error) {
			require.NoError(t, err)
			assert.Equal(t, 200, status)
			assert.Empty(t, body)
		}, nil},
		"oversized": {Fault{Oversize: 3 << 20, Effect: true}, 1, func(t *testing.T, status int, body string, err error) {
			require.NoError(t, err)
			assert.Greater(t, len(body), 3<<20)
			assert.True(t, strings.HasPrefix(body, `{"errcode":0,"errmsg":"ok","padding":"xxx`))
		}, nil},
		"delay": {Fault{Delay: time.Millisecond}, 1, func(t *testing.T, status int, body string, err error) {
			require.NoError(t, err)
			assert.Equal(t, `{"errcode":0,"errmsg":"ok","auditid":430000001}`, body)
		}, nil},
		"delayed errcode": {Fault{Delay: time.Millisecond, Errcode: -1}, 0, func(t *testing.T, status int, body string, err error) {
			require.NoError(t, err)
			assertCode(t, "-1", body)
		}, nil},
	} {
		for kind, inMemory := range map[string]bool{"socket": false, "memory": true} {
			t.Run(name+"/"+kind, func(t *testing.T) {
				w := newWorld(t, Config{}, uploaded(appA))
				w.Fault(c.fault)
				client := w.srv.Client()
				if inMemory {
					client = &http.Client{Transport: w.Transport()}
				}
				status, body, err := w.try(t.Context(), client, minimal)
				c.check(t, status, body, err)
				if c.overWire != nil && !inMemory {
					c.overWire(t, err)
				}
				require.Len(t, w.Ledger(), c.effects)
				assert.Equal(t, 1, w.Calls(submitPath, appA))

				_, body, err = w.try(t.Context(), client, minimal)
				require.NoError(t, err)
				if c.effects == 0 {
					assert.Contains(t, body, `"errcode":0`, "the fault struck once")
				} else {
					assertCode(t, "85009", body)
				}
			})
		}
	}
}

func TestEffectOfARefusedCallIsNone(t *testing.T) {
	app := uploaded(appA)
	app.Detection = time.Hour
	w := newWorld(t, Config{}, app)
	w.Fault(Fault{Errcode: -1, Effect: true})
	assertCode(t, "-1", w.submit(appA))
	assert.Empty(t, w.Ledger())
}

func TestWhichCallsAreStruck(t *testing.T) {
	codes := func(w *world, appid string, n int) (out string) {
		for range n {
			if strings.Contains(w.get(appid, "/wxa/queryquota"), `"errcode":0`) {
				out += "."
			} else {
				out += "x"
			}
		}
		return out
	}
	for name, c := range map[string]struct {
		faults []Fault
		want   string
	}{
		"first":           {[]Fault{{Errcode: -1}}, "x....."},
		"third":           {[]Fault{{Errcode: -1, Nth: 3}}, "..x..."},
		"two from second": {[]Fault{{Errcode: -1, Nth: 2, Times: 2}}, ".xx..."},
		"for ever":        {[]Fault{{Errcode: -1, Nth: 2, Times: -1}}, ".xxxxx"},
		"two rules":       {[]Fault{{Errcode: -1}, {Errcode: -1, Nth: 4}}, "x..x.."},
		"in turn":         {[]Fault{{Errcode: -1}, {Errcode: -1}}, "xx...."},
		"this endpoint":   {[]Fault{{Errcode: -1, Endpoint: "/wxa/queryquota"}}, "x....."},
		"other endpoint":  {[]Fault{{Errcode: -1, Endpoint: submitPath}}, "......"},
		"this app":        {[]Fault{{Errcode: -1, AppID: appA}}, "x....."},
		"other app":       {[]Fault{{Errcode: -1, AppID: appB}}, "......"},
		"impossible":      {[]Fault{{Errcode: -1, Probability: 1e-12, Times: -1}}, "......"},
		"certain":         {[]Fault{{Errcode: -1, Probability: 1, Times: -1}}, "xxxxxx"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Config{}, uploaded(appA), uploaded(appB))
			for _, f := range c.faults {
				w.Fault(f)
			}
			assert.Equal(t, c.want, codes(w, appA, 6))
		})
	}
	t.Run("probability", func(t *testing.T) {
		run := func(seed uint64) string {
			w := newWorld(t, Config{Seed: seed}, uploaded(appA))
			w.Fault(Fault{Errcode: -1, Probability: 0.5, Times: 20})
			return codes(w, appA, 100)
		}
		assert.Equal(t, run(1), run(1))
		assert.NotEqual(t, run(1), run(2))
		assert.Equal(t, 20, strings.Count(run(1), "x"))
	})
	t.Run("cleared", func(t *testing.T) {
		w := newWorld(t, Config{}, uploaded(appA))
		w.Fault(Fault{Errcode: -1, Times: -1})
		assert.Equal(t, "x", codes(w, appA, 1))
		w.ClearFaults()
		assert.Equal(t, ".", codes(w, appA, 1))
	})
}

func TestFaultsThatContradictThemselves(t *testing.T) {
	sim := New(Config{})
	defer sim.Close()
	for name, f := range map[string]Fault{
		"nothing":     {},
		"two answers": {Errcode: -1, HTTPStatus: 500},
		"probability": {Errcode: -1, Probability: 2},
		"status":      {HTTPStatus: 42},
		"cut":         {Cut: "sideways"},
		"endpoint":    {Errcode: -1, Endpoint: "submit_audit"},
		"negative":    {Delay: -1},
	} {
		assert.Panics(t, func() { sim.Fault(f) }, name)
	}
}

// A caller that gives up during a delay: with Effect the work is done, without it is not.
func TestDelayIsCancelled(t *testing.T) {
	for name, c := range map[string]struct {
		effect  bool
		actions []string
	}{"before the work": {false, nil}, "after the work": {true, []string{ActionSubmit}}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sim := New(Config{Start: start})
				defer sim.Close()
				sim.AddApp(uploaded(appA))
				sim.Fault(Fault{Delay: time.Hour, Effect: c.effect})
				w := &world{Sim: sim, t: t}
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://wechat.test"+submitPath+"?access_token="+
					sim.Token(appA), strings.NewReader(minimal))
				require.NoError(t, err)
				began := time.Now()
				resp, err := (&http.Client{Transport: sim.Transport()}).Do(req)
				if err == nil {
					_ = resp.Body.Close()
				}
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, time.Minute, time.Since(began))
				assert.Equal(t, c.actions, w.actions())
			})
		})
	}
}

func TestCloseEndsDelays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim := New(Config{Start: start})
		sim.AddApp(uploaded(appA))
		sim.Fault(Fault{Delay: time.Hour})
		failed := make(chan error)
		go func() {
			resp, err := (&http.Client{Transport: sim.Transport()}).Get("http://wechat.test/wxa/queryquota?access_token=" + sim.Token(appA))
			if err == nil {
				_ = resp.Body.Close()
			}
			failed <- err
		}()
		synctest.Wait()
		sim.Close()
		err := <-failed
		require.Error(t, err)
		assert.True(t, errors.Is(err, errCut))
	})
}
