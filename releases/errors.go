package releases

import (
	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// UnreachableError says that Temporal did not answer the first call.
type UnreachableError struct {
	Address, Namespace string
	Err                error
}

func (e *UnreachableError) Error() string { return e.Words().String() }

// Words says the error in the languages of the programs.
func (e *UnreachableError) Words() words.Text {
	return words.Unreachable.Of(e.Address, e.Namespace, e.Err)
}

func (e *UnreachableError) Unwrap() error { return e.Err }

// NotFoundError says that the namespace knows no run of the Mini Program: none was started, or its record is past the namespace's
// retention time.
type NotFoundError struct{ AppID, Namespace string }

func (e *NotFoundError) Error() string { return e.Words().String() }

// Words says the error in the languages of the programs.
func (e *NotFoundError) Words() words.Text { return words.NoRelease.Of(e.Namespace, e.AppID) }

// EndedError says that nothing can be asked of a release any more. Release is how it ended, nil when that happened just now.
type EndedError struct {
	AppID   string
	Release *Release
}

func (e *EndedError) Error() string { return e.Words().String() }

// Words says the error in the languages of the programs.
func (e *EndedError) Words() words.Text {
	if e.Release == nil {
		return words.EndedJustNow.Of(e.AppID)
	}
	return words.LastEnded.Of(e.AppID, e.Release.Version, e.Release.EndingWords())
}

// RefusedError is the release's answer to a request that makes no sense at present, or that WeChat refused.
type RefusedError struct {
	AppID   string
	Refusal workflows.Refusal
}

func (e *RefusedError) Error() string { return e.Words().String() }

// Words says the error in the languages of the programs.
func (e *RefusedError) Words() words.Text { return words.Refused(e.Refusal) }

// Problem is what WeChat refused; zero when it was not WeChat.
func (e *RefusedError) Problem() activities.Problem {
	if e.Refusal.Problem == nil {
		return activities.Problem{}
	}
	return *e.Refusal.Problem
}

// NoAnswerError says that a release did not answer a request in time: no worker runs, or WeChat is slow. It may still do what was
// asked.
type NoAnswerError struct{ AppID string }

func (e *NoAnswerError) Error() string { return e.Words().String() }

// Words says the error in the languages of the programs.
func (e *NoAnswerError) Words() words.Text { return words.NotAnswered.Of(e.AppID) }

// at names the server for errors.
func (c *Client) at() words.Text {
	if c.options.Address == "" {
		return words.ServerNamed.Of()
	}
	return words.Server.Of(c.options.Address)
}
