package main

import (
	"html"
	"regexp"
	"strings"
	"unicode"
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

// preformatted shows a text as it is: in an HTML block nothing of Markdown counts, and nothing of HTML is left in the text.
func preformatted(text string) string {
	return "<pre>" + rewritten(text, blockMost, func(r rune) string { return html.EscapeString(string(r)) }) + "</pre>\n\n"
}

// markdown makes a text of others one line without meaning for Markdown.
func markdown(text string) string {
	return rewritten(strings.Join(strings.Fields(plain.Clean(text)), " "), cellMost, func(r rune) string {
		switch {
		case r == '<':
			return "&lt;"
		case r == '&':
			return "&amp;"
		case strings.ContainsRune("\\`*_{}[]>()#+!|~@:/\"'$", r):
			return "\\" + string(r)
		case unicode.IsPrint(r):
			return string(r)
		}
		return ""
	})
}

// percentVariable is a reference in the manner of Windows, which GitLab expands too.
var percentVariable = regexp.MustCompile(`%[a-zA-Z_][a-zA-Z0-9_]*%`)

// literal makes a value one line in which GitLab finds nothing to expand. It expands $NAME, ${NAME} and %NAME% in the values
// of dotenv reports, on the server and again in the runner, and has no escape that holds in both; so wide characters stand
// for the two signs.
//
// GitLab: https://docs.gitlab.com/ci/variables/where_variables_can_be_used/
func literal(value string) string {
	value = strings.Join(strings.Fields(plain.Clean(value)), " ")
	value = strings.ReplaceAll(value, "$", "＄")
	if percentVariable.MatchString(value) {
		value = strings.ReplaceAll(value, "%", "％")
	}
	return value
}
