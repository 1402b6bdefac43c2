package credentials

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/pgtest"
	"github.com/wxrelease/wxrelease/internal/testkit"
)

const (
	component = "wx1111222233334444"
	merchant  = "wx5555666677778888"
	other     = "wx9999000099990000"
	secretHex = "0123456789abcdef0123456789abcdef"
)

// clock is a virtual clock that several Platforms share.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// account is a merchant's account at the fake WeChat.
type account struct {
	refresh string // valid refresh token; "": none works
	listed  bool
	inList  *string // what the list shows as refresh token; nil: refresh
	access  string
	auth    time.Time
	sets    []int
	name    string
	other   bool
}

// fakeWeChat answers the platform's calls with literal bytes. It keeps what WeChat keeps: tickets, codes and tokens.
type fakeWeChat struct {
	mu        sync.Mutex
	ticket    string // the only one that is accepted
	made      int    // tokens made, for their numbers
	component string // the only valid component_access_token
	accounts  map[string]*account
	codes     map[string]string   // code → appid
	calls     map[string]int      // by the last word of the path
	bodies    []string            // all requests
	issued    []string            // every secret that ever left
	before    map[string]answerer // by the last word of the path
	after     map[string]func() error
}

// answerer may answer in WeChat's place; "" leaves it to WeChat.
type answerer func(body map[string]any) (string, error)

func newFakeWeChat() *fakeWeChat {
	return &fakeWeChat{
		ticket: "ticket@@@1",
		accounts: map[string]*account{
			merchant: {refresh: "refreshtoken@@@m1", listed: true, auth: time.Unix(1700000000, 0), sets: []int{17, 18}, name: "咖啡店"},
			other:    {refresh: "refreshtoken@@@o1", listed: true, auth: time.Unix(1700000001, 0), sets: []int{17}, name: "书店"},
		},
		codes: map[string]string{}, calls: map[string]int{}, before: map[string]answerer{}, after: map[string]func() error{},
	}
}

func (f *fakeWeChat) count(call string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[call]
}

func (f *fakeWeChat) total() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.bodies)
}

func (f *fakeWeChat) change(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// once lets WeChat answer so for the next call only.
func (f *fakeWeChat) once(call, answer string) {
	f.change(func() {
		f.before[call] = func(map[string]any) (string, error) {
			f.change(func() { delete(f.before, call) })
			return answer, nil
		}
	})
}

func (f *fakeWeChat) always(call, answer string) {
	f.change(func() { f.before[call] = func(map[string]any) (string, error) { return answer, nil } })
}

// loseReply lets the next call take effect and cuts its answer off.
func (f *fakeWeChat) loseReply(call string) {
	f.change(func() {
		f.after[call] = func() error {
			f.change(func() { delete(f.after, call) })
			return io.ErrUnexpectedEOF
		}
	})
}

func (f *fakeWeChat) RoundTrip(req *http.Request) (*http.Response, error) {
	raw, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	var body map[string]any
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil, err
	}
	call := strings.TrimPrefix(req.URL.Path[strings.LastIndex(req.URL.Path, "/")+1:], "api_")
	f.mu.Lock()
	f.calls[call]++
	f.bodies = append(f.bodies, string(raw))
	before := f.before[call]
	f.mu.Unlock()
	answer := ""
	if before != nil {
		if answer, err = before(body); err != nil {
			return nil, err
		}
	}
	f.mu.Lock()
	if answer == "" {
		answer = f.answer(call, req.URL.Query().Get("access_token"), body)
	}
	after := f.after[call]
	f.mu.Unlock()
	if after != nil {
		if err := after(); err != nil {
			return nil, err
		}
	}
	return &http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"application/json"}}, Request: req,
		Body: io.NopCloser(strings.NewReader(answer)),
	}, nil
}

func refusal(code int, text string) string {
	return fmt.Sprintf(`{"errcode":%d,"errmsg":"%s rid: 65c0a1b2-00000000-00000000"}`, code, text)
}

func (f *fakeWeChat) issue(prefix string) string {
	f.made++
	text := fmt.Sprintf("%s%04d-issued", prefix, f.made)
	f.issued = append(f.issued, text)
	return text
}

