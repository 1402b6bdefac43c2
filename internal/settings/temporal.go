package settings

import (
	"cmp"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"

	"github.com/wxrelease/wxrelease/internal/words"
)

// Temporal reads only how to reach Temporal: the variables and the file of the Temporal CLI. What that reading passes over in silence
// is refused here, for a release that goes to the wrong server is worse than a command that does not run.
func Temporal(env Env) (client.Options, error) {
	env = env.set()
	if err := checkTemporal(env); err != nil {
		return client.Options{}, err
	}
	profile, err := envconfig.LoadClientConfigProfile(envconfig.LoadClientConfigProfileOptions{EnvLookup: env})
	if err != nil {
		return client.Options{}, words.TemporalSettings.Err(err)
	}
	opts, err := profile.ToClientOptions(envconfig.ToClientOptionsRequest{})
	if err != nil {
		return client.Options{}, words.TemporalSettings.Err(err)
	}
	opts.HostPort = cmp.Or(opts.HostPort, client.DefaultHostPort)
	opts.Namespace = cmp.Or(opts.Namespace, client.DefaultNamespace)
	opts.DataConverter, err = remoteCodec(profile.Codec, opts.Namespace)
	return opts, err
}

// checkTemporal finds a file that is not there, a profile that is not in it, and switches that are neither on nor off.
func checkTemporal(env Env) error {
	var problems []error
	if path := env.get("TEMPORAL_CONFIG_FILE"); path != "" {
		if _, err := os.Stat(path); err != nil {
			return at("TEMPORAL_CONFIG_FILE", words.SettingFileOpen.Err(err))
		}
	}
	config, err := envconfig.LoadClientConfig(envconfig.LoadClientConfigOptions{EnvLookup: env})
	if err != nil {
		return words.TemporalSettings.Err(err)
	}
	if name := env.get("TEMPORAL_PROFILE"); name != "" && config.Profiles[name] == nil {
		have := words.NoProfiles.Of()
		if len(config.Profiles) > 0 {
			have = words.List(slices.Sorted(maps.Keys(config.Profiles))...)
		}
		problems = append(problems, at("TEMPORAL_PROFILE", words.NoProfile.Err(name, have)))
	}
	for _, name := range []string{"TEMPORAL_TLS", "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION"} {
		// Without a value it counts as not set.
		if v := env.get(name); v != "" && !slices.Contains([]string{"1", "true", "0", "false"}, strings.ToLower(v)) {
			problems = append(problems, at(name, words.SettingOneOf.Err(v, words.List("true", "false"))))
		}
	}
	return errors.Join(problems...)
}
