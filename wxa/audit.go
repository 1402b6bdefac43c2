package wxa

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

var (
	epSubmitAudit  = endpoint{http.MethodPost, "/wxa/submit_audit", true}
	epAuditStatus  = endpoint{http.MethodPost, "/wxa/get_auditstatus", false}
	epLatestAudit  = endpoint{http.MethodGet, "/wxa/get_latest_auditstatus", false}
	epUndoAudit    = endpoint{http.MethodGet, "/wxa/undocodeaudit", true} // GET, and yet it withdraws
	epSpeedupAudit = endpoint{http.MethodPost, "/wxa/speedupaudit", true}
	epQuota        = endpoint{http.MethodGet, "/wxa/queryquota", false}
)

// AuditStatus is the answer about one review.
type AuditStatus struct {
	Status      Status   `json:"status"`
	Reason      string   `json:"reason,omitempty"`      // why rejected or delayed: HTML fragments as WeChat sends them, see [ReasonLines]
	Screenshots []string `json:"screenshots,omitempty"` // media ids of the rejection's screenshots
}

// LatestAudit is the newest review of a Mini Program that was submitted through this platform.
type LatestAudit struct {
	AuditStatus
	AuditID     int64     `json:"audit_id"`
	UserVersion string    `json:"user_version,omitempty"` // version text of the upload; "" in some real answers
	UserDesc    string    `json:"user_desc,omitempty"`    // description of the upload; "" in some real answers
	SubmittedAt time.Time `json:"submitted_at,omitzero"`  // WeChat's clock, whole seconds; zero in some real answers
	// ReadAt is WeChat's clock when it answered (the Date header), zero when it sent none. It lets a caller whose own clock
	// is wrong decide whether SubmittedAt lies before or after one of its own actions.
	ReadAt time.Time `json:"read_at,omitzero"`
}

// Quota is the platform's monthly allowance, shared by all its Mini Programs. Treat it as advice: WeChat may report zeros
// while submissions still work.
type Quota struct {
	Rest         int `json:"rest"`          // submissions left this month
	Limit        int `json:"limit"`         // submissions allotted this month
	SpeedupRest  int `json:"speedup_rest"`  // expedites left this month
	SpeedupLimit int `json:"speedup_limit"` // expedites allotted this month
}

type auditID struct {
	AuditID int64 `json:"auditid"` // always a number: as a string it is answered with 85012
}

func (id auditID) check() error {
	if id.AuditID <= 0 {
		return NewFieldError("auditid", RulePositive, FieldValues{Value: strconv.FormatInt(id.AuditID, 10)})
	}
	return nil
}

// auditFields are the fields that both status calls answer. encoding/json ignores case in names, so screenshot also
// takes the page example's ScreenShot.
type auditFields struct {
	Status     number   `json:"status"`
	Reason     text     `json:"reason"`
	Screenshot mediaIDs `json:"screenshot"`
}

func (f auditFields) missing(bool) string {
	return f.Status.missing("status") // the wire's 0 is "approved", so absence must never pass for it
}

func (f auditFields) audit() AuditStatus {
	return AuditStatus{Status: statusOf(f.Status.n), Reason: string(f.Reason), Screenshots: f.Screenshot}
}

type submitAnswer struct {
	AuditID number `json:"auditid"`
}

func (s submitAnswer) missing(bool) string {
	if s.AuditID.n <= 0 {
		return "positive auditid"
	}
	return ""
}

// SubmitAudit sends the current trial version for review and returns the audit id to ask about with [App.AuditStatus].
// It has no idempotency key and no version parameter. Do not repeat it after an Ambiguous failure or 85009: read
// [App.LatestAudit] first. The request is checked with [SubmitAuditRequest.Validate] before anything is sent.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_submitaudit.html
func (a *App) SubmitAudit(ctx context.Context, req SubmitAuditRequest) (auditID int64, err error) {
	if err := req.Validate(); err != nil {
		return 0, fmt.Errorf("%s for %s: nothing was sent, the request breaks WeChat's limits:\n%w", epSubmitAudit.path, a.appid, err)
	}
	r, err := call[submitAnswer](ctx, a.account, epSubmitAudit, req)
	return r.Body.AuditID.n, err
}

