package workflows

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// Moment is one line of the time line: what happened, as facts.
type Moment struct {
	At    time.Time  `json:"at"` // the last time, where it happened several times in a row
	Kind  MomentKind `json:"kind,omitempty"`
	Times int        `json:"times,omitempty"` // how often it happened, where it did so in a row; 0 and 1 mean once

	// The values that the kind has.

	AuditID   int64               `json:"audit_id,omitempty"`
	Status    wxa.Status          `json:"status,omitzero"`  // of the review
	Reason    []string            `json:"reason,omitempty"` // lines of WeChat's text
	Event     string              `json:"event,omitempty"`  // of the push: weapp_audit_success, …
	By        string              `json:"by,omitempty"`     // who asked; "" where nobody told
	Cause     string              `json:"cause,omitempty"`  // why, in that person's words
	More      timing.Duration     `json:"more,omitzero"`
	Until     time.Time           `json:"until,omitzero"`
	Outcome   Outcome             `json:"outcome,omitempty"`
	VerdictBy VerdictBy           `json:"verdict_by,omitempty"`
	Problem   *activities.Problem `json:"problem,omitempty"`

	// The line in English. A run of an older worker has nothing else.
	Text string `json:"text,omitempty"`
}

// MomentKind says what happened.
type MomentKind string

const (
	MomentDetecting         MomentKind = "detecting"              // the wait for the privacy check begins
	MomentDetected          MomentKind = "detected"               // the privacy check is over
	MomentDetectionSkipped  MomentKind = "detection-skipped"      // it is not waited for: an earlier run may have submitted
	MomentSubmitted         MomentKind = "submitted"              // AuditID
	MomentFound             MomentKind = "found"                  // the submission's reply was lost, reading found it: AuditID
	MomentTookOver          MomentKind = "took-over"              // a review that this run did not submit: AuditID
	MomentPersonNeeded      MomentKind = "person-needed"          // Problem
	MomentGoesOn            MomentKind = "goes-on"                // the problem is over
	MomentDelayed           MomentKind = "delayed"                // WeChat delays the review: Reason
	MomentPushed            MomentKind = "pushed"                 // a push about the review came: Event
	MomentRevocationPushed  MomentKind = "revocation-pushed"      // a push that the authorisation is gone; WeChat is asked
	MomentExpediteAsked     MomentKind = "expedite-asked"         // an operator asks to expedite: By
	MomentExpediteAccepted  MomentKind = "expedite-accepted"      // by WeChat
	MomentExpediteAlready   MomentKind = "expedite-already"       // the review was in the fast lane before
	MomentExpediteRefused   MomentKind = "expedite-refused"       // by WeChat: Problem
	MomentExpediteFailed    MomentKind = "expedite-failed"        // WeChat could not be asked: Problem
	MomentExpediteText      MomentKind = "expedite-text"          // what an older worker told of it: Text
	MomentWithdrawAsked     MomentKind = "withdraw-asked"         // an operator asks to take the review back: By
	MomentWithdrawn         MomentKind = "withdrawn"              // of a cancelled release: AuditID
	MomentWithdrawFailed    MomentKind = "withdraw-failed"        // Problem
	MomentNothingToWithdraw MomentKind = "nothing-to-withdraw"    // no review of the cancelled release was open
	MomentOverFirst         MomentKind = "over-before-withdrawal" // AuditID, Status
	MomentDeadlineExtended  MomentKind = "deadline-extended"      // By, More, Until
	MomentCancelRequested   MomentKind = "cancel-requested"       // By, Cause
	MomentEnded             MomentKind = "ended"                  // Outcome, AuditID, VerdictBy, Problem
)

// MomentKinds are all kinds.
var MomentKinds = []MomentKind{
	MomentDetecting, MomentDetected, MomentDetectionSkipped, MomentSubmitted, MomentFound, MomentTookOver, MomentPersonNeeded, MomentGoesOn,
	MomentDelayed, MomentPushed, MomentRevocationPushed, MomentExpediteAsked, MomentExpediteAccepted, MomentExpediteAlready,
	MomentExpediteRefused, MomentExpediteFailed, MomentExpediteText, MomentWithdrawAsked, MomentWithdrawn, MomentWithdrawFailed,
	MomentNothingToWithdraw, MomentOverFirst, MomentDeadlineExtended, MomentCancelRequested, MomentEnded,
}

