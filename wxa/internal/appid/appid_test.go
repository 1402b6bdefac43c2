package appid

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestValid(t *testing.T) {
	for text, want := range map[string]bool{
		"wx1111222233334444": true, "wxb11529c136998cb6": true, "wxABCDEFGH01234567": true,
		"": false, "wx": false, "$APPID$": false, "wx111122223333444": false, "wx11112222333344445": false, "gh1111222233334444": false,
		"WX1111222233334444": false, "wx1111222233334-44": false, "wx11112222/3334444": false, "wx11112222333344é": false,
	} {
		assert.Equal(t, want, Valid(text), text)
	}
}
