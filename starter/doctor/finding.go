package doctor

import (
	"encoding/json"
	"maps"
	"time"

	"github.com/wxrelease/wxrelease/timing"
)

// Finding is what one check has found, as facts: package words says them.
type Finding struct {
	Check Check `json:"check"`
	State State `json:"state"`
	Kind  Kind  `json:"kind"`
	Facts Facts `json:"facts,omitempty"` // what the kind is about; see [Kind]
	Fault Fault `json:"-"`               // "" where the check has not failed
}

// Err gives the error among the facts, nil where none told.
func (f Finding) Err() error {
	err, _ := f.Facts["error"].(error)
	return err
}

// Facts are what a kind is about: texts, numbers, durations, an error, accounts, attributes.
type Facts map[string]any

// MarshalJSON writes an error as its text.
func (f Facts) MarshalJSON() ([]byte, error) {
	plain := maps.Clone(map[string]any(f))
	for name, fact := range plain {
		if err, ok := fact.(error); ok {
			plain[name] = err.Error()
		}
	}
	return json.Marshal(plain)
}

// since is how long something is past, to the second.
func since(d time.Duration) timing.Duration { return timing.Duration(d.Round(time.Second)) }

func (x *examination) found(check Check, state State, kind Kind, facts Facts, fault Fault) {
	x.findings = append(x.findings, Finding{Check: check, State: state, Kind: kind, Facts: facts, Fault: fault})
}

func (x *examination) ok(check Check, kind Kind, facts Facts) { x.found(check, OK, kind, facts, "") }
func (x *examination) warn(check Check, kind Kind, facts Facts) {
	x.found(check, Warning, kind, facts, "")
}

func (x *examination) fail(check Check, fault Fault, kind Kind, facts Facts) {
	x.found(check, Failed, kind, facts, fault)
}

// skip notes that checks were skipped, all for the same reason.
func (x *examination) skip(why Kind, facts Facts, checks ...Check) {
	for _, check := range checks {
		x.found(check, Skipped, why, facts, "")
	}
}
