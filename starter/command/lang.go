package command

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// lang is the language of what is said to people. Field names and values of JSON are English always, so that programs can
// rely on them.
type lang string

const (
	english lang = "en"
	chinese lang = "zh"
)

// langOf chooses the language: the flag, else the locale's variables in the order of POSIX.
func langOf(flag string, env settings.Env) (lang, error) {
	if flag != "" {
		if l := langNamed(flag); l != "" {
			return l, nil
		}
		return english, fmt.Errorf("--lang: %q is none of en, zh", flag)
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value, _ := env.LookupEnv(name); value != "" {
			if langNamed(value) == chinese {
				return chinese, nil
			}
			return english, nil
		}
	}
	return english, nil
}

// langNamed reads names such as zh, zh-CN and zh_CN.UTF-8; "" is none of ours.
func langNamed(name string) lang {
	language, _, _ := strings.Cut(strings.ToLower(name), "_")
	language, _, _ = strings.Cut(language, "-")
	switch l := lang(language); l {
	case english, chinese:
		return l
	}
	return ""
}

// say gives a text of this program. The English text is also the key of the catalogue; a test sees that none is missing.
func (l lang) say(format string, args ...any) string {
	if l == chinese {
		if text, ok := inChinese[format]; ok {
			format = text
		}
	}
	return fmt.Sprintf(format, args...)
}

// word gives a word that the workflow says, such as a stage or an outcome; one that is not known stays as it is.
func (l lang) word(text string) string {
	if l == chinese {
		if word, ok := chineseWords[text]; ok {
			return word
		}
		return words.Chinese.Name(text)
	}
	return text
}

// outcome gives the way a release ended; in Chinese with the value that JSON and --outcome have, to search by.
func (l lang) outcome(o workflows.Outcome) string {
	word := l.word(string(o))
	if word != string(o) {
		word += " (" + string(o) + ")"
	}
	return word
}

// code gives what is known about a refusal, in the words of the error table.
func (l lang) code(code int, meaning, remedy string) (string, string) {
	if l != chinese {
		return meaning, remedy
	}
	for _, info := range codeRows() {
		if info.Code == code && info.Meaning == meaning && (remedy == "" || info.Remedy == remedy) {
			info.Remedy = remedy
			zhMeaning, zhRemedy := words.Code(info)
			return zhMeaning.In(words.Chinese), zhRemedy.In(words.Chinese)
		}
	}
	return l.sentence(meaning), l.sentence(remedy)
}

// codeRows are all rows of the table of codes.
var codeRows = sync.OnceValue(func() []wxa.Info {
	return slices.Concat(wxa.Codes(), wxa.EndpointCodes(), []wxa.Info{(&wxa.Error{}).Info()})
})

// codeSentences are the meanings and remedies of the table, without the full stop, in Chinese.
var codeSentences = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for _, info := range codeRows() {
		meaning, remedy := words.Code(info)
		all[strings.TrimSuffix(info.Meaning, ".")] = meaning.In(words.Chinese)
		all[strings.TrimSuffix(info.Remedy, ".")] = remedy.In(words.Chinese)
	}
	delete(all, "")
	return all
})

// tell says words in the language, with times in the reader's zone.
func (l lang) tell(value any) string { return words.Lang(l).In(time.Local).Say(value) }

// fault says the error of an end: in the words of the catalogue, else by the shape of its English.
func (l lang) fault(e *ending) string {
	if e.err == nil {
		return l.sentence(e.Error)
	}
	if said := words.Lang(l).In(time.Local).Error(e.err); said != e.err.Error() {
		return said
	}
	return l.sentence(e.Error)
}

// problem gives a problem, what it means and what to do about it.
func (l lang) problem(p activities.Problem) (text, meaning, remedy string) {
	if p.Kind == "" {
		meaning, remedy = l.code(p.Code, p.Meaning, p.Remedy)
		return p.Message, meaning, remedy
	}
	means, does := words.Remedy(p)
	return l.tell(words.Problem(p)), l.tell(means), l.tell(does)
}

// waiting says in one line what an open release waits for.
func (l lang) waiting(w workflows.Waiting) string { return l.tell(words.Waiting(w)) }

// needs says what a release that needs somebody does meanwhile.
func (l lang) needs(open bool) string { return l.tell(words.Needs(open)) }

// pending says which call waits for its next attempt.
func (l lang) pending(p releases.PendingCall) string {
	text := l.say("%s, attempt %d", p.Activity, p.Attempt)
	if p.NextAttempt != nil {
		text += l.say(" at %s", stamp(*p.NextAttempt))
	}
	switch {
	case p.Problem != nil:
		text += l.say("; last: %s", l.tell(words.Problem(*p.Problem)))
	case p.LastFailure != "":
		text += l.say("; last: %s", p.LastFailure)
	}
	return text
}
