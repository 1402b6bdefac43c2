package wxatest

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/wxa/push"
)

func readAll(t *testing.T, resp *http.Response) string {
	t.Helper()
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(body)
}

// values gives the texts of one XML element in the messages received so far.
func (rc *receiver) values(element string) []string {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	var out []string
	for _, m := range rc.messages {
		for _, found := range regexp.MustCompile("<"+element+`>(?:<!\[CDATA\[)?([^\]<]*)`).FindAllStringSubmatch(m, -1) {
			out = append(out, found[1])
		}
	}
	return out
}

func (w *world) accepts(ticket string) bool {
	return strings.HasPrefix(w.component("api_component_token", "", w.tokenBody(ticket)), `{"component_access_token":"61_`)
}

const startBody = `{"component_appid":"wx1111222233334444","component_secret":"` + platformSecret + `"}`

func TestTicketFeed(t *testing.T) {
	w, rc := newChainWorld(t, Config{})
	w.Advance(10*time.Minute - time.Nanosecond)
	assert.Empty(t, rc.values("InfoType"))
	w.Advance(time.Nanosecond)
	w.Advance(20 * time.Minute)
	assert.Equal(t, []string{"component_verify_ticket", "component_verify_ticket", "component_verify_ticket"}, rc.values("InfoType"))
	assert.Equal(t, []string{"1791605400", "1791606000", "1791606600"}, rc.values("CreateTime"))
	tickets := rc.values("ComponentVerifyTicket")
	assert.Len(t, map[string]bool{tickets[0]: true, tickets[1]: true, tickets[2]: true}, 3, "each is new")

	// An older ticket remains good for its twelve hours, not longer.
	assert.True(t, w.accepts(tickets[0]))
	w.Advance(12*time.Hour - 20*time.Minute - time.Nanosecond)
	assert.True(t, w.accepts(tickets[0]))
	w.Advance(time.Nanosecond)
	assertCode(t, "61005", w.component("api_component_token", "", w.tokenBody(tickets[0])))
	assert.True(t, w.accepts(tickets[1]))
	assert.Len(t, rc.values("InfoType"), 73)
	for _, p := range w.Pushes() {
		require.True(t, p.Success, p.Err)
	}
	first := w.Pushes()[0]
	first.Took = 0
	assert.Equal(t, Push{SentAt: start.Add(10 * time.Minute), Event: "component_verify_ticket", Status: 200, Success: true}, first)
}

// The request to the events URL: its own envelope, no openid.
func TestDeliveryToTheEventsURL(t *testing.T) {
	var query url.Values
	var envelope string
	sim := New(Config{Start: start, Platform: Platform{AppID: platformID, Secret: platformSecret}, Callback: Callback{
		EventsURL: "http://bridge.test/events?tenant=7", Token: callbackToken, EncodingAESKey: currentKey,
		Transport: testkit.RoundTrip(func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			query, envelope = r.URL.Query(), string(body)
			assert.Equal(t, "/events", r.URL.Path)
			return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("success"))}, err
		}),
	}})
	defer sim.Close()
	ticket := sim.PushTicket()

	encrypt := regexp.MustCompile(`^<xml>\n  <AppId><!\[CDATA\[wx1111222233334444\]\]></AppId>\n  ` +
		`<Encrypt><!\[CDATA\[([A-Za-z0-9+/=]+)\]\]></Encrypt>\n</xml>$`).FindStringSubmatch(envelope)
	require.Len(t, encrypt, 2, envelope)
	assert.Equal(t, "7", query.Get("tenant"))
	assert.Equal(t, "aes", query.Get("encrypt_type"))
	assert.Equal(t, "1791604800", query.Get("timestamp"))
	assert.False(t, query.Has("openid"))
	assert.Equal(t, push.Sign(callbackToken, query.Get("timestamp"), query.Get("nonce"), encrypt[1]), query.Get("msg_signature"))
	key, err := push.ParseKey(currentKey)
	require.NoError(t, err)
	msg, err := key.Decrypt(encrypt[1])
	require.NoError(t, err)
	require.NoError(t, msg.CheckAppID(platformID))
	assert.Contains(t, string(msg.Body), ticket)
}

func TestStoppedFeed(t *testing.T) {
	w, rc := newChainWorld(t, Config{Platform: Platform{FeedStopped: true}})
	w.Advance(25 * time.Minute)
	assert.Empty(t, rc.values("InfoType"))
	ticket := w.PushTicket()
	assert.Equal(t, []string{ticket}, rc.values("ComponentVerifyTicket"), "on request it comes all the same, and has arrived")

	assert.Equal(t, `{"errcode":0,"errmsg":"ok"}`, w.component("api_start_push_ticket", "", startBody))
	assert.Equal(t, `{"errcode":0,"errmsg":"the push of component_verify_ticket is in a normal state"}`,
		w.component("api_start_push_ticket", "", startBody))
	w.Advance(10 * time.Minute)
	assert.Len(t, rc.values("ComponentVerifyTicket"), 2)
	require.NoError(t, w.UpdatePlatform(func(p *Platform) { p.FeedStopped = true }))
	w.Advance(time.Hour)
	assert.Len(t, rc.values("ComponentVerifyTicket"), 2)
	assert.Equal(t, []Refresh{{start.Add(25 * time.Minute), "", RefreshStartPushTicket},
		{start.Add(25 * time.Minute), "", RefreshStartPushTicket}}, w.Refreshes())
}

