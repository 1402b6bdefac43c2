package push_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa/push"
)

// A new key is one that can be set, and another one each time.
func TestNewEncodingAESKey(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		text := push.NewEncodingAESKey()
		_, err := push.ParseKey(text)
		require.NoError(t, err)
		assert.False(t, seen[text])
		seen[text] = true
	}
}
