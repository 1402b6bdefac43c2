package simulator

import (
	"errors"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/help"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa/push"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// options are what flags and environment say.
type options struct {
	addr     string
	apps     int
	scenario string
	sim      wxatest.Config
}

// flagsInto adds the simulator's flags to a set. What they are for is in package words.
func (s *options) flagsInto(flags *pflag.FlagSet) {
	flags.StringVar(&s.addr, "addr", "127.0.0.1:9100", "")
	flags.Float64Var(&s.sim.Speed, "speed", 60, "")
	flags.Uint64Var(&s.sim.Seed, "seed", 1, "")
	flags.IntVar(&s.apps, "apps", 0, "")
	flags.StringVar(&s.scenario, "scenario", "", "")
	flags.Var(durationOf(&s.sim.ReviewTime, 3*time.Hour), "review-time", "")
	flags.IntVar(&s.sim.Quota.Limit, "quota", 1000, "")
	flags.IntVar(&s.sim.Quota.SpeedupLimit, "speedup-quota", 100, "")
	flags.StringVar(&s.sim.Callback.URL, "callback-url", "", "")
	flags.StringVar(&s.sim.Callback.EventsURL, "events-url", "", "")
	flags.StringVar(&s.sim.Platform.AppID, "component-appid", "wx1111222233334444", "")
	flags.Var(durationOf(&s.sim.Platform.TicketEvery, 10*time.Minute), "ticket-every", "")
	flags.BoolVar(&s.sim.Platform.FeedStopped, "feed-stopped", false, "")
	flags.Var(durationOf(&s.sim.TokenLife, 2*time.Hour), "token-life", "")
	flags.BoolVar(&s.sim.Callback.RealTimestamps, "real-timestamps", false, "")
}

// duration is a flag's value that reads 90s, 30m and 2d.
type duration struct{ to *time.Duration }

func durationOf(to *time.Duration, def time.Duration) duration {
	*to = def
	return duration{to}
}

func (d duration) Type() string   { return "duration" }
func (d duration) String() string { return timing.Duration(*d.to).String() }
func (d duration) Set(text string) error {
	return (*timing.Duration)(d.to).UnmarshalText([]byte(text))
}

// fromEnvironment sets the flags for which there is a variable. A flag that is given wins, for it is read later.
func fromEnvironment(flags *pflag.FlagSet, own []string, env settings.Env) (problems []error) {
	for _, name := range own {
		if value, ok := env.LookupEnv(envName(name)); ok && value != "" {
			if err := flags.Set(name, value); err != nil {
				problems = append(problems, words.SettingAt.Err(envName(name), help.Fault(nil, err)))
			}
			flags.Lookup(name).Changed = false
		}
	}
	return problems
}

// envName is the variable that stands for a flag.
func envName(name string) string {
	return "WXSIM_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// finish reads the secrets and checks all. The problems come in one error, and none holds a secret. Secrets are read from the
// environment only, so that they are not seen in lists of processes.
func (s *options) finish(env settings.Env) error {
	var problems []error
	for name, into := range map[string]*string{
		"WXSIM_TOKEN_SECRET":          &s.sim.TokenSecret,
		"WXSIM_COMPONENT_SECRET":      &s.sim.Platform.Secret,
		"WXSIM_CALLBACK_TOKEN":        &s.sim.Callback.Token,
		"WXSIM_CALLBACK_KEY":          &s.sim.Callback.EncodingAESKey,
		"WXSIM_CALLBACK_PREVIOUS_KEY": &s.sim.Callback.PreviousKey,
	} {
		value, err := secret(name, env)
		if err != nil {
			problems = append(problems, err)
		}
		*into = value
	}
	problems = append(problems, s.faults()...)
	for _, limit := range []*int{&s.sim.Quota.Limit, &s.sim.Quota.SpeedupLimit} {
		if *limit == 0 {
			*limit = -1 // here 0 means none, in the simulator's configuration it means the default
		}
	}
	if len(problems) == 0 {
		if err := s.sim.Validate(); err != nil {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

// faults are what is wrong with flags and with what belongs to them.
func (s *options) faults() (problems []error) {
	check := func(wrong bool, flag string, fault any) {
		if wrong {
			problems = append(problems, words.FlagFault.Err("--"+flag, fault))
		}
	}
	_, port, err := net.SplitHostPort(s.addr)
	check(err != nil || port == "", "addr", words.SettingListen.Of(s.addr))
	check(s.sim.Speed < 0, "speed", words.FlagNegative.Of())
	check(s.apps < 0, "apps", words.FlagNegative.Of())
	check(s.sim.ReviewTime < 0, "review-time", words.FlagNegative.Of())
	check(s.sim.Platform.TicketEvery < 0, "ticket-every", words.FlagNegative.Of())
	check(s.sim.TokenLife < 0, "token-life", words.FlagNegative.Of())
	c := s.sim.Callback
	check(!address(c.URL), "callback-url", words.SettingAddress.Of())
	check(!address(c.EventsURL), "events-url", words.SettingAddress.Of())
	if c.URL == "" && c.EventsURL == "" {
		return problems
	}
	check(s.sim.Platform.AppID == "", "component-appid", words.SimulatorPushesNeed.Of())
	if c.Token == "" {
		problems = append(problems, words.SettingAt.Err("WXSIM_CALLBACK_TOKEN", words.SimulatorPushesNeed))
	}
	if _, err := push.ParseKey(c.EncodingAESKey); err != nil {
		problems = append(problems, words.SettingAt.Err("WXSIM_CALLBACK_KEY", err))
	}
	if _, err := push.ParseKey(c.PreviousKey); err != nil && c.PreviousKey != "" {
		problems = append(problems, words.SettingAt.Err("WXSIM_CALLBACK_PREVIOUS_KEY", err))
	}
	return problems
}

// address tells an address of HTTP, or none.
func address(text string) bool {
	u, err := url.Parse(text)
	return text == "" || err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

func secret(name string, env settings.Env) (string, error) {
	value, _ := env.LookupEnv(name)
	path, _ := env.LookupEnv(name + "_FILE")
	switch {
	case path == "":
		return value, nil
	case value != "":
		return "", words.SettingAt.Err(name, words.SettingFileToo.Of(name))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", words.SettingAt.Err(name, words.SettingFileRead.Of(name, err))
	}
	return strings.TrimRight(string(data), "\r\n"), nil
}
