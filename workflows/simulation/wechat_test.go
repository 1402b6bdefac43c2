package simulation

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// The endpoints of a release.
const (
	detectPath  = "/wxa/security/get_code_privacy_info"
	versionPath = "/wxa/getversioninfo"
	submitPath  = "/wxa/submit_audit"
	statusPath  = "/wxa/get_auditstatus"
	latestPath  = "/wxa/get_latest_auditstatus"
	undoPath    = "/wxa/undocodeaudit"
	speedupPath = "/wxa/speedupaudit"
)

// tokenCall stands for the question for a token, which is no call of WeChat's.
const tokenCall = "token"

// exchange is one call as it went over the wire.
type exchange struct {
	At, Answered time.Duration // since the start of the release
	Endpoint     string
	Code         int    // errcode, or one of those below when there is none
	Got          string // the answer, or why there is none
	Trouble      string // what the schedule did
	Acted        bool   // WeChat did what was asked
	Status       int    // of a review in the answer; -1 when there is none
	AuditID      int64  // in the answer
	Version      string // of the review in the answer
	by           *attempt
}

// What stands for the errcode of an exchange that ended without WeChat's word.
const (
	noCode       = -2 - iota // no answer
	garbled                  // an answer that is not WeChat's, or lacks what decides
	noTokenCode              // no token
	refusedToken             // the source of tokens says that the merchant gives no access
)

// wechat is the way to the simulated WeChat, and the troubles on it.
type wechat struct {
	run *run
	sim *wxatest.Sim

	before time.Time // the moment, while what was before the release is made; zero once it runs

	mu        sync.Mutex // guards what is below, and keeps calls apart so that a fault meets the one it is meant for
	numbers   map[string]int
	exchanges []exchange
}

func newWeChat(r *run) *wechat {
	s := r.schedule
	w := &wechat{run: r, numbers: map[string]int{}}
	w.before = r.start.Add(-time.Minute)
	for _, e := range s.Earlier {
		w.before = earliest(w.before, r.start.Add(-e.Age))
	}
	w.sim = wxatest.New(wxatest.Config{
		Clock: w.now, Seed: s.Seed, TokenLife: 10 * forEver, TokenOverlap: 10 * forEver, Quota: wxatest.Quota{Limit: 100},
		Platform: wxatest.Platform{ClockAhead: s.ClockOffset, NoDate: s.NoDate},
	})
	app := s.App
	// The plans of the earlier reviews come first.
	app.Plans = nil
	for _, e := range s.Earlier {
		app.Plans = append(app.Plans, e.Plan)
	}
	app.Plans = append(app.Plans, s.App.Plans...)
	detection := app.Detection
	app.Detection = 0
	w.sim.AddApp(app)
	for _, e := range s.Earlier {
		w.before = r.start.Add(-e.Age)
		_, err := w.sim.OpenForeignReview(app.AppID, wxatest.ForeignReview{Version: e.Version, Plan: e.Plan, Invisible: e.Invisible})
		w.must(err)
	}
	w.before = r.start
	w.must(w.sim.Update(app.AppID, func(a *wxatest.App) { a.Detection = detection }))
	w.must(w.sim.Upload(app.AppID, app.TrialVersion, app.TrialDesc))
	w.before = time.Time{}
	return w
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// now is the simulator's clock: the release's own.
func (w *wechat) now() time.Time {
	if !w.before.IsZero() {
		return w.before
	}
	return w.run.env.Now()
}

func (w *wechat) must(err error) {
	if err != nil {
		panic(err)
	}
}

// RoundTrip is one call.
func (w *wechat) RoundTrip(req *http.Request) (*http.Response, error) {
	r, path := w.run, req.URL.Path
	w.mu.Lock()
	w.numbers[path]++
	n := w.numbers[path]
	w.mu.Unlock()
	at := attemptOf(req.Context())
	x := exchange{At: r.since(), Endpoint: path, Status: -1, Code: noCode, by: at}
	dies := at != nil && at.nextCall()
	slow := r.schedule.slow(path, n)
	fail := func(err error) (*http.Response, error) {
		x.Answered, x.Code, x.Got = r.since(), noCode, err.Error()
		w.note(x)
		return nil, err
	}

	r.during(path, n, false)
	if err := r.pause(req.Context(), slow.Before); err != nil {
		if slow.Lands {
			w.landLater(req, x.At+slow.Before)
		}
		return fail(err)
	}
	if dies && !at.fate.effect {
		at.die()
		return fail(errors.New("the worker died before WeChat got the call"))
	}
	trouble := r.trouble(path, n)
	resp, err := w.exchange(req, trouble, &x)
	if x.Acted {
		r.reviewsMayHaveChanged()
	}
	if dies {
		at.die()
		return fail(errors.New("the worker died after WeChat had acted"))
	}
	r.during(path, n, true)
	if err := r.pause(req.Context(), slow.After); err != nil {
		return fail(err)
	}
	x.Answered = r.since()
	if err != nil {
		x.Code, x.Got = noCode, err.Error()
	}
	w.note(x)
	return resp, err
}

// landLater lets a call reach WeChat that its caller has given up: it was on its way all the time.
func (w *wechat) landLater(req *http.Request, at time.Duration) {
	late := req.Clone(context.Background())
	if req.GetBody != nil {
		body, err := req.GetBody()
		w.must(err)
		late.Body = body
	} else if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		w.must(err)
		late.Body = io.NopCloser(bytes.NewReader(body))
	}
	r := w.run
	r.mu.Lock()
	r.underway = r.start.Add(at + time.Second)
	r.mu.Unlock()
	r.env.RegisterDelayedCallback(func() {
		x := exchange{Endpoint: req.URL.Path}
		_, _ = w.exchange(late, nil, &x) // nobody waits for the answer
		if x.Acted {
			r.landed[x.AuditID] = true
			r.reviewsMayHaveChanged()
		}
		r.logf("%s reached WeChat after its caller gave up; code %d, acted %v", x.Endpoint, x.Code, x.Acted)
	}, at-r.since())
}

