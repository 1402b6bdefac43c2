package wxatest

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Cut says where a connection breaks.
type Cut string

const (
	CutNone   Cut = ""
	CutBefore Cut = "before" // before the call has its effect, without an answer
	CutAfter  Cut = "after"  // after the effect, without an answer
	CutMiddle Cut = "middle" // after the effect, in the middle of the answer's body
)

// Fault is a rule for calls that go wrong. A rule counts the calls that its Endpoint and its AppID match, beginning when the
// rule is added, and strikes from the Nth on, Times times. Of several rules that would strike a call only the first does.
type Fault struct {
	Endpoint    string  `json:"endpoint,omitempty"`    // path, for example /wxa/submit_audit; "": every path
	AppID       string  `json:"appid,omitempty"`       // "": every Mini Program
	Nth         int     `json:"nth,omitempty"`         // the first call that may be struck, counted from 1; 0: 1
	Times       int     `json:"times,omitempty"`       // how many calls are struck; 0: 1, negative: no end
	Probability float64 `json:"probability,omitempty"` // chance of each of those calls to be struck; 0: certain

	// Effect lets the call do its work although its answer says otherwise. Without it a struck call does nothing.
	Effect bool `json:"effect,omitempty"`

	// What the caller gets, at most one of these. None of them, with a Delay: the true answer, late.
	Errcode    int    `json:"errcode,omitempty"`     // that errcode, HTTP status 200
	Errmsg     string `json:"errmsg,omitempty"`      // with Errcode: that text instead of the usual one, in front of the rid
	HTTPStatus int    `json:"http_status,omitempty"` // that status with Body, or a page of HTML
	Cut        Cut    `json:"cut,omitempty"`         // decides about the effect itself
	Body       string `json:"body,omitempty"`        // that text instead of the true answer; HTTP status 200
	Oversize   int    `json:"oversize,omitempty"`    // well-formed JSON of at least so many bytes
	EmptyBody  bool   `json:"empty_body,omitempty"`  // HTTP status 200 and nothing else

	// Delay is waited on the real clock before the answer: after the work with Effect, before it without. A caller that
	// gives up meanwhile has caused no effect in the second case.
	Delay time.Duration `json:"-"`
}

// fault is a rule with its counters. Sim.mu guards the counters.
type fault struct {
	Fault
	seen, struck int
}

func (f *Fault) check() error {
	kinds := 0
	for _, set := range []bool{
		f.Errcode != 0, f.HTTPStatus != 0, f.Cut != CutNone, f.Body != "" && f.HTTPStatus == 0, f.Oversize != 0, f.EmptyBody,
	} {
		if set {
			kinds++
		}
	}
	switch {
	case kinds > 1:
		return errors.New("wxatest: a fault has one kind of answer, this one has several")
	case kinds == 0 && f.Delay == 0:
		return errors.New("wxatest: a fault needs a kind of answer or a delay")
	case f.Errmsg != "" && f.Errcode == 0:
		return errors.New("wxatest: an errmsg of a fault goes with an errcode")
	case f.Probability < 0 || f.Probability > 1:
		return fmt.Errorf("wxatest: probability %v is not between 0 and 1", f.Probability)
	case f.HTTPStatus != 0 && (f.HTTPStatus < 200 || f.HTTPStatus > 599):
		return fmt.Errorf("wxatest: HTTP status %d is not between 200 and 599", f.HTTPStatus)
	case f.Cut != CutNone && f.Cut != CutBefore && f.Cut != CutAfter && f.Cut != CutMiddle:
		return fmt.Errorf("wxatest: unknown cut %q", f.Cut)
	case f.Endpoint != "" && f.Endpoint[0] != '/':
		return fmt.Errorf("wxatest: endpoint %q is not a path", f.Endpoint)
	case f.Delay < 0 || f.Nth < 0 || f.Oversize < 0:
		return errors.New("wxatest: delay, nth and oversize of a fault are never negative")
	}
	return nil
}

// Fault adds a rule. It panics when the rule contradicts itself.
func (s *Sim) Fault(f Fault) {
	if err := s.addFault(f); err != nil {
		panic(err)
	}
}

func (s *Sim) addFault(f Fault) error {
	if err := f.check(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &fault{Fault: f})
	return nil
}

// ClearFaults removes all rules.
func (s *Sim) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// noFault is what strikes most calls.
var noFault = &fault{}

// matchFault counts the call in every rule that matches and gives the first that strikes. Sim.mu is held.
func (s *Sim) matchFault(path, appid string) *fault {
	hit := noFault
	for _, f := range s.faults {
		if (f.Endpoint != "" && f.Endpoint != path) || (f.AppID != "" && f.AppID != appid) {
			continue
		}
		f.seen++
		if hit != noFault || f.seen < orDefault(f.Nth, 1) {
			continue
		}
		if times := orDefault(f.Times, 1); times >= 0 && f.struck >= times {
			continue
		}
		if f.Probability > 0 && s.rng.Float64() >= f.Probability {
			continue
		}
		f.struck++
		hit = f
	}
	return hit
}

// takesEffect tells whether the endpoint does its work before anything else happens to the answer.
func (f *fault) takesEffect() bool {
	return f.Cut == CutAfter || f.Cut == CutMiddle || (f.Effect && f.Cut != CutBefore)
}

// answers names what replaces the true answer, "" when nothing does.
func (f *fault) answers() string {
	switch {
	case f.Cut != CutNone:
		return "cut"
	case f.HTTPStatus != 0:
		return "http status"
	case f.Errcode != 0:
		return "errcode"
	case f.Body != "":
		return "body"
	case f.Oversize > 0:
		return "oversize"
	case f.EmptyBody:
		return "empty body"
	}
	return ""
}

// spoil replaces the true answer. Sim.mu is held.
func (s *Sim) spoil(out *outcome, f *fault, a *app, now time.Time) {
	switch f.answers() {
	case "cut":
		out.cut = f.Cut
	case "http status":
		out.status, out.contentType = f.HTTPStatus, "text/html"
		out.body = []byte(orDefault(f.Body, "<html><body><h1>"+http.StatusText(f.HTTPStatus)+"</h1></body></html>\n"))
	case "errcode":
		out.status, out.body = http.StatusOK, s.encode(reply{code: f.Errcode, text: f.Errmsg}, a, now)
	case "body":
		out.status, out.body = http.StatusOK, []byte(f.Body)
	case "oversize":
		out.status = http.StatusOK
		out.body = append(append([]byte(`{"errcode":0,"errmsg":"ok","padding":"`), bytes.Repeat([]byte("x"), f.Oversize)...), `"}`...)
	case "empty body":
		out.status, out.body = http.StatusOK, nil
	}
}
