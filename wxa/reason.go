package wxa

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// breakTags end a line; plainTags only dress the text. Any other tag is part of what the reviewer wrote, such as the name
// of a component, and stays.
var (
	breakTags = tagSet("br p div li ul ol dl dt dd tr table thead tbody h1 h2 h3 h4 h5 h6 hr section blockquote pre")
	plainTags = tagSet("a b strong i em u s font span small big td th sub sup center label html body")
)

func tagSet(names string) map[string]bool {
	set := make(map[string]bool)
	for name := range strings.FieldsSeq(names) {
		set[name] = true
	}
	return set
}

// ReasonLines turns the reason of a review, HTML fragments such as "1:服务类目不符:<br>(1):…", into lines of plain text:
// tags become line ends, entities become characters, blank lines go. A link's address follows its text in brackets. Nothing
// is left of characters that steer a terminal or turn the order of a line.
func ReasonLines(reason string) []string {
	var text strings.Builder
	var link string
	z := html.NewTokenizer(strings.NewReader(reason))
	read := 0
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		raw := string(z.Raw())
		read += len(raw)
		token := z.Token()
		switch {
		case kind == html.TextToken:
			// A line end in the source is a line end for the reader: reasons are fragments, not pages.
			text.WriteString(token.Data)
		case kind == html.CommentToken || kind == html.DoctypeToken:
		case breakTags[token.Data]:
			text.WriteByte('\n')
		case token.Data == "a" && kind == html.StartTagToken:
			link = href(token)
		case token.Data == "a":
			if link != "" {
				text.WriteString(" (" + link + ")")
			}
			link = ""
		case plainTags[token.Data]:
		default:
			text.WriteString(raw)
		}
	}
	text.WriteString(reason[read:]) // a "<" that never closes is text

	var lines []string
	for line := range strings.Lines(strings.ReplaceAll(text.String(), "\r", "\n")) {
		if line = visible(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// visible puts a text on one line: one blank for all between two words, no control characters and none of those that change
// the direction of writing, by which a line can be made to look like another one.
func visible(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

func href(token html.Token) string {
	for _, attr := range token.Attr {
		if attr.Key == "href" && strings.HasPrefix(attr.Val, "http") {
			return attr.Val
		}
	}
	return ""
}
