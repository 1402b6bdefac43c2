package wxatest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/wxa/push"
)

// PushKey says what a push is encrypted with.
type PushKey string

const (
	KeyCurrent PushKey = ""
	KeyOld     PushKey = "old"   // Callback.PreviousKey
	KeyWrong   PushKey = "wrong" // a key that nobody has
)

// PushPlan says how something is pushed: an app's review events, the platform's tickets, authorisation events. The zero plan
// is one push, in the moment of the event.
type PushPlan struct {
	None  bool          `json:"none,omitempty"`  // never: lost on the way
	Times int           `json:"times,omitempty"` // how often; 0: once. Copies are the same message
	Late  time.Duration `json:"-"`               // so long after the event, simulated
	Early time.Duration `json:"-"`               // so long before get_auditstatus shows the verdict, simulated
	// Reorder holds every other push back until the next one of this plan has been sent. The last one may never be sent.
	Reorder bool    `json:"reorder,omitempty"`
	Key     PushKey `json:"key,omitempty"`
}

func (p PushPlan) check(appid string) error {
	switch {
	case p.Times < 0 || p.Late < 0 || p.Early < 0:
		return fmt.Errorf("wxatest: %s: times, late and early of a push are never negative", appid)
	case p.Late > 0 && p.Early > 0:
		return fmt.Errorf("wxatest: %s: a push cannot be both late and early", appid)
	case p.Key != KeyCurrent && p.Key != KeyOld && p.Key != KeyWrong:
		return fmt.Errorf("wxatest: %s: unknown push key %q", appid, p.Key)
	}
	return nil
}

// delivery is one message on its way.
type delivery struct {
	push Push
	to   string // user name; "": the message goes to the events URL
	body []byte // decrypted XML
}

// push plans the event of a verdict. There is none for a withdrawal, nor for a return to "under review". Sim.mu is held.
func (s *Sim) push(a *app, r *review, v Verdict, at time.Time) {
	d := delivery{to: a.UserName, push: Push{AppID: a.AppID, AuditID: r.id, Key: a.Push.Key}}
	stamp := strconv.FormatInt(s.unix(at), 10)
	var tail string
	switch v.Status {
	case StatusApproved:
		d.push.Event, tail = "weapp_audit_success", "<SuccTime>"+stamp+"</SuccTime>"
	case StatusRejected:
		d.push.Event = "weapp_audit_fail"
		tail = "<Reason>" + push.CDATA(v.Reason) + "</Reason><FailTime>" + stamp + "</FailTime><ScreenShot>" + escapeXML(v.Screenshots) +
			"</ScreenShot>"
	case StatusDelayed:
		d.push.Event = "weapp_audit_delay"
		tail = "<Reason>" + push.CDATA(v.Reason) + "</Reason><DelayTime>" + stamp + "</DelayTime>"
	default:
		return
	}
	if a.Push.None || s.cfg.Callback.URL == "" {
		return
	}
	d.body = []byte("<xml><ToUserName>" + push.CDATA(a.UserName) + "</ToUserName><FromUserName>" + push.CDATA(systemOpenID) +
		"</FromUserName><CreateTime>" + stamp + "</CreateTime><MsgType><![CDATA[event]]></MsgType><Event>" + push.CDATA(d.push.Event) +
		"</Event>" + tail + "</xml>")
	s.sendBy(a.Push, &a.held, d, at)
}

// pushToEvents plans a message to the events URL. Sim.mu is held.
func (s *Sim) pushToEvents(plan PushPlan, held **delivery, p Push, body string, at time.Time) {
	if !plan.None && s.cfg.Callback.EventsURL != "" {
		s.sendBy(plan, held, delivery{push: p, body: []byte(body)}, at)
	}
}

// sendBy sends a delivery now or later, as its plan says. Sim.mu is held.
func (s *Sim) sendBy(plan PushPlan, held **delivery, d delivery, at time.Time) {
	if plan.Late > 0 {
		s.schedule(at.Add(plan.Late), func(at time.Time) { s.send(plan, held, d, at) })
		return
	}
	s.send(plan, held, d, at)
}

// systemOpenID is the sender of review events.
const systemOpenID = "oSimulatedSystemAccount00000"

// send hands a delivery over, or keeps it until the next one. Sim.mu is held.
func (s *Sim) send(plan PushPlan, held **delivery, d delivery, at time.Time) {
	if plan.Reorder && *held == nil {
		*held = &d
		return
	}
	out := []delivery{d}
	if *held != nil {
		out = append(out, **held)
		*held = nil
	}
	for _, d := range out {
		d.push.SentAt = at
		for range orDefault(plan.Times, 1) {
			s.pending = append(s.pending, d)
		}
	}
}

// takeDeliveries gives what must go out now. Sim.mu is held.
func (s *Sim) takeDeliveries() []delivery {
	out := s.pending
	s.pending = nil
	return out
}

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escapeXML(text string) string { return xmlEscapes.Replace(text) }
