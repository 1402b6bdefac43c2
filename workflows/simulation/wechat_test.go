package simulation

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

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

// exchange is one call as it went over the wire.
type exchange struct {
	At, Answered time.Duration // since the start of the release
	Endpoint     string
	Code         int    // errcode; -2 when there was no answer that has one
	Got          string // the answer, or why there is none
	Trouble      string // what the schedule did
	Acted        bool   // WeChat did what was asked
	Status       int    // of a review in the answer; -1 when there is none
	by           *attempt
}

// noCode is the Code of an exchange that ended without WeChat's word.
const noCode = -2

// wechat is the way to the simulated WeChat, and the troubles on it.
type wechat struct {
	run *run
	sim *wxatest.Sim

	mu        sync.Mutex // guards what is below, and keeps calls apart so that a fault meets the one it is meant for
	numbers   map[string]int
	exchanges []exchange
	stale     []byte    // the newest review as it was before the last submission
	fresh     time.Time // from when on get_latest_auditstatus shows that one
}

func newWeChat(r *run) *wechat {
	s := r.schedule
	w := &wechat{run: r, numbers: map[string]int{}}
	oldest := time.Minute
	for _, e := range s.Earlier {
		oldest = max(oldest, e.Age)
	}
	w.sim = wxatest.New(wxatest.Config{
		Start: r.start.Add(s.ClockOffset - oldest), Seed: s.Seed, TokenLife: 10 * forEver, TokenOverlap: 10 * forEver,
		Quota: wxatest.Quota{Limit: 100},
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
		w.advance(r.start.Add(-e.Age))
		_, err := w.sim.OpenForeignReview(app.AppID, wxatest.ForeignReview{Version: e.Version, Plan: e.Plan, Invisible: e.Invisible})
		w.must(err)
	}
	w.advance(r.start)
	w.must(w.sim.Update(app.AppID, func(a *wxatest.App) { a.Detection = detection }))
	w.must(w.sim.Upload(app.AppID, app.TrialVersion, app.TrialDesc))
	return w
}

func (w *wechat) must(err error) {
	if err != nil {
		panic(err)
	}
}

// advance brings WeChat's clock to a moment of ours.
func (w *wechat) advance(to time.Time) {
	if d := to.Add(w.run.schedule.ClockOffset).Sub(w.sim.Now()); d > 0 {
		w.sim.Advance(d)
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
		x.Answered, x.Got = r.since(), err.Error()
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
			r.reviewsMayHaveChanged()
		}
		r.logf("%s reached WeChat after its caller gave up; code %d, acted %v", x.Endpoint, x.Code, x.Acted)
	}, at-r.since())
}

// exchange lets the simulator answer, spoilt by a trouble.
func (w *wechat) exchange(req *http.Request, trouble *wxatest.Fault, x *exchange) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.advance(w.run.env.Now())
	before := len(w.sim.Ledger())
	var stale []byte
	if x.Endpoint == submitPath && w.run.schedule.LatestLag > 0 {
		stale = w.peek(req, latestPath)
	}
	if trouble == nil && x.Endpoint == latestPath && bytes.Contains(w.peek(req, latestPath), []byte(`"errcode":85058`)) {
		trouble = &wxatest.Fault{Errcode: w.run.schedule.None}
	}
	w.sim.ClearFaults()
	if trouble != nil {
		w.sim.Fault(*trouble)
		x.Trouble = describe(*trouble)
	}
	resp, err := w.sim.Transport().RoundTrip(req)
	x.Acted = len(w.sim.Ledger()) > before
	if x.Acted && stale != nil {
		w.stale, w.fresh = stale, w.run.env.Now().Add(w.run.schedule.LatestLag)
	}
	if err != nil {
		return nil, err
	}
	body, readErr := io.ReadAll(resp.Body)
	if x.Endpoint == latestPath && trouble == nil && w.run.env.Now().Before(w.fresh) {
		body, x.Trouble = w.stale, "lagging"
	}
	if w.run.schedule.NoDate {
		resp.Header.Del("Date")
	}
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
	var answer struct {
		ErrCode *int `json:"errcode"`
		Status  *int `json:"status"`
	}
	if status != http.StatusOK || json.Unmarshal(body, &answer) != nil || answer.ErrCode == nil {
		return
	}
	x.Code = *answer.ErrCode
	if x.Code == 0 && answer.Status != nil {
		x.Status = *answer.Status
	}
}

// peek asks something beside the release, with its token.
func (w *wechat) peek(req *http.Request, path string) []byte {
	w.sim.ClearFaults()
	in := httptest.NewRequest(http.MethodGet, path+"?"+req.URL.RawQuery, nil)
	out := httptest.NewRecorder()
	w.sim.ServeHTTP(out, in)
	return out.Body.Bytes()
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

// token gives the client WeChat's good token.
type token struct{ w *wechat }

func (t token) Token(context.Context, string) (string, error) {
	return t.w.sim.Token(t.w.run.schedule.App.AppID), nil
}

func (t token) Drop(string, string) {}

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
	w.advance(w.run.env.Now())
	out := httptest.NewRecorder()
	w.sim.ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/_sim/apps/"+w.run.schedule.App.AppID, nil))
	var view struct {
		Reviews []review `json:"reviews"`
	}
	w.must(json.Unmarshal(out.Body.Bytes(), &view))
	return view.Reviews
}
