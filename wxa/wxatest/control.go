package wxatest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// controlHelp is the answer to GET /_sim/.
const controlHelp = `Simulated WeChat: control interface. For loopback and test networks only: it has no login and gives out tokens.

GET    /_sim/healthz                     is it up
GET    /_sim/token?appid=wx…             the token service: {"access_token":"61_…","expires_in":7200}, real seconds
GET    /_sim/clock                       simulated time and speed
POST   /_sim/advance                     {"by":"3h"}; returns when everything up to then has happened, pushes included
GET    /_sim/apps                        all Mini Programs with their versions and reviews
POST   /_sim/apps                        add one: {"appid":"wx…","trial_version":"1.4.0","detection":"90s",
                                         "plans":[[{"after":"3h","status":0}]]}
GET    /_sim/apps/{appid}                one of them
PATCH  /_sim/apps/{appid}                replace the fields that are given, for example {"push":{"none":true}}, {"raw_texts":true},
                                         {"no_review_code":86001}, {"read_lag":"30s"}, {"forgotten_after":"1h","forgotten_for":"10m"}
POST   /_sim/apps/{appid}/upload         {"version":"1.4.1","desc":"build 813"}
POST   /_sim/apps/{appid}/decide         the reviewer's verdict, now: {"status":1,"reason":"1:…<br>","screenshots":"mid1|mid2"}
POST   /_sim/apps/{appid}/withdraw       withdrawn by other means than this API
POST   /_sim/apps/{appid}/foreign-review {"version":"9.9.9","invisible":false}
POST   /_sim/apps/{appid}/expire-token   42001 from now on
POST   /_sim/apps/{appid}/revoke-token   40001 from now on
POST   /_sim/apps/{appid}/authorize      the merchant authorises the platform, again or for the first time: {"authorization_code":"…"}
POST   /_sim/apps/{appid}/revoke         the merchant takes the authorisation back
POST   /_sim/apps/{appid}/change-password      42007 until authorised again
POST   /_sim/apps/{appid}/expire-refresh-token 42002 until authorised again
GET    /_sim/platform                    the platform's settings, without its secret, and its tickets
PATCH  /_sim/platform                    replace the fields that are given, for example {"feed_stopped":true}, {"clock_ahead":"-3m"},
                                         {"no_date":true}
POST   /_sim/platform/push-ticket        push a component_verify_ticket now
POST   /_sim/platform/expire-token       every component_access_token has expired
POST   /_sim/platform/revoke-token       every component_access_token is not the latest
GET    /_sim/refreshes?appid=wx…         calls about credentials that were accepted
GET    /_sim/faults                      rules with their counters
POST   /_sim/faults                      add one: {"endpoint":"/wxa/submit_audit","errcode":-1,"effect":true,"times":2}
DELETE /_sim/faults                      remove all
POST   /_sim/quota                       {"limit":20,"speedup_limit":2}
GET    /_sim/ledger?appid=wx…            what was accepted; appid may be left out
GET    /_sim/pushes?appid=wx…            deliveries and how they were answered
GET    /_sim/calls?endpoint=…&appid=…    how many requests came
`

