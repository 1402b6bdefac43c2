package words

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHelpTexts(t *testing.T) {
	for _, path := range HelpPaths() {
		h, ok := CommandHelp(path)
		require.True(t, ok)
		for _, l := range Langs {
			assert.NotContains(t, h.Short.In(l), "\n", path)
			long := strings.Join(h.Paragraphs(l), "\n")
			if l == Chinese {
				assert.Empty(t, EnglishIn(long), path)
			}
		}
	}
	h, _ := CommandHelp("wait")
	assert.Contains(t, strings.Join(h.Paragraphs(English), "\n"), "the exit code of the outcome")
	assert.Contains(t, strings.Join(h.Paragraphs(Chinese), "\n"), "都不影响任务，可以在任何地方重新执行", "no blank where a line of Chinese ended")
	m, ok := h.Flag("timeout")
	assert.True(t, ok)
	assert.Contains(t, m.In(Chinese), "一直等到任务结束")
	m, ok = h.Flag("junit")
	assert.True(t, ok, "a flag of several commands")
	assert.Equal(t, "write a JUnit report into this file", m.In(English))
	_, ok = h.Flag("bogus")
	assert.False(t, ok)
}
