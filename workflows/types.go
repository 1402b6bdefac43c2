package workflows

import (
	"time"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// Names on the wire. They are part of every open run's history: never change one.
const (
	WorkflowType = "ReleaseWorkflow"
	TaskQueue    = "wxrelease"

	WorkflowIDPrefix = "wxrelease/" // an appid follows

	SignalAuditEvent   = "audit-event"  // a push about the review arrived; argument AuditEvent
	SignalUnauthorized = "unauthorized" // a push says that the merchant took the authorisation back; argument Unauthorized
	SignalCancelNote   = "cancel-note"  // who is about to cancel the workflow, and why; argument CancelNote

	QueryStatus = "status" // answers Status

	UpdateExpedite       = "expedite"        // ask WeChat to expedite the review; argument Request; answers Answer
	UpdateWithdraw       = "withdraw"        // take the open review back; argument Request; answers Answer
	UpdateExtendDeadline = "extend-deadline" // wait longer for the verdict; argument ExtendRequest; answers the new deadline, time.Time
	UpdatePollNow        = "poll-now"        // read the review at once; argument Request; answers Answer
)

// WorkflowID is the one workflow ID for a Mini Program: the lock against two releases at a time, and the route of its pushes.
func WorkflowID(appid string) string { return WorkflowIDPrefix + appid }

// ReleaseInput says what to release and how patiently.
type ReleaseInput struct {
	AppID    string                 `json:"appid"`
	Version  string                 `json:"version"` // user_version of the trial version that is to be reviewed
	Audit    wxa.SubmitAuditRequest `json:"audit"`
	Expedite Expedite               `json:"expedite,omitzero"`
	Limits   Limits                 `json:"limits,omitzero"`
	Pace     timing.Pace            `json:"pace,omitzero"`
	Adopt    bool                   `json:"adopt,omitempty"` // take over an open review of this version that this run did not submit

	// What follows is no part of the release's content. Whoever starts the release fills it in.

	Name      string              `json:"name,omitempty"`      // the merchant's, for people; the worker may know it where this is empty
	StartedAt time.Time           `json:"started_at,omitzero"` // the first start; a run that is reset has another one of its own
	Previous  activities.Previous `json:"previous,omitzero"`   // the review of the Mini Program's last release, of the same version
	Carried   *Carried            `json:"carried,omitempty"`   // the state of a run that was continued as this one
}

// Expedite is the policy for asking WeChat to expedite the review, which spends a unit of the platform's monthly allowance.
type Expedite struct {
	Policy ExpeditePolicy  `json:"policy,omitempty"` // default never
	After  timing.Duration `json:"after,omitzero"`   // with policy after: how long the review may last first
}

// ExpeditePolicy is never, always or after.
type ExpeditePolicy string

const (
	ExpediteNever  ExpeditePolicy = "never"
	ExpediteAlways ExpeditePolicy = "always"
	ExpediteAfter  ExpeditePolicy = "after"
)

// Limits bound each wait.
type Limits struct {
	// The privacy check; default 1h.
	Detection timing.Duration `json:"detection,omitzero" yaml:"detection,omitempty"`
	// How long WeChat may answer -1 to a submission; default 30m.
	Submit timing.Duration `json:"submit,omitzero" yaml:"submit,omitempty"`
	// From the submission to the verdict, and how long a submission is tried while WeChat is out of reach; default 14d.
	Review timing.Duration `json:"review,omitzero" yaml:"review,omitempty"`
}

// Stage is where a release is.
type Stage string

const (
	StageDetect Stage = "detect" // waiting for WeChat's privacy check of the uploaded code
	StageSubmit Stage = "submit" // sending it for review
	StageReview Stage = "review" // waiting for the verdict
	StageDone   Stage = "done"
)

// Stages are all of them, in their order.
var Stages = []Stage{StageDetect, StageSubmit, StageReview, StageDone}

// Outcome is how a release ended.
type Outcome string

const (
	OutcomeOpen             Outcome = "open"              // not ended yet
	OutcomeApproved         Outcome = "approved"          //
	OutcomeRejected         Outcome = "rejected"          // Status.Reason says why
	OutcomeWithdrawn        Outcome = "withdrawn"         // by the withdraw update or outside of this tool
	OutcomeCancelled        Outcome = "cancelled"         // the workflow was cancelled, and no review of it is open
	OutcomeCancelFailed     Outcome = "cancel-failed"     // the workflow was cancelled, but its review could not be taken back
	OutcomeExpired          Outcome = "expired"           // no verdict within Limits.Review; what was submitted is still open at WeChat
	OutcomeDetectionExpired Outcome = "detection-expired" // the privacy check was not over within Limits.Detection
	OutcomeBusy             Outcome = "busy"              // another review of this Mini Program is open
	OutcomeQuota            Outcome = "quota"             // the platform's submissions are used up
	OutcomeCredentials      Outcome = "credentials"       // token, permission or IP allow list
	OutcomeBlocked          Outcome = "blocked"           // WeChat refuses until somebody changes something: Status.Problem
)

// Outcomes are all of them.
var Outcomes = []Outcome{
	OutcomeOpen, OutcomeApproved, OutcomeRejected, OutcomeWithdrawn, OutcomeCancelled, OutcomeCancelFailed, OutcomeExpired,
	OutcomeDetectionExpired, OutcomeBusy, OutcomeQuota, OutcomeCredentials, OutcomeBlocked,
}

// Status is the whole state of a release: the answer of the status query and the workflow's result.
type Status struct {
	AppID   string  `json:"appid"`
	Name    string  `json:"name,omitempty"` // the merchant's, by which people know the Mini Program
	Version string  `json:"version"`
	Stage   Stage   `json:"stage"`
	Outcome Outcome `json:"outcome"`
	AuditID int64   `json:"audit_id,omitempty"`
	// nil when done.
	Waiting *Waiting `json:"waiting,omitempty"`
	// The workflow was cancelled and is taking its review back.
	Cancelling bool `json:"cancelling,omitempty"`
	// Somebody must act. While the release is open it goes on by itself as soon as what Problem tells is cured.
	NeedsHuman bool `json:"needs_human"`
	// What WeChat refused last, while it matters.
	Problem *activities.Problem `json:"problem,omitempty"`
	// nil as long as nobody asked to expedite and the policy plans nothing.
	Expedite *Expediting `json:"expedite,omitempty"`
	// A delay of the review (status 4) that WeChat told; it stays when the review goes on.
	Delay *Delay `json:"delay,omitempty"`
	// Why the version was rejected, as lines of text.
	Reason []string `json:"reason,omitempty"`
	// Media ids, readable with the same Mini Program's token.
	Screenshots []string `json:"screenshots,omitempty"`
	// What the privacy check found.
	Privacy *activities.Detection `json:"privacy,omitempty"`
	// What made us read the status when the verdict was there.
	VerdictBy   VerdictBy `json:"verdict_by,omitempty"`
	StartedAt   time.Time `json:"started_at"`
	SubmittedAt time.Time `json:"submitted_at,omitzero"`
	// For the verdict.
	Deadline time.Time `json:"deadline,omitzero"`
	EndedAt  time.Time `json:"ended_at,omitzero"`
	// How often WeChat is asked; with Waiting it tells the next poll, see [Status.NextPoll].
	Pace *timing.Pace `json:"pace,omitempty"`
	// What happened, oldest first. Of a very long one the middle is cut.
	Timeline    []Moment `json:"timeline,omitempty"`
	TimelineCut int      `json:"timeline_cut,omitempty"` // how many lines, after the first FirstMoments
}

// Delay is what WeChat tells of a review that it delays.
type Delay struct {
	Since  time.Time `json:"since"`
	Reason []string  `json:"reason,omitempty"` // lines of text
}

// NextPoll tells when WeChat will be asked next about the review, the zero time when nothing of the kind is planned. Transient
// failures in between move it, so it is a good guess; Temporal's pending activity has the exact time.
func (s Status) NextPoll(now time.Time) time.Time {
	if s.Waiting == nil || s.Waiting.PollBegan.IsZero() || s.Pace == nil {
		return time.Time{}
	}
	return activities.NextPoll(activities.PollInput{
		AppID: s.AppID, AuditID: s.AuditID, Mode: s.Waiting.PollMode, Began: s.Waiting.PollBegan, Pace: *s.Pace,
	}, now).UTC()
}

// VerdictBy is push, poll or operator.
type VerdictBy string

const (
	ByPush     VerdictBy = "push"
	ByPoll     VerdictBy = "poll"
	ByOperator VerdictBy = "operator"
)

// AuditEvent is the argument of the audit-event signal. It is a hint to read the status; nothing in it decides anything.
type AuditEvent struct {
	Event string    `json:"event"`       // weapp_audit_success, weapp_audit_fail or weapp_audit_delay
	At    time.Time `json:"at,omitzero"` // WeChat's time of the event
}

// Unauthorized is the argument of the unauthorized signal.
type Unauthorized struct {
	At time.Time `json:"at,omitzero"` // WeChat's time of the event
}

// CancelNote is the argument of the cancel-note signal, which comes right before the cancellation. The cancellation itself has a
// reason too, but Temporal does not show that to the workflow.
type CancelNote struct {
	By     string `json:"by,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// Request is the argument of an operator's update.
type Request struct {
	By string `json:"by,omitempty"` // who asks, for the time line
}

// ExtendRequest is the argument of extend-deadline.
type ExtendRequest struct {
	By   string          `json:"by,omitempty"`
	More timing.Duration `json:"more"` // added to the present deadline
}