func TestTicketPushSwitches(t *testing.T) {
	for name, c := range map[string]struct {
		plan PushPlan
		at   []time.Duration
	}{
		"default": {PushPlan{}, []time.Duration{10 * time.Minute, 20 * time.Minute, 30 * time.Minute}},
		"none":    {PushPlan{None: true}, nil},
		"twice": {PushPlan{Times: 2}, []time.Duration{10 * time.Minute, 10 * time.Minute, 20 * time.Minute, 20 * time.Minute,
			30 * time.Minute, 30 * time.Minute}},
		"late": {PushPlan{Late: 5 * time.Minute}, []time.Duration{15 * time.Minute, 25 * time.Minute}},
	} {
		t.Run(name, func(t *testing.T) {
			w, rc := newChainWorld(t, Config{Platform: Platform{Tickets: c.plan}})
			w.Advance(30 * time.Minute)
			var at []time.Duration
			for _, p := range w.Pushes() {
				at = append(at, p.SentAt.Sub(start))
			}
			assert.Equal(t, c.at, at)
			if name == "twice" {
				tickets := rc.values("ComponentVerifyTicket")
				assert.Equal(t, tickets[0], tickets[1], "a copy is the same message")
			}
		})
	}
	t.Run("reorder", func(t *testing.T) {
		w, rc := newChainWorld(t, Config{Platform: Platform{Tickets: PushPlan{Reorder: true}}}, uploaded(appA))
		w.Advance(20 * time.Minute)
		assert.Equal(t, []string{"1791606000", "1791605400"}, rc.values("CreateTime"), "the older ticket comes last")
	})
	t.Run("own rhythm and life", func(t *testing.T) {
		w, rc := newChainWorld(t, Config{Platform: Platform{TicketEvery: time.Hour, TicketLife: 90 * time.Minute}})
		w.Advance(time.Hour)
		ticket := rc.values("ComponentVerifyTicket")[0]
		w.Advance(90*time.Minute - 1)
		assert.True(t, w.accepts(ticket))
		w.Advance(1)
		assert.False(t, w.accepts(ticket))
		assert.Len(t, rc.values("InfoType"), 2)
	})
}

func TestTicketKeys(t *testing.T) {
	w, rc := newChainWorld(t, Config{Platform: Platform{FeedStopped: true}})
	for _, kind := range []PushKey{KeyCurrent, KeyOld, KeyWrong} {
		require.NoError(t, w.UpdatePlatform(func(p *Platform) { p.Tickets.Key = kind }))
		assert.True(t, w.accepts(w.PushTicket()), "the ticket itself is good")
	}
	require.Len(t, rc.errs, 3)
	require.NoError(t, rc.errs[0])
	for i, kind := range []PushKey{KeyOld, KeyWrong} {
		require.Error(t, rc.errs[i+1])
		assert.NotErrorIs(t, rc.errs[i+1], push.ErrSignature, "the signature is right, only the key is not")
		assert.Equal(t, kind, w.Pushes()[i+1].Key)
	}
}

// A ticket that the receiver did not take is tried again as Callback.Attempts says.
func TestTicketAttempts(t *testing.T) {
	w, rc := newChainWorld(t, Config{Callback: Callback{Attempts: 3}})
	rc.answer = func(n int) (int, string) {
		if n < 3 {
			return 503, ""
		}
		return 200, "success"
	}
	w.Advance(10 * time.Minute)
	assert.Equal(t, 3, rc.count())
	tickets := rc.values("ComponentVerifyTicket")
	assert.Equal(t, tickets[0], tickets[2])
}

func TestFeedOfARunningClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		arrived := make(chan time.Duration, 10)
		began := time.Now()
		sim := New(Config{Start: start, Speed: 600, Callback: Callback{
			EventsURL: "http://bridge.test/", Token: callbackToken, EncodingAESKey: currentKey, ComponentAppID: platformID,
			Transport: testkit.RoundTrip(func(*http.Request) (*http.Response, error) {
				arrived <- time.Since(began)
				return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("success"))}, nil
			}),
		}})
		for n := range 3 {
			assert.InDelta(t, time.Duration(n+1)*time.Second, <-arrived, float64(time.Millisecond))
		}
		synctest.Wait()
		sim.Close()
		time.Sleep(time.Minute) // of the bubble
		assert.Empty(t, arrived, "a closed simulator pushes nothing")
	})
}

// Tickets come by the clock; what the calls get must not depend on how many there were.
func TestTicketsDoNotChangeTheAnswers(t *testing.T) {
	run := func(tickets int) string {
		w, _ := newChainWorld(t, Config{Seed: 7, Platform: Platform{FeedStopped: true}}, uploaded(appA))
		for range tickets {
			w.PushTicket()
		}
		return w.component("api_get_authorizer_list", w.PlatformToken(), listBody) + w.Token(appA) +
			w.get(appA, "/wxa/get_latest_auditstatus")
	}
	assert.Equal(t, run(0), run(5))
}