// AuditStatus reads one review by its id. 85012 (class Fix) says that this Mini Program has no such review; WeChat has also
// answered so about a good id for a while, so read again, and read [App.LatestAudit], before you believe it.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_getauditstatus.html
func (a *App) AuditStatus(ctx context.Context, id int64) (*AuditStatus, error) {
	in := auditID{id}
	if err := in.check(); err != nil {
		return nil, fmt.Errorf("%s for %s: %w", epAuditStatus.path, a.appid, err)
	}
	r, err := call[auditFields](ctx, a.account, epAuditStatus, in)
	if err != nil {
		return nil, err
	}
	audit := r.Body.audit()
	return &audit, nil
}

type latestAnswer struct {
	auditFields
	AuditID     number `json:"auditid"`
	UserVersion text   `json:"user_version"`
	UserDesc    text   `json:"user_desc"`
	SubmitTime  number `json:"submit_audit_time"`
}

func (l latestAnswer) missing(coded bool) string {
	if l.AuditID.n <= 0 {
		return "positive auditid"
	}
	return l.auditFields.missing(coded)
}

// LatestAudit reads the newest review. It returns nil and no error when there is none: WeChat answers 85058, its older page
// says 86001 or 85012. Reviews that were submitted before the merchant authorised this platform are invisible.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_getlatestauditstatus.html
func (a *App) LatestAudit(ctx context.Context) (*LatestAudit, error) {
	r, err := call[latestAnswer](ctx, a.account, epLatestAudit, nil)
	if IsCode(err, CodeNoAudit) || IsCode(err, CodeNoUpload) || IsCode(err, CodeInvalidAuditID) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &LatestAudit{
		AuditStatus: r.Body.audit(),
		AuditID:     r.Body.AuditID.n,
		UserVersion: string(r.Body.UserVersion),
		UserDesc:    string(r.Body.UserDesc),
		SubmittedAt: r.Body.SubmitTime.time(),
		ReadAt:      r.Date,
	}, nil
}

// UndoAudit withdraws whatever review is open: it takes no id, so read [App.LatestAudit] first. Limits: 5 a day, 10 a month
// per Mini Program (87013). 87012 (class Idempotent) says that nothing is under review.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_undoaudit.html
func (a *App) UndoAudit(ctx context.Context) error {
	_, err := call[done](ctx, a.account, epUndoAudit, nil)
	return err
}

// SpeedupAudit asks for an expedited review. A repeat is harmless (89404).
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_speedupcodeaudit.html
func (a *App) SpeedupAudit(ctx context.Context, id int64) error {
	in := auditID{id}
	if err := in.check(); err != nil {
		return fmt.Errorf("%s for %s: %w", epSpeedupAudit.path, a.appid, err)
	}
	_, err := call[done](ctx, a.account, epSpeedupAudit, in)
	return err
}

type quotaAnswer struct {
	Rest         number `json:"rest"`
	Limit        number `json:"limit"`
	SpeedupRest  number `json:"speedup_rest"`
	SpeedupLimit number `json:"speedup_limit"`
}

func (q quotaAnswer) missing(bool) string {
	return cmp.Or(q.Rest.missing("rest"), q.Limit.missing("limit"))
}

// Quota reads the platform's quota with this app's token; any authorised app gives the same numbers.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_setcodeauditquota.html
func (a *App) Quota(ctx context.Context) (*Quota, error) {
	r, err := call[quotaAnswer](ctx, a.account, epQuota, nil)
	if err != nil {
		return nil, err
	}
	q := r.Body
	return &Quota{
		Rest: int(q.Rest.n), Limit: int(q.Limit.n), SpeedupRest: int(q.SpeedupRest.n), SpeedupLimit: int(q.SpeedupLimit.n),
	}, nil
}
