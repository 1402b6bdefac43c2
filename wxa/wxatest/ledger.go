package wxatest

import "time"

// The actions of the ledger.
const (
	ActionSubmit  = "submit"
	ActionUndo    = "undo"
	ActionSpeedup = "speedup"
)

// Effect is one change that WeChat accepted from an API call, whatever the caller was told about it.
type Effect struct {
	At      time.Time `json:"at"` // simulated
	AppID   string    `json:"appid"`
	Action  string    `json:"action"`
	AuditID int64     `json:"auditid"`
	Version string    `json:"version"`
}

// Ledger lists the accepted effects in their order. Refused calls are not in it, nor is what happened without an API call.
func (s *Sim) Ledger() []Effect {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Effect{}, s.ledger...)
}

// record notes an effect. Sim.mu is held.
func (s *Sim) record(c *call, action string, r *review) {
	s.ledger = append(s.ledger, Effect{At: c.now, AppID: c.app.AppID, Action: action, AuditID: r.id, Version: r.version.name})
}

type callKey struct{ endpoint, appid string }

// Calls counts the requests received for a path and a Mini Program, failed ones included; "" means any. A request whose
// token this simulator never issued belongs to no Mini Program.
func (s *Sim) Calls(endpoint, appid string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if endpoint != "" && appid != "" {
		return s.calls[callKey{endpoint, appid}]
	}
	n := 0
	for key, count := range s.calls {
		if (endpoint == "" || endpoint == key.endpoint) && (appid == "" || appid == key.appid) {
			n += count
		}
	}
	return n
}
