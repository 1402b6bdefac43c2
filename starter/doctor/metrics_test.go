package doctor

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSamples(t *testing.T) {
	text := "# TYPE a_total counter\na_total{x=\"1\",y=\"}\"} 3\na_total{x=\"2\"} 0\na_total_more 9\na_total 1.5e+3 1700000000\n"
	assert.Equal(t, map[string]float64{`x="1",y="}"`: 3, "": 1500}, samples(text, "a_total"))
	assert.Empty(t, samples(text, "b"))
}
