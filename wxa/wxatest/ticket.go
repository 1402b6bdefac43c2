package wxatest

import (
	"strconv"
	"time"

	"github.com/wxrelease/wxrelease/wxa/push"
)

// ticket is one component_verify_ticket. Sim.mu guards it.
type ticket struct {
	text    string
	issued  time.Time
	expires time.Time
}

// startFeed plans the first ticket. The feed goes on for ever; while it is stopped its moments pass in silence, so the first
// ticket after api_start_push_ticket comes with the next of them. Sim.mu is held.
func (s *Sim) startFeed(now time.Time) {
	s.schedule(now.Add(orDefault(s.platform.TicketEvery, ticketEvery)), func(at time.Time) {
		if !s.platform.FeedStopped {
			s.pushTicket(at)
		}
		s.startFeed(at)
	})
}

// pushTicket issues a ticket and plans its push. Sim.mu is held.
func (s *Sim) pushTicket(at time.Time) *ticket {
	life := orDefault(s.platform.TicketLife, ticketLife)
	t := &ticket{text: random(s.platform.tickRandom, "ticket@@@"), issued: at, expires: at.Add(life)}
	s.platform.tickets[t.text], s.platform.newest = t, t
	s.keepSecret(t.text)
	plan := s.platform.Tickets
	s.pushToEvents(plan, &s.platform.tickHeld, Push{Event: "component_verify_ticket", Key: plan.Key},
		"<xml><AppId>"+push.CDATA(s.platform.AppID)+"</AppId><CreateTime>"+strconv.FormatInt(s.unix(at), 10)+
			"</CreateTime><InfoType><![CDATA[component_verify_ticket]]></InfoType><ComponentVerifyTicket>"+push.CDATA(t.text)+
			"</ComponentVerifyTicket></xml>", at)
	return t
}

// PushTicket issues a component_verify_ticket now, whether the feed is stopped or not, and returns it when it has been
// delivered as Platform.Tickets says. Without Callback.EventsURL it is only issued.
func (s *Sim) PushTicket() string {
	var t *ticket
	// The error is that of the function, which has none.
	_ = s.act(func(now time.Time) error { t = s.pushTicket(now); return nil })
	return t.text
}

// checkTicket gives the errcode for a ticket, 0 when it is good. Sim.mu is held.
func (s *Sim) checkTicket(text string, now time.Time) int {
	t, known := s.platform.tickets[text]
	switch {
	case !known: // also another platform's
		return 61006
	case !now.Before(t.expires):
		return 61005
	}
	return 0
}
