package wxatest

import (
	"encoding/json"
	"fmt"
	"io"
)

// Scenario is what a simulator begins with: Mini Programs, faults, a quota and the platform. Its JSON form has the field names
// of [App], [Fault], [Quota] and [Platform] in small letters with underscores, and durations as texts such as "90s".
type Scenario struct {
	Apps     []App     `json:"apps"`
	Faults   []Fault   `json:"faults,omitempty"`
	Quota    *Quota    `json:"quota,omitempty"`    // nil: unchanged
	Platform *Platform `json:"platform,omitempty"` // its fields that are zero leave what the configuration says
}

// ReadScenario decodes a scenario; unknown fields are an error.
func ReadScenario(r io.Reader) (Scenario, error) {
	var sc Scenario
	if err := readStrict(r, &sc); err != nil {
		return Scenario{}, fmt.Errorf("wxatest: read scenario: %w", err)
	}
	return sc, nil
}

// Apply adds everything in the scenario. It stops at the first thing that is wrong and says which.
func (s *Sim) Apply(sc Scenario) error {
	if sc.Platform != nil {
		given := map[string]json.RawMessage{}
		if err := json.Unmarshal(marshal(*sc.Platform), &given); err != nil {
			return fmt.Errorf("wxatest: scenario: platform: %w", err)
		}
		if err := s.patchPlatform(given); err != nil {
			return fmt.Errorf("wxatest: scenario: %w", err)
		}
	}
	for i, a := range sc.Apps {
		if err := s.addApp(a); err != nil {
			return fmt.Errorf("wxatest: scenario: app %d: %w", i+1, err)
		}
	}
	for i, f := range sc.Faults {
		if err := s.addFault(f); err != nil {
			return fmt.Errorf("wxatest: scenario: fault %d: %w", i+1, err)
		}
	}
	if sc.Quota != nil {
		s.SetQuota(*sc.Quota)
	}
	return nil
}
