package workflows

import (
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

// Ending is the last line of the time line of a release that is over.
func (s Status) Ending() Moment {
	m := Moment{Kind: MomentEnded, At: s.EndedAt, Outcome: s.Outcome, AuditID: s.AuditID}
	switch s.Outcome {
	case OutcomeApproved, OutcomeRejected, OutcomeWithdrawn:
		m.VerdictBy = s.VerdictBy
	default:
		m.Problem = s.Problem
	}
	return m
}
