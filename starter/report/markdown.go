package report

import (
	"html"
	"strings"
	"unicode"

	"github.com/wxrelease/wxrelease/internal/plain"
)

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
