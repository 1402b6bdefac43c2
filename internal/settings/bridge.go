package settings

import (
	"net"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/push"
)

// BridgeSettings are what only the bridge reads.
type BridgeSettings struct {
	Addr            string // host:port to listen on
	Pairs           []push.Pair
	Window          time.Duration
	ForwardEvents   string // the existing callback for the authorisation URL; may hold a key of it: do not print it
	ForwardMessages string // the same for the message URL; may hold $APPID$
	ForwardAll      bool   // review results as well
	PublishCheck    bool   // answer the test message of 全网发布检测, where nothing is forwarded
}

// pair gives the n-th pair to be filled.
func (s *Settings) pair(n int) *push.Pair {
	for len(s.Bridge.Pairs) <= n {
		s.Bridge.Pairs = append(s.Bridge.Pairs, push.Pair{})
	}
	return &s.Bridge.Pairs[n]
}

func setPushToken(n int) func(*Settings, string) error {
	return func(s *Settings, v string) error { s.pair(n).Token = v; return checkToken(v) }
}

func setPushKey(n int) func(*Settings, string) error {
	return func(s *Settings, v string) (err error) { s.pair(n).Key, err = push.ParseKey(v); return err }
}

func setPreviousPushKey(n int) func(*Settings, string) error {
	return func(s *Settings, v string) (err error) { s.pair(n).Previous, err = push.ParseKey(v); return err }
}

// bridgeNeeds checks what must be set, and set together.
func bridgeNeeds(env Env) []error {
	var problems []error
	for _, need := range []need{
		{"WXRELEASE_PLATFORM_APPID", words.GiveAppID},
		{"WXRELEASE_PUSH_TOKEN", words.GivePushToken},
		{"WXRELEASE_PUSH_KEY", words.GivePushKey},
	} {
		if !env.given(need.variable) {
			problems = append(problems, at(need.variable, words.SettingMissing.Of(need.advice)))
		}
	}
	token, key := env.given("WXRELEASE_PUSH_TOKEN_2"), env.given("WXRELEASE_PUSH_KEY_2")
	if token != key || env.given("WXRELEASE_PUSH_KEY_PREVIOUS_2") && !key {
		problems = append(problems, at("WXRELEASE_PUSH_TOKEN_2, WXRELEASE_PUSH_KEY_2", words.BothOrNone.Of()))
	}
	if env.given("WXRELEASE_FORWARD") && !env.given("WXRELEASE_FORWARD_EVENTS_URL") && !env.given("WXRELEASE_FORWARD_MESSAGES_URL") {
		problems = append(problems, at("WXRELEASE_FORWARD", words.ForForwarding.Of()))
	}
	if env.get("WXRELEASE_PUBLISH_CHECK") == "answer" && env.given("WXRELEASE_FORWARD_MESSAGES_URL") {
		problems = append(problems, at("WXRELEASE_PUBLISH_CHECK", words.OneAnswers.Of()))
	}
	return problems
}

func parseAppID(text string) (string, error) {
	if !wxa.IsAppID(text) {
		return "", words.SettingAppID.Err(text)
	}
	return text, nil
}

func checkAddr(text string) error {
	if _, port, err := net.SplitHostPort(text); err != nil || port == "" {
		return words.SettingListen.Err(text)
	}
	return nil
}

func parseWindow(text string) (time.Duration, error) {
	const least, most = time.Minute, 7 * 24 * time.Hour
	d, err := time.ParseDuration(text)
	if err != nil || d < least || d > most {
		return 0, words.SettingDuration.Err(text, "12h", "1m", "168h")
	}
	return d, nil
}

// checkForward accepts the address of an existing callback. It may carry a key, so its text stays out of errors.
func checkForward(text string, appidAllowed bool) error {
	if !appidAllowed && strings.Contains(text, "$APPID$") {
		return words.SettingAppIDHere.Err()
	}
	return checkURL(text, false)
}
