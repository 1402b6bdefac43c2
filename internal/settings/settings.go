// Package settings reads what the programs are told by their environment: once, at the start, with all problems in one
// error. How to reach Temporal comes from the same variables and files as the Temporal CLI's.
package settings

import (
	"errors"
	"log/slog"
	"os"
	"slices"
	"strings"

	"go.temporal.io/sdk/client"

	"github.com/wxrelease/wxrelease/internal/words"
)

// Settings are the checked values of one program.
type Settings struct {
	WeChatURL   string // without a slash at the end
	Token       Secret
	TokenURL    string // may hold a key of the token service: do not print it
	TokenHeader Header
	WebUI       string // without a slash at the end, "" when not set
	BridgeURL   string // without a slash at the end, "" when not set

	PlatformAppID  string
	PlatformSecret Secret
	Store          StoreSettings
	Payload        PayloadKeys
	Bridge         BridgeSettings
	Worker         WorkerSettings

	Lang      words.Lang // of what the Temporal Web UI shows of a release
	LogLevel  slog.Level
	LogFormat string // text or json

	CodecAddr   string  // host:port where the codec listens
	MetricsAddr string  // host:port where the worker serves metrics and health; "" for nowhere
	Tracing     Tracing // of all programs but the commands

	// Temporal is how to reach Temporal. HostPort and Namespace are never empty.
	Temporal client.Options
}

// Env is a process's environment as [os.Environ] gives it. The last of several values of one name counts.
type Env []string

// Environ gives all of it.
func (e Env) Environ() []string { return e }

// LookupEnv finds one variable.
func (e Env) LookupEnv(name string) (string, bool) {
	for _, pair := range slices.Backward(e) {
		if key, value, found := strings.Cut(pair, "="); found && key == name {
			return value, true
		}
	}
	return "", false
}

// set leaves out what is empty: CI systems and Compose set what is not given to nothing, and that would hide a setting of temporal.toml
// or, as TEMPORAL_TLS_SERVER_NAME, ask for TLS.
func (e Env) set() Env {
	return slices.DeleteFunc(slices.Clone(e), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return e.get(name) == ""
	})
}

func (e Env) get(name string) string {
	value, _ := e.LookupEnv(name)
	return value
}

// given tells whether a variable or its file is set.
func (e Env) given(name string) bool { return e.get(name) != "" || e.get(name+"_FILE") != "" }

// Read takes the settings of one program from its environment. The error joins one line for each missing, wrong or
// unknown variable and holds no secret.
func Read(p Program, env Env) (Settings, error) { return ReadAll(env, p) }

// ReadAll takes the settings of several programs in one process; see [Read].
func ReadAll(env Env, programs ...Program) (Settings, error) {
	var s Settings
	problems := unknown(env)
	for _, row := range table {
		if !slices.ContainsFunc(programs, row.readBy) {
			continue
		}
		value, err := row.value(env)
		if err == nil && value != "" {
			err = row.set(&s, value)
		}
		if err != nil {
			problems = append(problems, at(row.Name, err))
		}
	}
	if slices.Contains(programs, Worker) {
		problems = append(problems, tokenSource(env)...)
		if err := s.Worker.version(); err != nil {
			problems = append(problems, err)
		}
	}
	if slices.Contains(programs, Bridge) {
		problems = append(problems, bridgeNeeds(env)...)
	}
	if slices.Contains(programs, Codec) && !env.given("WXRELEASE_PAYLOAD_KEY") {
		problems = append(problems, at("WXRELEASE_PAYLOAD_KEY", words.SettingMissing.Of(words.GivePayloadKey)))
	}
	problems = append(problems, storeNeeds(env)...)
	var err error
	if s.Temporal, err = Temporal(env); err != nil {
		problems = append(problems, err)
	}
	if err := s.encrypt(env); err != nil {
		problems = append(problems, err)
	}
	if s.Tracing, err = ReadTracing(env); err != nil {
		problems = append(problems, err)
	}
	return s, errors.Join(problems...)
}

// tokenSource checks that the worker can get tokens in exactly one way.
func tokenSource(env Env) []error {
	var given []string
	for _, name := range []string{"WXRELEASE_TOKEN", "WXRELEASE_TOKEN_URL", "WXRELEASE_STORE"} {
		if env.given(name) {
			given = append(given, name)
		}
	}
	var problems []error
	switch len(given) {
	case 0:
		problems = append(problems, at("WXRELEASE_TOKEN_URL", words.SettingMissing.Of(words.GiveTokenSource)))
	case 1:
	default:
		fault := words.TokenSourcesBoth
		if len(given) > 2 {
			fault = words.TokenSourcesAll
		}
		problems = append(problems, words.SettingAt.Err(words.List(given...), fault))
	}
	if env.given("WXRELEASE_TOKEN_HEADER") && !env.given("WXRELEASE_TOKEN_URL") {
		problems = append(problems, at("WXRELEASE_TOKEN_HEADER", words.ForTokenService.Of()))
	}
	return problems
}

// need is a variable that must be set, and what to do when it is not.
type need struct {
	variable string
	advice   *words.Message
}

// at says what is wrong with a variable: fault is a text or an error.
func at(variable string, fault any) error { return words.SettingAt.Err(variable, fault) }

func (s Setting) readBy(p Program) bool { return slices.Contains(s.Programs, p) }

// value finds the variable, its file or its default.
func (s Setting) value(env Env) (string, error) {
	value := env.get(s.Name)
	if path := env.get(s.Name + "_FILE"); s.Secret && path != "" {
		if value != "" {
			return "", words.SettingFileToo.Err(s.Name)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return "", words.SettingFileRead.Err(s.Name, err)
		}
		// Editors and secret stores end files with a line break that is not part of the secret.
		value = strings.TrimRight(string(data), "\r\n")
		if value == "" {
			return "", words.SettingFileEmpty.Err(path, s.Name)
		}
	}
	if value == "" {
		value = s.Default
	}
	return value, nil
}
