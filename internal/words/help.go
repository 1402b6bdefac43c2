package words

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Help is what a command says of itself.
type Help struct {
	Short, Long, Example *Message
	Flags                map[string]*Message // by name, beside those of CommonFlag
}

// helps are the helps of all commands, by path without the program's name; the program itself is "".
var helps = map[string]Help{}

// CommandHelp gives the help of a command by its path without the program's name, such as "auth url".
func CommandHelp(path string) (h Help, ok bool) {
	h, ok = helps[path]
	return h, ok
}

// HelpPaths gives the paths of all commands that have a help here, sorted.
func HelpPaths() []string {
	var all []string
	for path := range helps {
		all = append(all, path)
	}
	slices.Sort(all)
	return all
}

// Flag gives the text of a flag: that of the command, else that of the flag wherever it stands.
func (h Help) Flag(name string) (m *Message, ok bool) {
	if m, ok = h.Flags[name]; ok {
		return m, true
	}
	m, ok = commonFlags[name]
	return m, ok
}

// Paragraphs gives the description, each paragraph in one line.
func (h Help) Paragraphs(l Lang) (all []string) {
	if h.Long == nil {
		return nil
	}
	for paragraph := range strings.SplitSeq(h.Long.In(l), "\n\n") {
		all = append(all, oneLine(paragraph))
	}
	return all
}

// oneLine joins the lines of a paragraph: with a blank, but for two Chinese characters.
func oneLine(paragraph string) string {
	var all strings.Builder
	for line := range strings.Lines(paragraph) {
		line = strings.TrimSpace(line)
		last, _ := utf8.DecodeLastRuneInString(all.String())
		first, _ := utf8.DecodeRuneInString(line)
		if all.Len() > 0 && !(wide(last) && wide(first)) && !(wide(last) && !han(last)) && !(wide(first) && !han(first)) {
			all.WriteByte(' ')
		}
		all.WriteString(line)
	}
	return all.String()
}

// help lists the help of a command. Texts are taken as they stand: they have no places.
func help(path, short, shortZh, long, longZh string, example *Message, flags map[string]*Message) {
	h := Help{Short: literal(short, shortZh), Example: example, Flags: flags}
	if long != "" {
		h.Long = literal(strings.TrimSpace(long), strings.TrimSpace(longZh))
	}
	helps[path] = h
}

// sameExample is an example without a word for people.
func sameExample(text string) *Message { return example(text, text) }

// example gives invocations to copy, with comments.
func example(english, chinese string) *Message {
	return literal(strings.Trim(english, "\n"), strings.Trim(chinese, "\n"))
}

// flagText is the text of a flag.
func flagText(english, chinese string) *Message { return literal(english, chinese) }
