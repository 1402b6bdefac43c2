package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/timing"
)

// Lang is a language of what is said to people. Names and values of JSON are English always, so that programs can rely on them.
type Lang string

const (
	English Lang = "en"
	Chinese Lang = "zh" // simplified
)

// Langs are all of them.
var Langs = []Lang{English, Chinese}

// LangNone says that a name is no language of ours.
var LangNone = message("{name:q} is none of en, zh", "{name:q} 不是 en、zh 之一")

// LangOf chooses the language: the flag, else WXRELEASE_LANG, else the locale's variables in the order of POSIX, else English. With
// an error for the flag comes the language without it, to say it in. What WXRELEASE_LANG may be is checked with the settings.
func LangOf(flag string, env interface{ LookupEnv(string) (string, bool) }) (Lang, error) {
	if l := LangNamed(flag); l != "" {
		return l, nil
	}
	set, _ := env.LookupEnv("WXRELEASE_LANG")
	locale := LangNamed(set)
	if locale == "" {
		locale = localeOf(env)
	}
	if flag != "" {
		return locale, LangNone.Err(flag)
	}
	return locale, nil
}

// localeOf is the language of the locale.
func localeOf(env interface{ LookupEnv(string) (string, bool) }) Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value, _ := env.LookupEnv(name); value != "" {
			if LangNamed(value) == Chinese {
				return Chinese
			}
			break
		}
	}
	return English
}

// LangNamed reads names such as zh, zh-CN and zh_CN.UTF-8; "" is none of ours.
func LangNamed(name string) Lang {
	name = strings.ToLower(name)
	if end := strings.IndexAny(name, "_-.@"); end >= 0 {
		name = name[:end]
	}
	switch l := Lang(name); l {
	case English, Chinese:
		return l
	}
	return ""
}

// Reader is for whom words are: a language, and the time zone for times; nil leaves each time in its own.
type Reader struct {
	Lang Lang
	Zone *time.Location
}

// In gives the reader of a language whose times are in zone.
func (l Lang) In(zone *time.Location) Reader { return Reader{l, zone} }

// Error says an error in the language; see [Reader.Error].
func (l Lang) Error(err error) string { return Reader{Lang: l}.Error(err) }

// Say says any value in the language; see [Reader.Say].
func (l Lang) Say(value any) string { return Reader{Lang: l}.Say(value) }

// Time gives a time with its zone, to the second: 2026-11-26 13:04:05 CST.
func (r Reader) Time(t time.Time) string {
	if r.Zone != nil {
		t = t.In(r.Zone)
	}
	return t.Format("2006-01-02 15:04:05 MST")
}

// Duration gives a duration, from one minute on in whole seconds: 13d23h, 59m57s; in Chinese 13 天 23 小时, 59 分 57 秒.
func (r Reader) Duration(d time.Duration) string {
	if d < 0 {
		return "-" + r.Duration(-d)
	}
	if d >= time.Minute {
		d = d.Round(time.Second)
	}
	if r.Lang != Chinese {
		return timing.Duration(d).String()
	}
	if d > 0 && d < time.Second {
		return fmt.Sprintf("%s 毫秒", strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', -1, 64))
	}
	var parts []string
	for _, unit := range []struct {
		d    time.Duration
		name string
	}{{24 * time.Hour, "天"}, {time.Hour, "小时"}, {time.Minute, "分"}} {
		if n := d / unit.d; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, unit.name))
			d %= unit.d
		}
	}
	switch last := len(parts) - 1; {
	case d > 0 || last < 0:
		parts = append(parts, strconv.FormatFloat(d.Seconds(), 'f', -1, 64)+" 秒")
	case strings.HasSuffix(parts[last], "分"):
		parts[last] += "钟"
	}
	return strings.Join(parts, " ")
}
