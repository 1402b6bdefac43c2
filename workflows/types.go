// Package workflows holds ReleaseWorkflow: one Mini Program version on its way through WeChat's review.
package workflows

import (
	"time"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// Names on the wire. They are part of every open run's history: never change one.
const (
	WorkflowType = "ReleaseWorkflow"
	TaskQueue    = "wxrelease"

	SignalAuditEvent   = "audit-event"  // a push about the review arrived; argument AuditEvent
	SignalUnauthorized = "unauthorized" // the merchant took the platform's authorisation back; argument Unauthorized

	QueryStatus = "status" // answers Status

	UpdateExpedite       = "expedite"        // ask WeChat to hurry; argument Request; answers string
	UpdateWithdraw       = "withdraw"        // take the open review back; argument Request; answers string
	UpdateExtendDeadline = "extend-deadline" // wait longer for the verdict; argument ExtendRequest; answers the new deadline, time.Time
	UpdatePollNow        = "poll-now"        // look at WeChat at once; argument Request; answers string
)

// WorkflowID is the one workflow ID for a Mini Program: the lock against two releases at a time, and the route of its pushes.
func WorkflowID(appid string) string { return "wxrelease/" + appid }

// ReleaseInput says what to release and how patiently.
type ReleaseInput struct {
	AppID    string                 `json:"appid"`
	Version  string                 `json:"version"` // user_version of the trial version that is to be reviewed
	Audit    wxa.SubmitAuditRequest `json:"audit"`
	Expedite Expedite               `json:"expedite,omitzero"`
	Limits   Limits                 `json:"limits,omitzero"`
	Pace     activities.Pace        `json:"pace,omitzero"`
	Adopt    bool                   `json:"adopt,omitempty"` // take over an open review of this version that this run did not submit
}

// Expedite is the policy for asking WeChat to hurry, which spends a unit of the platform's monthly allowance.
type Expedite struct {
	Policy ExpeditePolicy      `json:"policy,omitempty"` // default never
	After  activities.Duration `json:"after,omitzero"`   // with policy after: how long the review may last first
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
	Detection activities.Duration `json:"detection,omitzero" yaml:"detection,omitempty"` // the privacy check; default 1h
	Submit    activities.Duration `json:"submit,omitzero" yaml:"submit,omitempty"`       // how long WeChat may answer -1 to a submission; default 30m
	Review    activities.Duration `json:"review,omitzero" yaml:"review,omitempty"`       // from the submission to the verdict, and how long a submission is tried while WeChat is out of reach; default 14d
}

// Stage is where a release is.
type Stage string

const (
	StageDetect Stage = "detect" // waiting for WeChat's privacy check of the uploaded code
	StageSubmit Stage = "submit" // sending it for review
	StageReview Stage = "review" // waiting for the verdict
	StageDone   Stage = "done"
)

// Outcome is how a release ended.
type Outcome string

const (
	OutcomeOpen             Outcome = "open"              // not ended yet
	OutcomeApproved         Outcome = "approved"          //
	OutcomeRejected         Outcome = "rejected"          // Status.Reason says why
	OutcomeWithdrawn        Outcome = "withdrawn"         // by the withdraw update or outside of this tool
	OutcomeCancelled        Outcome = "cancelled"         // the workflow was cancelled; an open review was withdrawn
	OutcomeExpired          Outcome = "expired"           // no verdict within Limits.Review; a review that was submitted is still open at WeChat
	OutcomeDetectionExpired Outcome = "detection-expired" // the privacy check was not over within Limits.Detection
	OutcomeBusy             Outcome = "busy"              // another review of this Mini Program is open
	OutcomeQuota            Outcome = "quota"             // the platform's submissions are used up
	OutcomeCredentials      Outcome = "credentials"       // token, permission or IP allow list
	OutcomeBlocked          Outcome = "blocked"           // WeChat refuses until somebody changes something: Status.Problem
)

// Status is the whole state of a release: the answer of the status query and the workflow's result.
type Status struct {
	AppID       string                `json:"appid"`
	Version     string                `json:"version"`
	Stage       Stage                 `json:"stage"`
	Outcome     Outcome               `json:"outcome"`
	AuditID     int64                 `json:"audit_id,omitempty"`
	Waiting     *Waiting              `json:"waiting,omitempty"`     // nil when done
	NeedsHuman  bool                  `json:"needs_human"`           // nothing will happen before a person acts
	Problem     *activities.Problem   `json:"problem,omitempty"`     // what WeChat refused last, while it matters
	Expedite    string                `json:"expedite,omitempty"`    // one sentence: asked, refused and why, or planned for when
	Reason      []string              `json:"reason,omitempty"`      // rejection or delay, as lines of text
	Screenshots []string              `json:"screenshots,omitempty"` // media ids, readable with the same Mini Program's token
	Privacy     *activities.Detection `json:"privacy,omitempty"`     // what the privacy check found
	VerdictBy   VerdictBy             `json:"verdict_by,omitempty"`  // what made us look when the verdict was there
	StartedAt   time.Time             `json:"started_at"`
	SubmittedAt time.Time             `json:"submitted_at,omitzero"`
	Deadline    time.Time             `json:"deadline,omitzero"` // for the verdict
	EndedAt     time.Time             `json:"ended_at,omitzero"`
	Timeline    []Moment              `json:"timeline,omitempty"` // what happened, oldest first
}

// Waiting says what an open release waits for.
type Waiting struct {
	For      string    `json:"for"` // "the verdict", "the privacy check"
	Since    time.Time `json:"since"`
	Until    time.Time `json:"until,omitzero"`     // the limit of this wait
	NextLook time.Time `json:"next_look,omitzero"` // when WeChat will be asked next, about
	Whose    string    `json:"whose"`              // whose move it is: "WeChat", "operator"
}

// VerdictBy is push, poll or operator.
type VerdictBy string

const (
	ByPush     VerdictBy = "push"
	ByPoll     VerdictBy = "poll"
	ByOperator VerdictBy = "operator"
)

// Moment is one line of the time line.
type Moment struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// AuditEvent is the argument of the audit-event signal. It is a hint to look; nothing in it decides anything.
type AuditEvent struct {
	Event string    `json:"event"`       // weapp_audit_success, weapp_audit_fail or weapp_audit_delay
	At    time.Time `json:"at,omitzero"` // WeChat's time of the event
}

// Unauthorized is the argument of the unauthorized signal.
type Unauthorized struct {
	At time.Time `json:"at,omitzero"` // WeChat's time of the event
}

// Request is the argument of an operator's update.
type Request struct {
	By string `json:"by,omitempty"` // who asks, for the time line
}

// ExtendRequest is the argument of extend-deadline.
type ExtendRequest struct {
	By   string              `json:"by,omitempty"`
	More activities.Duration `json:"more"` // added to the present deadline
}
