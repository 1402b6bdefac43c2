package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/bridge"
	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/wxa"
)

// refusing is a token source whose only answer is its error.
type refusing struct{ err error }

func (r refusing) Token(context.Context, string) (string, error) { return "", r.err }
func (refusing) Drop(string, string)                             {}

// What cures an error is said by the program, and reaches people by all three ways: a release's failure, the log, the answer of
// a command.
func TestAdvice(t *testing.T) {
	plain := errors.New("no way")
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&credentials.AccessError{AppID: "wx1", Reason: "it is over"}, "wxrelease auth url"},
		{fmt.Errorf("opening: %w", credentials.ErrKey), "WXRELEASE_STORE_OLD_KEYS"},
		{&credentials.TicketError{Reason: "none was pushed yet"}, "the bridge runs on this store"},
		{errors.Join(bridge.ErrUnreadable), "wxrelease auth sync"},
		{plain, ""},
		{nil, ""},
	} {
		assert.Contains(t, Advice(tt.err), tt.want)
		assert.Equal(t, tt.want == "", Advice(tt.err) == "")
		_, err := AdvisedTokens(refusing{tt.err}).Token(t.Context(), "wx1")
		require.ErrorIs(t, err, tt.err)
		if tt.want == "" {
			assert.Equal(t, tt.err, err, "as it is")
			continue
		}
		assert.Equal(t, tt.err.Error()+". "+Advice(tt.err), err.Error())
		assert.Empty(t, Advice(err), "once")
		assert.Equal(t, wxa.ClassOf(tt.err), wxa.ClassOf(err))

		var lines bytes.Buffer
		log := slog.New(advisedLog{slog.NewJSONHandler(&lines, nil)})
		log.With("platform", "wx0").WithGroup("store").Error("trouble", "appid", "wx1", "error", tt.err)
		assert.Contains(t, lines.String(), `"do":"`+Advice(tt.err)+`"`)
	}
	var lines bytes.Buffer
	slog.New(advisedLog{slog.NewTextHandler(&lines, nil)}).Error("trouble", "error", plain)
	assert.NotContains(t, lines.String(), " do=")
}
