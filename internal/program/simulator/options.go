package simulator

import (
	"bytes"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

//go:embed scenario.json
var defaultScenario []byte

// options are what flags and environment say.
type options struct {
	addr     string
	apps     int
	scenario string
	health   bool
	sim      wxatest.Config
}

const usage = `Simulator runs a simulated WeChat: the review endpoints, the platform's credentials, a token service, encrypted pushes and a
control interface without login. It is for trying out and for tests.

Usage:
  wxrelease simulator [flags]

Flags:`

// secrets are read from the environment only, so that they are not seen in lists of processes.
const secretsHelp = `
Secrets, from the environment only; NAME_FILE names a file that holds the value instead:
  WXSIM_TOKEN_SECRET           what callers of /_sim/token must send as a bearer token; not set: nothing
  WXSIM_COMPONENT_SECRET       the platform's own secret; not set: api_component_token refuses every secret
  WXSIM_CALLBACK_TOKEN         verification token of the pushes
  WXSIM_CALLBACK_KEY           EncodingAESKey of the pushes, 43 characters
  WXSIM_CALLBACK_PREVIOUS_KEY  the key before it, for pushes that use the old one
`

// readOptions takes flags first, then the environment, then defaults. All problems come in one error, and none holds a secret.
func readOptions(args []string, env settings.Env) (options, error) {
	var s options
	flags := s.flagSet()
	var problems []error
	flags.VisitAll(func(f *flag.Flag) {
		if value, ok := env.LookupEnv(envName(f.Name)); ok && value != "" && f.Name != "health" {
			if err := flags.Set(f.Name, value); err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", envName(f.Name), err))
			}
		}
	})
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		problems = append(problems, fmt.Errorf("unexpected argument %q", flags.Arg(0)))
	}
	if s.apps < 0 {
		problems = append(problems, errors.New("apps: a number of Mini Programs is not negative"))
	}
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
	for _, limit := range []*int{&s.sim.Quota.Limit, &s.sim.Quota.SpeedupLimit} {
		if *limit == 0 {
			*limit = -1 // here 0 means none, in the simulator's configuration it means the default
		}
	}
	if err := s.sim.Validate(); err != nil {
		problems = append(problems, err)
	}
	return s, errors.Join(problems...)
}

func (s *options) flagSet() *flag.FlagSet {
	flags := flag.NewFlagSet(command, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&s.addr, "addr", "127.0.0.1:9100", "where to listen; keep it to loopback or a test network")
	flags.Float64Var(&s.sim.Speed, "speed", 60, "how much faster than real time the simulated clock runs; 0: only POST /_sim/advance moves it")
	flags.Uint64Var(&s.sim.Seed, "seed", 1, "of everything random")
	flags.IntVar(&s.apps, "apps", 0, "ready-made Mini Programs besides the scenario's: wx…01, wx…02 and so on, approved without trouble")
	flags.StringVar(&s.scenario, "scenario", "", "JSON file to begin with; \"\": the built-in one, \"none\": nothing")
	flags.DurationVar(&s.sim.ReviewTime, "review-time", 3*time.Hour, "simulated length of a review without a plan")
	flags.IntVar(&s.sim.Quota.Limit, "quota", 1000, "submissions a month for the whole platform")
	flags.IntVar(&s.sim.Quota.SpeedupLimit, "speedup-quota", 100, "expedites a month for the whole platform")
	flags.StringVar(&s.sim.Callback.URL, "callback-url", "",
		"message URL of the review pushes; $APPID$ in it becomes the appid. \"\": no such pushes")
	flags.StringVar(&s.sim.Callback.EventsURL, "events-url", "",
		"authorisation event URL: tickets and authorisations are pushed to it. \"\": no such pushes")
	flags.StringVar(&s.sim.Platform.AppID, "component-appid", "wx1111222233334444", "appid of the platform, at the end of every push")
	flags.DurationVar(&s.sim.Platform.TicketEvery, "ticket-every", 10*time.Minute,
		"simulated time between two pushes of a component_verify_ticket")
	flags.BoolVar(&s.sim.Platform.FeedStopped, "feed-stopped", false, "push no tickets until api_start_push_ticket is called")
	flags.DurationVar(&s.sim.TokenLife, "token-life", 2*time.Hour, "simulated life of access tokens")
	flags.BoolVar(&s.sim.Callback.RealTimestamps, "real-timestamps", false, "stamp deliveries with the real time instead of the simulated one")
	flags.BoolVar(&s.health, "health", false, "ask a running simulator at addr whether it is up, and exit with 0 or 1")
	return flags
}

// envName is the variable that stands for a flag.
func envName(name string) string {
	return "WXSIM_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

func secret(name string, env settings.Env) (string, error) {
	value, _ := env.LookupEnv(name)
	path, _ := env.LookupEnv(name + "_FILE")
	switch {
	case path == "":
		return value, nil
	case value != "":
		return "", fmt.Errorf("%s: set together with %s_FILE; keep one of them", name, name)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	return strings.TrimRight(string(data), "\r\n"), nil
}

// readScenario gives what the simulator begins with, the ready-made Mini Programs included.
func (s *options) readScenario() (wxatest.Scenario, error) {
	raw := defaultScenario
	switch s.scenario {
	case "":
	case "none":
		raw = []byte("{}")
	default:
		var err error
		if raw, err = os.ReadFile(s.scenario); err != nil {
			return wxatest.Scenario{}, fmt.Errorf("scenario: %w", err)
		}
	}
	sc, err := wxatest.ReadScenario(bytes.NewReader(raw))
	if err != nil {
		return sc, err
	}
	for n := range s.apps {
		sc.Apps = append(sc.Apps, wxatest.App{
			AppID: fmt.Sprintf("wx%016x", n+1), TrialVersion: "1.0.0", TrialDesc: "ready-made", Detection: 90 * time.Second,
		})
	}
	return sc, nil
}

// help is the text of --help.
func help() string {
	var b strings.Builder
	var s options
	flags := s.flagSet()
	flags.SetOutput(&b)
	flags.PrintDefaults()
	return usage + strings.ReplaceAll("\n"+b.String(), "\n  -", "\n  --") +
		"\nEvery flag but --health can be given as a variable: --review-time is WXSIM_REVIEW_TIME.\n" + secretsHelp
}
