package wxatest

import "time"

// The kinds of [Refresh].
const (
	RefreshComponentToken  = "component-token"   // api_component_token issued a platform token
	RefreshStartPushTicket = "start-push-ticket" // api_start_push_ticket was accepted, whether the feed was stopped or not
	RefreshQueryAuth       = "query-auth"        // api_query_auth used up a code
	RefreshAuthorizerToken = "authorizer-token"  // api_authorizer_token issued a merchant token
)

// Refresh is one call about credentials that WeChat accepted, whatever the caller was told about it. The [Sim.Ledger] does not
// list these: it is about reviews.
type Refresh struct {
	At    time.Time `json:"at"`              // simulated
	AppID string    `json:"appid,omitempty"` // the Mini Program; "": the platform's own
	Kind  string    `json:"kind"`
}

// Refreshes lists the accepted calls about credentials in their order. [Sim.Calls] counts the refused ones as well.
func (s *Sim) Refreshes() []Refresh {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Refresh{}, s.platform.refreshes...)
}

// noteRefresh is [Sim.record] for credentials. Sim.mu is held.
func (s *Sim) noteRefresh(c *call, kind string) {
	r := Refresh{At: c.now, Kind: kind}
	if c.app != nil {
		r.AppID = c.app.AppID
	}
	s.platform.refreshes = append(s.platform.refreshes, r)
}
