package report

import (
	"strings"
	"unicode/utf8"

	"github.com/wxrelease/wxrelease/internal/plain"
)

// What CI systems take, in bytes; what is longer is cut and ends with "…".
const (
	// A step's summary may have 1 MiB, else GitHub shows none of it. Several commands of a step share it.
	summaryStep = 1<<20 - 1<<14
	summaryMost = 500_000 // of one command
	blockMost   = 20_000  // of one text of several lines in it
	cellMost    = 2_000   // of one line in it

	annotationMost  = 4_000 // of one message; GitHub shows about as much
	annotationsMost = 10    // of a step, of each kind

	outputMost = 20_000 // of one step output; as a variable of a later step it must fit into a process's environment

	// GitLab takes a dotenv report only when it is smaller than 5 KiB; else the job fails and all variables are lost.
	dotenvMost  = 5<<10 - 1
	dotenvShort = 500 // of each value but the reason, which gets what is left
)

// bounded is a clean text of at most so many bytes.
func bounded(text string, most int) string {
	text = plain.Clean(text)
	if len(text) <= most {
		return text
	}
	const mark = "…"
	cut := max(most-len(mark), 0)
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + mark
}

// rewritten is a text with each character in another form, cut before it has more than so many bytes.
func rewritten(text string, most int, form func(rune) string) string {
	var b strings.Builder
	for _, r := range plain.Clean(text) {
		part := form(r)
		if b.Len()+len(part) > most {
			b.WriteString("…")
			break
		}
		b.WriteString(part)
	}
	return b.String()
}
