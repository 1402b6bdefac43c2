package spelling

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNearest(t *testing.T) {
	assert.Equal(t, "version", Nearest("verson", []string{"appid", "version", "audit"}))
	assert.Equal(t, "audit", Nearest("audti", []string{"appid", "version", "audit"}))
	assert.Empty(t, Nearest("x", nil))
	assert.Empty(t, Nearest("limits", []string{"appid", "version", "audit"}), "nothing is near")
}
