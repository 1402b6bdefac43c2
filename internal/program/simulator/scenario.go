package simulator

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

//go:embed scenario.json
var defaultScenario []byte

// readScenario gives what the simulator begins with, the ready-made Mini Programs included.
func (s *options) readScenario() (wxatest.Scenario, error) {
	raw := defaultScenario
	switch s.scenario {
	case "":
	case "none":
		raw = []byte("{}")
	default:
		var err error
		if raw, err = os.ReadFile(s.scenario); err != nil {
			return wxatest.Scenario{}, words.FlagFault.Err("--scenario", err)
		}
	}
	sc, err := wxatest.ReadScenario(bytes.NewReader(raw))
	if err != nil {
		return sc, err
	}
	for n := range s.apps {
		sc.Apps = append(sc.Apps, wxatest.App{
			AppID: fmt.Sprintf("wx%016x", n+1), TrialVersion: "1.0.0", TrialDesc: "ready-made", Detection: 90 * time.Second,
		})
	}
	return sc, nil
}
