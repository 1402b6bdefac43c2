package wxatest

import (
	"encoding/json"
	"strconv"
	"time"
)

// auditID writes an auditid as a number or, for some Mini Programs, as a string.
type auditID struct {
	id     int64
	quoted bool
}

func (a auditID) MarshalJSON() ([]byte, error) {
	text := strconv.FormatInt(a.id, 10)
	if a.quoted {
		text = strconv.Quote(text)
	}
	return []byte(text), nil
}

// readAuditID reads {"auditid":430000001}. An id that is absent or a string is 0, which no review has.
func readAuditID(body []byte) (id int64, wellFormed bool) {
	var req map[string]json.RawMessage
	if err := json.Unmarshal(body, &req); err != nil {
		return 0, false
	}
	id, err := strconv.ParseInt(string(req["auditid"]), 10, 64)
	if err != nil {
		return 0, true
	}
	return id, true
}

// reviewByID finds a review that the platform can see.
func (a *app) reviewByID(id int64) *review {
	for _, r := range a.reviews {
		if r.id == id && !r.invisible {
			return r
		}
	}
	return nil
}

// statusFields are those of get_auditstatus. They come with zero values when the id is wrong, as WeChat sends them: a status
// of 0 there does not mean approved.
type statusFields struct {
	Status     int    `json:"status"`
	Reason     typed  `json:"reason"`
	Screenshot string `json:"screenshot"`
}

func (s *Sim) getAuditStatus(c *call) reply {
	id, wellFormed := readAuditID(c.body)
	if !wellFormed {
		return refuse(47001)
	}
	if r := c.app.reviewByID(id); r != nil && !c.app.forgotten(r, c.now) {
		if shown := r.at(c.now.Add(-c.app.ReadLag)); shown != nil {
			return ok(*shown)
		}
	}
	return reply{code: 85012, fields: statusFields{}}
}

// forgotten tells whether get_auditstatus does not know a review for the time being.
func (a *app) forgotten(r *review, now time.Time) bool {
	since := now.Sub(r.version.at.Add(a.ForgottenAfter))
	return since >= 0 && since < a.ForgottenFor
}

func (s *Sim) getLatestAuditStatus(c *call) reply {
	seen := c.now.Add(-c.app.ReadLag)
	r := c.app.latest(func(r *review) bool {
		return r.at(seen) != nil && !(c.app.ForgottenByLatest && c.app.forgotten(r, c.now))
	})
	if r == nil {
		code := orDefault(c.app.NoReviewCode, 85058)
		if code == 85012 {
			return reply{code: code, fields: statusFields{}}
		}
		return refuse(code)
	}
	shown := r.at(seen)
	fields := struct {
		AuditID         auditID `json:"auditid"`
		Status          int     `json:"status"`
		Reason          typed   `json:"reason"`
		Screenshot      *string `json:"screenshot,omitempty"`
		ScreenShot      *string `json:"ScreenShot,omitempty"`
		UserVersion     *typed  `json:"user_version,omitempty"`
		UserDesc        *typed  `json:"user_desc,omitempty"`
		SubmitAuditTime *int64  `json:"submit_audit_time,omitempty"`
	}{AuditID: auditID{r.id, c.app.QuotedAuditID}, Status: shown.Status, Reason: shown.Reason}
	if c.app.ScreenShot {
		fields.ScreenShot = &shown.Screenshot
	} else {
		fields.Screenshot = &shown.Screenshot
	}
	if !c.app.OmitVersion {
		name, desc, at := typed(r.version.name), typed(r.version.desc), s.unix(r.version.at)
		fields.UserVersion, fields.UserDesc, fields.SubmitAuditTime = &name, &desc, &at
	}
	return ok(fields)
}

func (s *Sim) undoCodeAudit(c *call) reply {
	r := c.app.openReview()
	if r == nil {
		r = c.app.lingering(c.now) // one that submit_audit still sees can be withdrawn once more
	}
	if r == nil || r.invisible {
		return refuse(87012)
	}
	used := c.app.undos.at(c.now)
	if used.today >= s.cfg.UndosPerDay || used.thisMonth >= s.cfg.UndosPerMonth {
		return refuse(87013)
	}
	used.today++
	used.thisMonth++
	if r.open() {
		s.apply(c.app, r, Verdict{Status: StatusWithdrawn}, c.now)
		r.busyUntil = c.now.Add(c.app.UndoLag)
	} else {
		r.busyUntil = time.Time{}
	}
	s.record(c, ActionUndo, r)
	return ok(nil)
}

// lingering gives a withdrawn review that submit_audit does not yet know to be withdrawn.
func (a *app) lingering(now time.Time) *review {
	if n := len(a.reviews); n > 0 && now.Before(a.reviews[n-1].busyUntil) {
		return a.reviews[n-1]
	}
	return nil
}

// expeditedReview is how long an expedited review takes unless the app says otherwise; WeChat speaks of 2 to 12 hours.
const expeditedReview = 4 * time.Hour

func (s *Sim) speedupAudit(c *call) reply {
	id, wellFormed := readAuditID(c.body)
	if !wellFormed {
		return refuse(47001)
	}
	r := c.app.reviewByID(id)
	switch {
	case r == nil || !r.open():
		return refuse(89402)
	case r.expedited:
		return refuse(89404)
	case c.now.Before(r.version.at.Add(c.app.SpeedupLag)):
		return refuse(89402)
	case c.app.NoSpeedup:
		return refuse(89403)
	case s.usage(c.now).speedups >= s.quota.SpeedupLimit:
		return refuse(89405)
	}
	s.usage(c.now).speedups++
	s.expedite(c.app, r, c.now, orDefault(c.app.Expedited, expeditedReview))
	s.record(c, ActionSpeedup, r)
	return ok(nil)
}

func (s *Sim) queryQuota(c *call) reply {
	used := s.usage(c.now)
	limit, speedups := max(0, s.quota.Limit), max(0, s.quota.SpeedupLimit)
	fields := struct {
		Rest         int `json:"rest"`
		Limit        int `json:"limit"`
		SpeedupRest  int `json:"speedup_rest"`
		SpeedupLimit int `json:"speedup_limit"`
	}{max(0, limit-used.submitted), limit, max(0, speedups-used.speedups), speedups}
	if s.quota.ShowZeros {
		fields.Rest, fields.Limit, fields.SpeedupRest, fields.SpeedupLimit = 0, 0, 0, 0
	}
	return ok(fields)
}
