package command

import (
	"errors"
	"slices"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/releasefile"
	"github.com/wxrelease/wxrelease/workflows"
)

// The exit codes. They are an interface: CI jobs branch on them.
const (
	exitOK          = 0  // the wanted outcome
	exitFailed      = 1  // technical failure: it is not known, or not done, what was asked for
	exitUsage       = 2  // wrong flags, settings or release file; nothing was sent
	exitRejected    = 3  // WeChat rejected the version
	exitWithdrawn   = 4  // the review was withdrawn, or the release cancelled
	exitOpen        = 5  // no verdict yet and the wait ran out; the release goes on
	exitBusy        = 6  // another release or review of this Mini Program is open
	exitQuota       = 7  // the platform's submissions are used up, or the units for what was asked
	exitCredentials = 8  // token, permission or IP allow list
	exitBlocked     = 9  // WeChat refuses until somebody fixes something, or a request was refused
	exitExpired     = 10 // a limit of the release file ran out
)

// exitOutcome is the exit code for the way a release ended, where approval is what was wanted.
var exitOutcome = map[workflows.Outcome]int{
	workflows.OutcomeOpen:             exitOpen,
	workflows.OutcomeApproved:         exitOK,
	workflows.OutcomeRejected:         exitRejected,
	workflows.OutcomeWithdrawn:        exitWithdrawn,
	workflows.OutcomeCancelled:        exitWithdrawn,
	workflows.OutcomeCancelFailed:     exitBlocked,
	workflows.OutcomeExpired:          exitExpired,
	workflows.OutcomeDetectionExpired: exitExpired,
	workflows.OutcomeBusy:             exitBusy,
	workflows.OutcomeQuota:            exitQuota,
	workflows.OutcomeCredentials:      exitCredentials,
	workflows.OutcomeBlocked:          exitBlocked,
}

// outcomeCode is the exit code for an outcome. One that this program does not know, from a newer worker, is a technical
// failure and never success.
func outcomeCode(o workflows.Outcome) int {
	if code, known := exitOutcome[o]; known {
		return code
	}
	return exitFailed
}

// codedError is an error that decides the exit code.
type codedError struct {
	code int
	err  error
}

func (e *codedError) Error() string { return e.err.Error() }
func (e *codedError) Unwrap() error { return e.err }

func usage(err error) error { return &codedError{exitUsage, err} }

// errorCode is the exit code for an error.
func errorCode(err error) int {
	var coded *codedError
	var busy *releases.BusyError
	var file *releasefile.InvalidError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &coded):
		return coded.code
	case errors.As(err, &busy):
		return exitBusy
	case errors.As(err, &file):
		return exitUsage
	default:
		return exitFailed
	}
}

// badness sorts exit codes for a command about several releases, the worst first: what is not known, then what somebody must
// put right before the next try, then what WeChat and people decided, then what is still under way.
var badness = []int{
	exitFailed, exitUsage, exitCredentials, exitQuota, exitBlocked, exitBusy, exitExpired, exitRejected, exitWithdrawn, exitOpen, exitOK,
}

// worse gives the worse of two exit codes.
func worse(a, b int) int {
	if slices.Index(badness, a) <= slices.Index(badness, b) {
		return a
	}
	return b
}
