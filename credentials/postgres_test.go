package credentials

import (
	"os"
	"testing"

	"github.com/wxrelease/wxrelease/internal/pgtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	pgtest.Stop()
	os.Exit(code)
}