// exchange lets the simulator answer, spoilt by a trouble.
func (w *wechat) exchange(req *http.Request, trouble *wxatest.Fault, x *exchange) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := len(w.sim.Ledger())
	w.sim.ClearFaults()
	if trouble != nil {
		w.sim.Fault(*trouble)
		x.Trouble = describe(*trouble)
	}
	resp, err := w.sim.Transport().RoundTrip(req)
	x.Acted = len(w.sim.Ledger()) > before
	if err != nil {
		return nil, err
	}
	body, readErr := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(body))
	if readErr != nil {
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), broken{readErr}))
		x.Got = readErr.Error()
		return resp, nil
	}
	x.read(resp.StatusCode, body)
	return resp, nil
}

// broken is the rest of a body whose connection was cut.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// read takes out of an answer what the checks look at.
func (x *exchange) read(status int, body []byte) {
	x.Got = string(body)
	if len(x.Got) > 300 {
		x.Got = x.Got[:300] + "…"
	}
	if status != http.StatusOK {
		return
	}
	x.Code = garbled
	var answer struct {
		ErrCode *int            `json:"errcode"`
		Status  *int            `json:"status"`
		AuditID json.RawMessage `json:"auditid"`
		Version string          `json:"user_version"`
		Trial   struct {
			Version string `json:"exp_version"`
		} `json:"exp_info"`
	}
	if json.Unmarshal(repaired(body), &answer) != nil || answer.ErrCode == nil {
		return
	}
	x.AuditID, _ = strconv.ParseInt(strings.Trim(string(answer.AuditID), `"`), 10, 64)
	x.Version = cmp.Or(answer.Version, answer.Trial.Version)
	code := *answer.ErrCode
	if code == 0 && answer.Status != nil {
		x.Status = *answer.Status
	}
	lacks := code == 0 && (x.Endpoint == statusPath || x.Endpoint == latestPath) && x.Status < 0
	if lacks = lacks || code == 0 && (x.Endpoint == submitPath || x.Endpoint == latestPath) && x.AuditID == 0; !lacks {
		x.Code = code
	}
}

// repaired takes the control characters out that people's texts bring into the JSON.
func repaired(body []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, body)
}

func (w *wechat) note(x exchange) {
	w.mu.Lock()
	w.exchanges = append(w.exchanges, x)
	w.mu.Unlock()
	acted := ""
	if x.Acted {
		acted = " and it acted"
	}
	w.run.logf("%s %s%s: %s", x.Endpoint, x.Trouble, acted, x.Got)
}

// token gives the client WeChat's good token, or none.
type token struct{ w *wechat }

func (t token) Token(ctx context.Context, _ string) (string, error) {
	fault := t.w.run.noToken()
	if fault == "" {
		return t.w.sim.Token(t.w.run.schedule.App.AppID), nil
	}
	now := t.w.run.since()
	x := exchange{At: now, Answered: now, Endpoint: tokenCall, Code: noTokenCode, Got: string(fault), Status: -1, by: attemptOf(ctx)}
	if fault == tokenRefused {
		x.Code = refusedToken
	}
	t.w.note(x)
	return "", tokenError(fault)
}

func (t token) Drop(string, string) {}

type tokenError tokenFault

func (e tokenError) Error() string   { return string(e) }
func (e tokenError) Refused() bool   { return tokenFault(e) == tokenRefused }
func (e tokenError) Timeout() bool   { return tokenFault(e) == tokenDown }
func (e tokenError) Temporary() bool { return e.Timeout() }
func (e tokenError) Class() wxa.Class {
	if e.Timeout() {
		return wxa.ClassTransient
	}
	return wxa.ClassToken
}

// review is one as WeChat has it.
type review struct {
	AuditID   int64     `json:"auditid"`
	Version   string    `json:"version"`
	Submitted time.Time `json:"submitted_at"`
	Status    int       `json:"status"`
	Invisible bool      `json:"invisible"`
	Next      time.Time `json:"next_change_at"`
}

func (rv review) open() bool {
	return rv.Status == wxatest.StatusReviewing || rv.Status == wxatest.StatusDelayed
}

// reviews gives all reviews as they are now, oldest first.
func (w *wechat) reviews() []review {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := httptest.NewRecorder()
	w.sim.ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/_sim/apps/"+w.run.schedule.App.AppID, nil))
	var view struct {
		Reviews []review `json:"reviews"`
	}
	w.must(json.Unmarshal(out.Body.Bytes(), &view))
	return view.Reviews
}
