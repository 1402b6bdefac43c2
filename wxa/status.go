package wxa

import "fmt"

// Status is the state of one review. Only [StatusApproved], [StatusRejected] and [StatusWithdrawn] are final.
// WeChat's wire value for "approved" is 0; the zero Status is therefore not a wire value but [StatusMissing].
// As text and in JSON it is a word: approved, rejected, reviewing, withdrawn, delayed or other.
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

var statusWords = map[Status]string{
	StatusApproved:  "approved",
	StatusRejected:  "rejected",
	StatusReviewing: "reviewing",
	StatusWithdrawn: "withdrawn",
	StatusDelayed:   "delayed",
	StatusOther:     "other",
}

// statusOf reads the wire value, which must have been there.
func statusOf(wire int64) Status {
	if wire < 0 || wire > 4 {
		return StatusOther
	}
	return StatusApproved + Status(wire)
}

// Final tells whether the review has ended.
func (s Status) Final() bool {
	return s == StatusApproved || s == StatusRejected || s == StatusWithdrawn
}

// Open tells whether WeChat still works on the review.
func (s Status) Open() bool { return s == StatusReviewing || s == StatusDelayed }

// String is the status as a word; "missing" for the zero Status.
func (s Status) String() string {
	if word, ok := statusWords[s]; ok {
		return word
	}
	if s == StatusMissing {
		return "missing"
	}
	return fmt.Sprintf("Status(%d)", int(s))
}

// MarshalText writes the word. A missing status has none: it is an error, so that it cannot travel on as anything.
func (s Status) MarshalText() ([]byte, error) {
	word, ok := statusWords[s]
	if !ok {
		return nil, fmt.Errorf("review status %s cannot be written: no status was read", s)
	}
	return []byte(word), nil
}

// UnmarshalText reads a word and refuses any other text, the empty one included.
func (s *Status) UnmarshalText(text []byte) error {
	for status, word := range statusWords {
		if word == string(text) {
			*s = status
			return nil
		}
	}
	return fmt.Errorf("%q is not a review status: want approved, rejected, reviewing, withdrawn, delayed or other", text)
}
