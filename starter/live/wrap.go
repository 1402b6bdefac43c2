package live

import "github.com/wxrelease/wxrelease/internal/words"

// wrap breaks one line of text into lines of at most width columns.
func wrap(text string, width int) []string { return words.WrapLines(text, width) }