func (s *Sim) controlHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_sim/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, controlHelp)
	})
	mux.HandleFunc("GET /_sim/healthz", func(w http.ResponseWriter, _ *http.Request) {
		controlJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /_sim/token", s.serveToken)
	mux.HandleFunc("GET /_sim/clock", func(w http.ResponseWriter, _ *http.Request) { s.serveClock(w) })
	mux.HandleFunc("POST /_sim/advance", s.serveAdvance)

	mux.HandleFunc("GET /_sim/apps", func(w http.ResponseWriter, _ *http.Request) { controlJSON(w, http.StatusOK, s.views("")) })
	mux.HandleFunc("GET /_sim/apps/{appid}", s.serveApp)
	mux.HandleFunc("POST /_sim/apps", command(func(_ string, a App) error { return s.addApp(a) }))
	mux.HandleFunc("PATCH /_sim/apps/{appid}", s.servePatch)
	mux.HandleFunc("POST /_sim/apps/{appid}/upload", command(func(appid string, v struct {
		Version string `json:"version"`
		Desc    string `json:"desc"`
	}) error {
		return s.Upload(appid, v.Version, v.Desc)
	}))
	mux.HandleFunc("POST /_sim/apps/{appid}/decide", command(s.Decide))
	mux.HandleFunc("POST /_sim/apps/{appid}/withdraw",
		command(func(appid string, _ struct{}) error { return s.WithdrawFromOutside(appid) }))
	mux.HandleFunc("POST /_sim/apps/{appid}/foreign-review", command(func(appid string, f ForeignReview) error {
		_, err := s.OpenForeignReview(appid, f)
		return err
	}))
	mux.HandleFunc("POST /_sim/apps/{appid}/expire-token", command(func(appid string, _ struct{}) error { return s.ExpireToken(appid) }))
	mux.HandleFunc("POST /_sim/apps/{appid}/revoke-token", command(func(appid string, _ struct{}) error { return s.RevokeToken(appid) }))

	s.handlePlatform(mux)

	mux.HandleFunc("GET /_sim/faults", func(w http.ResponseWriter, _ *http.Request) { controlJSON(w, http.StatusOK, s.faultViews()) })
	mux.HandleFunc("POST /_sim/faults", command(func(_ string, f Fault) error { return s.addFault(f) }))
	mux.HandleFunc("DELETE /_sim/faults", command(func(string, struct{}) error { s.ClearFaults(); return nil }))
	mux.HandleFunc("POST /_sim/quota", command(func(_ string, q Quota) error { s.SetQuota(q); return nil }))

	mux.HandleFunc("GET /_sim/ledger", func(w http.ResponseWriter, r *http.Request) {
		controlJSON(w, http.StatusOK, ofApp(r, s.Ledger(), func(e Effect) string { return e.AppID }))
	})
	mux.HandleFunc("GET /_sim/pushes", func(w http.ResponseWriter, r *http.Request) {
		controlJSON(w, http.StatusOK, ofApp(r, s.Pushes(), func(p Push) string { return p.AppID }))
	})
	mux.HandleFunc("GET /_sim/calls", func(w http.ResponseWriter, r *http.Request) {
		controlJSON(w, http.StatusOK, map[string]int{"calls": s.Calls(r.FormValue("endpoint"), r.FormValue("appid"))})
	})
	// A page in somebody's browser must not steer a simulator on the same machine.
	return http.NewCrossOriginProtection().Handler(mux)
}

// command makes a handler of something that takes one JSON value. An empty body is an empty object.
func command[In any](do func(appid string, in In) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in In
		if err := readStrict(http.MaxBytesReader(w, r.Body, maxBody), &in); err != nil && !errors.Is(err, io.EOF) {
			controlError(w, http.StatusBadRequest, err.Error())
			return
		}
		controlResult(w, do(r.PathValue("appid"), in))
	}
}

// servePatch lays the given fields over the present ones, each as a whole.
func (s *Sim) servePatch(w http.ResponseWriter, r *http.Request) {
	patch := map[string]json.RawMessage{}
	if err := readStrict(http.MaxBytesReader(w, r.Body, maxBody), &patch); err != nil {
		controlError(w, http.StatusBadRequest, err.Error())
		return
	}
	var mergeErr error
	err := s.Update(r.PathValue("appid"), func(a *App) {
		var merged App
		if merged, mergeErr = overlay(*a, patch); mergeErr == nil {
			*a = merged
		}
	})
	controlResult(w, errors.Join(err, mergeErr))
}

func (s *Sim) serveClock(w http.ResponseWriter) {
	controlJSON(w, http.StatusOK, struct {
		Now   time.Time `json:"now"`
		Speed float64   `json:"speed"`
	}{s.Now().UTC(), s.cfg.Speed})
}

func (s *Sim) serveAdvance(w http.ResponseWriter, r *http.Request) {
	var in struct {
		By duration `json:"by"`
	}
	if err := readStrict(r.Body, &in); err != nil {
		controlError(w, http.StatusBadRequest, err.Error())
		return
	}
	if in.By < 0 {
		controlError(w, http.StatusBadRequest, "time does not run backwards")
		return
	}
	if s.cfg.Clock != nil {
		controlError(w, http.StatusConflict, errGivenClock.Error())
		return
	}
	s.Advance(time.Duration(in.By))
	s.serveClock(w)
}

func ofApp[T any](r *http.Request, all []T, appid func(T) string) []T {
	want := r.FormValue("appid")
	out := []T{}
	for _, one := range all {
		if want == "" || appid(one) == want {
			out = append(out, one)
		}
	}
	return out
}

func controlResult(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, ErrUnknownApp):
		controlError(w, http.StatusNotFound, err.Error())
	case errors.Is(err, ErrNothingOpen), errors.Is(err, ErrNotAuthorized):
		controlError(w, http.StatusConflict, err.Error())
	case err != nil:
		controlError(w, http.StatusBadRequest, err.Error())
	default:
		controlJSON(w, http.StatusOK, struct{}{})
	}
}

func controlJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(marshal(v), '\n'))
}

func controlError(w http.ResponseWriter, status int, text string) {
	controlJSON(w, status, map[string]string{"error": text})
}
