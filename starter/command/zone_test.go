package command

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/internal/settings"
)

// Texts of tests have their times in UTC, wherever they run.
func init() { time.Local = time.UTC }

// A time zone that nobody knows is not passed over: who reads times must know in which they are.
func TestUnknownTimeZone(t *testing.T) {
	isolate(t)
	s := &fakeTemporal{env: settings.Env{"TZ=nonsense"}}
	s.open("run-1")
	code, _, errw := s.wxrelease(t.Context(), t, "status", testApp)
	assert.Zero(t, code)
	assert.Contains(t, errw, `wxrelease: TZ: there is no time zone "nonsense"; times are in UTC`)
}
