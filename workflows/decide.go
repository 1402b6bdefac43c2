package workflows

import (
	"fmt"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// Pure decisions: no clock, no network, no Temporal. Each is a table, and so is its test.

// failureOutcomes tells how a release ends when a step has failed for good.
var failureOutcomes = map[string]Outcome{
	activities.FailureBusy:             OutcomeBusy,
	activities.FailureQuota:            OutcomeQuota,
	activities.FailureCredentials:      OutcomeCredentials,
	activities.FailureBlocked:          OutcomeBlocked,
	activities.FailureDetectionExpired: OutcomeDetectionExpired,
	activities.FailureExpired:          OutcomeExpired,
}

// verdict tells what a review's status means for the release. Every status that is not known to be final keeps it open: a
// delayed review, an unknown number, and above all a status that was not read.
func verdict(status wxa.Status) Outcome {
	switch status {
	case wxa.StatusApproved:
		return OutcomeApproved
	case wxa.StatusRejected:
		return OutcomeRejected
	case wxa.StatusWithdrawn:
		return OutcomeWithdrawn
	default:
		return OutcomeOpen
	}
}

// needsHuman tells whether somebody must act before the version can go on.
func needsHuman(outcome Outcome) bool {
	switch outcome {
	case OutcomeOpen, OutcomeApproved, OutcomeWithdrawn, OutcomeCancelled:
		return false
	default:
		return true
	}
}

// ending is the last line of the time line.
func ending(s Status) string {
	switch s.Outcome {
	case OutcomeApproved:
		return fmt.Sprintf("Review %d is approved (seen by %s)", s.AuditID, s.VerdictBy)
	case OutcomeRejected:
		return fmt.Sprintf("Review %d is rejected (seen by %s)", s.AuditID, s.VerdictBy)
	case OutcomeWithdrawn:
		return fmt.Sprintf("Review %d is withdrawn (seen by %s)", s.AuditID, s.VerdictBy)
	case OutcomeCancelled:
		return "The release is cancelled"
	case OutcomeCancelFailed:
		return "The release is cancelled, but its review could not be taken back and may be open at WeChat"
	case OutcomeExpired:
		if s.AuditID == 0 {
			return "The limit ran out before WeChat was known to have accepted the submission"
		}
		return fmt.Sprintf("No verdict until the deadline; review %d is still open at WeChat", s.AuditID)
	case OutcomeOpen:
		return "The release is open"
	default:
		text := fmt.Sprintf("Stopped: %s", s.Outcome)
		if s.Problem != nil {
			text += ": " + s.Problem.Message
		}
		return text
	}
}

// pushText puts a push into the time line. It is a hint, so it says what WeChat says and no more.
func pushText(e AuditEvent) string {
	switch e.Event {
	case "weapp_audit_success":
		return "WeChat pushed: approved. Reading the status"
	case "weapp_audit_fail":
		return "WeChat pushed: rejected. Reading the status"
	case "weapp_audit_delay":
		return "WeChat pushed: the review is delayed. Reading the status"
	default:
		return "A push came. Reading the status"
	}
}

// pollSummary labels a poll in the Temporal UI.
func pollSummary(mode activities.PollMode, audit int64) string {
	switch mode {
	case activities.PollHint:
		return fmt.Sprintf("Read review %d now", audit)
	case activities.PollParked:
		return fmt.Sprintf("Keep trying to read review %d", audit)
	default:
		return fmt.Sprintf("Ask for review %d from time to time", audit)
	}
}
