package wxa

import (
	"errors"
	"fmt"
	"strings"
)

// Class says what a caller may do about a failed call.
type Class int

const (
	// ClassUnknown is a code that no list documents. Do not repeat the call; show the whole message and the rid.
	ClassUnknown Class = iota
	// ClassTransient: the same call may succeed later and had no effect; back off and repeat.
	ClassTransient
	// ClassWait: a known condition that clears by itself; ask again at the documented pace.
	ClassWait
	// ClassToken: a fresh token may help. The client has already tried one before it returns this.
	ClassToken
	// ClassQuota: a counter is used up; do not repeat before it resets or a person raises it.
	ClassQuota
	// ClassFix: somebody must change something first; a repeat is pointless.
	ClassFix
	// ClassIdempotent: the wanted state is there already; verify it with one read and go on.
	ClassIdempotent
	// ClassAmbiguous: the action may or may not have happened; read the state before any repeat.
	ClassAmbiguous
)

// String gives the class as one lower-case word, such as transient.
func (c Class) String() string {
	switch c {
	case ClassTransient:
		return "transient"
	case ClassWait:
		return "wait"
	case ClassToken:
		return "token"
	case ClassQuota:
		return "quota"
	case ClassFix:
		return "fix"
	case ClassIdempotent:
		return "idempotent"
	case ClassAmbiguous:
		return "ambiguous"
	default:
		return "unknown"
	}
}

// Error is WeChat's own answer that a call failed: errcode was not 0.
type Error struct {
	Code     int    // errcode
	Msg      string // errmsg whole, up to some MiB, with its rid or hint; wording is not stable, never compare it
	RID      string // request id found in Msg, at most 100 bytes of ASCII, "" when there is none; WeChat support asks for it
	Endpoint string // path, for example /wxa/submit_audit
	AppID    string // whose call it was
	Write    bool   // the endpoint changes state at WeChat
}

// maxShown is how many bytes of somebody else's text an error shows. It travels on into logs, histories and terminals.
const maxShown = 900

// Error shows what Shown gives.
func (e *Error) Error() string {
	return fmt.Sprintf("%s for %s: errcode %d: %s", e.Endpoint, e.AppID, e.Code, e.Shown())
}

// Shown is Msg without control characters and at most 900 bytes of it; the rid is never cut off.
func (e *Error) Shown() string {
	msg := visible(Cut(e.Msg, maxShown))
	if e.RID != "" && !strings.Contains(msg, e.RID) {
		msg += " rid: " + e.RID
	}
	return msg
}

// Class is the class of the code at this endpoint.
func (e *Error) Class() Class { return e.Info().Class }

// TransportError is a call that ended without a readable answer from WeChat: no connection, a cut connection, a time-out,
// an HTTP status other than 200, an empty or oversized body, a body that is not JSON, or one that lacks the field that
// matters. Its text never holds a token.
type TransportError struct {
	Endpoint string
	AppID    string
	Status   int   // HTTP status, 0 when there was none
	Write    bool  // the endpoint changes state at WeChat
	NotSent  bool  // no connection was made, so WeChat cannot have seen the request
	Err      error // cause, redacted
}

func (e *TransportError) Error() string {
	text := fmt.Sprintf("%s for %s: %v", e.Endpoint, e.AppID, e.Err)
	if e.Class() == ClassAmbiguous {
		text += " (it may have taken effect: read the state before a repeat)"
	}
	return text
}

func (e *TransportError) Unwrap() error { return e.Err }

// Class is ClassAmbiguous for a write that may have arrived, else ClassTransient.
func (e *TransportError) Class() Class {
	if e.Write && !e.NotSent {
		return ClassAmbiguous
	}
	return ClassTransient
}

// ClassOf gives the class of the first error in err's chain that has one ([Error], [TransportError], [TokenError],
// [FieldError]), else ClassUnknown.
func ClassOf(err error) Class {
	var classed interface{ Class() Class }
	if errors.As(err, &classed) {
		return classed.Class()
	}
	return ClassUnknown
}

// IsCode tells whether err is WeChat's answer with this errcode.
func IsCode(err error, code int) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}