// answer is WeChat. f.mu is held.
func (f *fakeWeChat) answer(call, token string, body map[string]any) string {
	if body["component_appid"] != component {
		return refusal(40013, "invalid appid")
	}
	switch call {
	case "component_token":
		switch {
		case body["component_appsecret"] != secretHex:
			return refusal(40125, "invalid appsecret")
		case body["component_verify_ticket"] != f.ticket:
			return refusal(61006, "component ticket is invalid")
		}
		f.component = f.issue("61_component_")
		return `{"component_access_token":"` + f.component + `","expires_in":7200}`
	case "start_push_ticket":
		if body["component_secret"] != secretHex {
			return refusal(40125, "invalid appsecret")
		}
		return `{"errcode":0,"errmsg":"ok"}`
	}
	if token == "" || token != f.component {
		return refusal(40001, "invalid credential, access_token is invalid or not latest")
	}
	appid, _ := body["authorizer_appid"].(string)
	a := f.accounts[appid]
	switch call {
	case "create_preauthcode":
		return `{"pre_auth_code":"preauthcode@@@x+y","expires_in":600}`
	case "query_auth":
		appid, ok := f.codes[body["authorization_code"].(string)]
		if !ok {
			return refusal(61009, "code is invalid")
		}
		delete(f.codes, body["authorization_code"].(string))
		a := f.accounts[appid]
		a.access = f.issue("61_access_")
		return fmt.Sprintf(`{"authorization_info":{"authorizer_appid":"%s","authorizer_access_token":"%s","expires_in":7200,`+
			`"authorizer_refresh_token":"%s","func_info":[%s]}}`, appid, a.access, a.refresh, funcs(a.sets))
	case "authorizer_token":
		switch {
		case a == nil || !a.listed:
			return refusal(61003, "component is not authorized by this account")
		case a.refresh == "" || body["authorizer_refresh_token"] != a.refresh:
			return refusal(61023, "refresh_token is invalid")
		}
		a.access = f.issue("61_access_")
		return fmt.Sprintf(`{"authorizer_access_token":"%s","expires_in":7200,"authorizer_refresh_token":"%s"}`, a.access, a.refresh)
	case "get_authorizer_list":
		var list []string
		for appid, a := range f.accounts {
			if a.listed {
				list = append(list, fmt.Sprintf(`{"authorizer_appid":"%s","refresh_token":"%s","auth_time":%d}`,
					appid, *cmp.Or(a.inList, &a.refresh), a.auth.Unix()))
			}
		}
		return fmt.Sprintf(`{"total_count":%d,"list":[%s]}`, len(list), strings.Join(list, ","))
	case "get_authorizer_info":
		if a == nil || !a.listed {
			return refusal(61003, "component is not authorized by this account")
		}
		kind := `,"MiniProgramInfo":{}`
		if a.other {
			kind = ""
		}
		return fmt.Sprintf(`{"authorizer_info":{"nick_name":"%s","user_name":"gh_0123456789ab","principal_name":"某某公司"%s,`+
			`"account_status":1},`+
			`"authorization_info":{"authorizer_appid":"%s","func_info":[%s]}}`, a.name, kind, appid, funcs(a.sets))
	}
	return refusal(-1, "system error")
}

func funcs(sets []int) string {
	var texts []string
	for _, set := range sets {
		texts = append(texts, fmt.Sprintf(`{"funcscope_category":{"id":%d}}`, set))
	}
	return strings.Join(texts, ",")
}

// authorise is a merchant who authorises the platform (again): a new code, a new refresh token.
func (f *fakeWeChat) authorise(appid string, at time.Time) (code string) {
	f.change(func() {
		code = f.issue("queryauthcode@@@")
		f.codes[code] = appid
		a := f.accounts[appid]
		a.refresh, a.listed, a.auth = f.issue("refreshtoken@@@"), true, at
	})
	return code
}

// world is one store with one WeChat and one clock; processes are opened on it.
type world struct {
	t      *testing.T
	store  string
	clock  *clock
	wechat *fakeWeChat
	log    *testkit.Buffer
}

func testKey(n byte) []byte { return bytes.Repeat([]byte{n}, KeySize) }

// process opens another Platform on the world's store, as another process would.
func (w *world) process(change func(*Config)) *Platform {
	w.t.Helper()
	cfg := Config{
		AppID: component, Secret: secretHex, Store: w.store, Key: testKey(1), BaseURL: "http://wechat.test",
		Transport: w.wechat, Now: w.clock.Now, Logger: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&cfg)
	}
	p, err := Open(w.t.Context(), cfg)
	require.NoError(w.t, err)
	w.t.Cleanup(func() { assert.NoError(w.t, p.Close()) })
	return p
}

// ready is a process whose platform has a ticket.
func (w *world) ready(change func(*Config)) *Platform {
	p := w.process(change)
	require.NoError(w.t, p.SaveTicket(w.t.Context(), "ticket@@@1", w.now()))
	return p
}

// now is the clock that the store goes by.
func (w *world) now() time.Time {
	if isPostgres(w.store) {
		return time.Now()
	}
	return w.clock.Now()
}

func newWorld(t *testing.T, store string) *world {
	w := &world{t: t, store: store, clock: newClock(), wechat: newFakeWeChat(), log: &testkit.Buffer{}}
	t.Cleanup(func() {
		w.wechat.change(func() {
			for _, secret := range append(w.wechat.issued, secretHex, "ticket@@@", "refreshtoken@@@", "queryauthcode@@@", "61_") {
				assert.NotContains(t, w.log.String(), secret, "in the log")
			}
		})
	})
	return w
}

func sqliteWorld(t *testing.T) *world { return newWorld(t, filepath.Join(t.TempDir(), "store.db")) }

// onBothStores runs a test on SQLite and on PostgreSQL. PostgreSQL goes by its own clock.
func onBothStores(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("SQLite", func(t *testing.T) { test(t, sqliteWorld(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, newWorld(t, pgtest.Database(t))) })
}

func (w *world) token(p *Platform, appid string) string {
	w.t.Helper()
	token, err := p.Token(w.t.Context(), appid)
	require.NoError(w.t, err)
	return token
}

// noSecret fails if an error shows one.
func (w *world) noSecret(err error) {
	w.t.Helper()
	for ; err != nil; err = errors.Unwrap(err) {
		for _, secret := range []string{secretHex, "ticket@@@", "refreshtoken@@@", "queryauthcode@@@", "61_", "-issued"} {
			assert.NotContains(w.t, fmt.Sprintf("%v %+v", err, err), secret)
		}
	}
}
