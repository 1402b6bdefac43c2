package program

import (
	"bytes"
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
)

// The log says what cures an error, of the store and of the program's own.
func TestLogWithAdvice(t *testing.T) {
	own := errors.New("own")
	advice := func(err error) (advice words.Text) {
		if errors.Is(err, own) {
			advice = words.ReadAuthorisations.Of()
		}
		return advice
	}
	for want, err := range map[string]error{
		`"do":"The merchant's administrator must authorise`: &credentials.AccessError{AppID: "wx1"},
		"\"do\":\"`wxrelease auth sync` reads":              errors.Join(own),
		`"error":"no way"}`:                                 errors.New("no way"),
	} {
		var lines bytes.Buffer
		log := slog.New(advisedLog{slog.NewJSONHandler(&lines, nil), advice})
		log.With("platform", "wx0").WithGroup("store").Error("trouble", "appid", "wx1", "error", err)
		assert.Contains(t, lines.String(), want)
		assert.Contains(t, lines.String(), `"platform":"wx0"`)
	}
	var lines bytes.Buffer
	slog.New(advisedLog{slog.NewTextHandler(&lines, nil), nil}).Error("trouble", "error", own)
	assert.NotContains(t, lines.String(), " do=")
}