// same tells whether two moments are the same fact, whenever it was.
func (m Moment) same(n Moment) bool {
	if (m.Problem == nil) != (n.Problem == nil) || m.Problem != nil && !m.Problem.Same(*n.Problem) {
		return false
	}
	return m.Kind == n.Kind && m.AuditID == n.AuditID && m.Status == n.Status && slices.Equal(m.Reason, n.Reason) && m.Event == n.Event &&
		m.By == n.By && m.Cause == n.Cause && m.More == n.More && m.Until.Equal(n.Until) && m.Outcome == n.Outcome &&
		m.VerdictBy == n.VerdictBy && m.Text == n.Text
}

// Waiting says what an open release waits for.
type Waiting struct {
	For   WaitFor   `json:"for"`
	Since time.Time `json:"since"`
	Until time.Time `json:"until,omitzero"` // the limit of this wait
	Whose Whose     `json:"whose"`          // whose move it is
	// The poll that runs: why it asks and when it began. The time of a query would be that of the last workflow task, so whoever
	// reads this works the next poll out from now.
	PollMode  activities.PollMode `json:"poll_mode,omitempty"`
	PollBegan time.Time           `json:"poll_began,omitzero"`
	// When WeChat will be asked next, about. Readers fill it in with [Status.NextPoll].
	NextPoll time.Time `json:"next_poll,omitzero"`
}

// WaitFor is what an open release waits for. Of an older worker it is a few words of English.
type WaitFor string

const (
	WaitDetection  WaitFor = "detection"  // the privacy check
	WaitAcceptance WaitFor = "acceptance" // WeChat to accept the submission
	WaitVerdict    WaitFor = "verdict"
	WaitWithdrawal WaitFor = "withdrawal" // WeChat to take the review back
)

// WaitFors are all of them.
var WaitFors = []WaitFor{WaitDetection, WaitAcceptance, WaitVerdict, WaitWithdrawal}

// Whose says whose move it is.
type Whose string

const (
	WhoseWeChat   Whose = "wechat" // of an older worker "WeChat"
	WhoseOperator Whose = "operator"
)

// Whoses are both.
var Whoses = []Whose{WhoseWeChat, WhoseOperator}

// Expediting is how far a release is with expediting its review.
type Expediting struct {
	State      ExpediteState       `json:"state,omitempty"`
	PlannedFor time.Time           `json:"planned_for,omitzero"` // by the policy; with the state planned
	AskedAt    time.Time           `json:"asked_at,omitzero"`    // when WeChat was asked
	By         string              `json:"by,omitempty"`         // the operator who asked; "" for the policy
	Problem    *activities.Problem `json:"problem,omitempty"`    // with the states refused and failed
	Text       string              `json:"text,omitempty"`       // English; an older worker tells nothing else
}

// ExpediteState says how far it is.
type ExpediteState string

const (
	ExpeditePlanned  ExpediteState = "planned"  // by the policy
	ExpediteAsking   ExpediteState = "asking"   // WeChat is being asked
	ExpediteAccepted ExpediteState = "accepted" // the review is in the fast lane
	ExpediteAlready  ExpediteState = "already"  // it was there before
	ExpediteRefused  ExpediteState = "refused"  // by WeChat
	ExpediteFailed   ExpediteState = "failed"   // WeChat could not be asked
)

// ExpediteStates are all of them.
var ExpediteStates = []ExpediteState{ExpeditePlanned, ExpediteAsking, ExpediteAccepted, ExpediteAlready, ExpediteRefused, ExpediteFailed}

// UnmarshalJSON reads a text too, which an older worker wrote.
func (e *Expediting) UnmarshalJSON(data []byte) error {
	*e = Expediting{}
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &e.Text)
	}
	type plain Expediting
	return json.Unmarshal(data, (*plain)(e))
}
