package wxa

import (
	"context"
	"time"
)

// Status is the state of one review. Only [StatusApproved], [StatusRejected] and [StatusWithdrawn] are final.
// WeChat's wire value for "approved" is 0; the zero Status is therefore not a wire value but [StatusMissing].
type Status int

const (
	StatusMissing   Status = iota // no status was read; never returned with a nil error
	StatusApproved                // wire 0
	StatusRejected                // wire 1
	StatusReviewing               // wire 2
	StatusWithdrawn               // wire 3
	StatusDelayed                 // wire 4, not final: keep asking
	StatusOther                   // any other wire value: treat as not final
)

// Final tells whether the review has ended.
func (s Status) Final() bool {
	return s == StatusApproved || s == StatusRejected || s == StatusWithdrawn
}

// Open tells whether WeChat still works on the review.
func (s Status) Open() bool { return s == StatusReviewing || s == StatusDelayed }

// AuditStatus is the answer about one review.
type AuditStatus struct {
	Status      Status
	Reason      string   // HTML fragments as WeChat sends them; why rejected or why delayed
	Screenshots []string // media ids of the rejection's screenshots
}

// LatestAudit is the newest review of a Mini Program that was submitted through this platform.
type LatestAudit struct {
	AuditStatus
	AuditID     int64
	UserVersion string    // version text of the upload; "" in some real answers
	UserDesc    string    // description of the upload; "" in some real answers
	SubmittedAt time.Time // WeChat's clock, whole seconds; zero in some real answers
	// ReadAt is WeChat's clock when it answered (the Date header), zero when it sent none. It lets a caller whose own clock
	// is wrong decide whether SubmittedAt lies before or after one of its own actions.
	ReadAt time.Time
}

// Quota is the platform's monthly allowance, shared by all its Mini Programs. Treat it as advice: WeChat may report zeros
// while submissions still work.
type Quota struct {
	Rest         int // submissions left this month
	Limit        int // submissions allotted this month
	SpeedupRest  int // expedites left this month
	SpeedupLimit int // expedites allotted this month
}

// SubmitAudit sends the current trial version for review and returns the audit id to ask about with [App.AuditStatus].
// It has no idempotency key and no version parameter. Do not repeat it after an Ambiguous failure or 85009: read
// [App.LatestAudit] first. The request is checked with [SubmitAuditRequest.Validate] before anything is sent.
func (a *App) SubmitAudit(ctx context.Context, req SubmitAuditRequest) (auditID int64, err error) {
	panic("skeleton")
}

// AuditStatus reads one review by its id.
func (a *App) AuditStatus(ctx context.Context, auditID int64) (*AuditStatus, error) {
	panic("skeleton")
}

// LatestAudit reads the newest review. It returns nil and no error when there has never been one (85058).
func (a *App) LatestAudit(ctx context.Context) (*LatestAudit, error) {
	panic("skeleton")
}

// UndoAudit withdraws whatever review is open: it takes no id, so read [App.LatestAudit] first. Limits: 5 a day, 10 a month
// per Mini Program (87013).
func (a *App) UndoAudit(ctx context.Context) error {
	panic("skeleton")
}

// SpeedupAudit asks for an expedited review. A repeat is harmless (89404).
func (a *App) SpeedupAudit(ctx context.Context, auditID int64) error {
	panic("skeleton")
}

// Quota reads the platform's quota with this app's token; any authorised app gives the same numbers.
func (a *App) Quota(ctx context.Context) (*Quota, error) {
	panic("skeleton")
}
