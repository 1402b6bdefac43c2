package words

import (
	"regexp"
	"strings"
)

// codeChar is one character of a piece of code.
const codeChar = "[^\\s\\p{Han}，。；：、（）“”`\"]"

var (
	// codeLike is what both languages write alike: what stands in backquotes or quotation marks, such as words of WeChat,
	// addresses, flags, names of variables, fields, files, and commands of this program.
	codeLike = regexp.MustCompile(strings.Join([]string{
		"(?s)`[^`]*`",
		`"(?:\\.|[^"\\\n])*"`, `“[^”\n]*”`,
		codeChar + `*[_/.=@<>\[\]{}|$#\\0-9]` + codeChar + "*",
		`-{1,2}[a-z][a-z-]*`,
		`\b[A-Z][A-Z-]+\b`,
		`\bwxrelease( [a-z]+){1,2}`,
	}, "|"))
	// properName is a name that has no other form in Chinese.
	properName = regexp.MustCompile(`\b(Temporal|GitHub|GitLab|Actions|Jenkins|PostgreSQL|SQLite|Kubernetes|Docker|Web UI|Go|` +
		`Azure Pipelines|Bitbucket|CircleCI|Buildkite|AppSecret|EncodingAESKey|Token)\b`)
	// sentenceLike is three English words in a row.
	sentenceLike = regexp.MustCompile(`\b[A-Za-z][a-z']*,? [a-z][a-z']*,? [a-z][a-z']*\b`)
)

// EnglishIn gives the first three English words in a row of a Chinese text, "" when there are none: what is code or a proper
// name does not count. Tests hold Chinese output against it.
func EnglishIn(chinese string) string {
	for line := range strings.Lines(chinese) {
		line = properName.ReplaceAllString(codeLike.ReplaceAllString(line, "，"), "，")
		if found := sentenceLike.FindString(line); found != "" {
			return found
		}
	}
	return ""
}
