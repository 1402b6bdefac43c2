package deploy

import (
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/bridge"
	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/program/simulator"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

// programs are the services that read settings of ours.
var programs = map[string]settings.Program{"worker": settings.Worker, "bridge": settings.Bridge}

func noTemporalFile(t *testing.T) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
}

// world is one set-up of the containers, with the files that they would see.
type world struct {
	volumes
	operator string // folder of the operator's secrets, by the names that they have in /run/secrets
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := world{newVolumes(t), t.TempDir()}
	w.run(t, "setup/secrets.sh")
	for name, text := range map[string]string{
		"push_token": "token", "push_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "push_key_previous": "bbcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
		"platform_secret": "0123456789abcdef0123456789abcdef", "token_header": "Authorization: Bearer abc",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(w.operator, name), []byte(text+"\n"), 0o600))
	}
	return w
}

// env gives the environment of a service: of its file of settings the given lines, and its own. A path of a file leads to
// one of this world where the container has it.
func (w world) env(t *testing.T, s service, lines ...string) settings.Env {
	env := settings.Env(lines)
	for name, value := range s.Environment {
		env = append(env, name+"="+interpolated(t, value))
	}
	for i, pair := range env {
		name, path, _ := strings.Cut(pair, "=")
		if !strings.HasSuffix(name, "_FILE") {
			continue
		}
		if secret, found := strings.CutPrefix(path, "/run/secrets/"); found && s.hasSecret(secret) {
			path = filepath.Join(w.operator, secret)
		} else if file, found := strings.CutPrefix(path, "/platform/"); found && s.mounts("platform") {
			path = filepath.Join(w.platform, file)
		}
		env[i] = name + "=" + path
	}
	return env
}

func (s service) hasSecret(name string) bool {
	for _, has := range s.Secrets {
		if has == name {
			return true
		}
	}
	return false
}

var variable = regexp.MustCompile(`\$(\$|\{[A-Z_]+:-([^}]*)\})?`)

// interpolated is what Compose makes of a value where no variable is set.
func interpolated(t *testing.T, value string) string {
	t.Helper()
	return variable.ReplaceAllStringFunc(value, func(found string) string {
		assert.NotEqual(t, "$", found, "Compose would take what follows for a variable, in %s", value)
		if found == "$$" {
			return "$"
		}
		return variable.FindStringSubmatch(found)[2]
	})
}

func port(t *testing.T, address string) string {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	return port
}

// Out of the box worker, bridge and simulator fit together.
func TestSimulatorWorld(t *testing.T) {
	noTemporalFile(t)
	c, w := compose(t), newWorld(t)
	simulator, postgres := c.Services["simulator"].Environment, c.Services["postgres"].Environment
	lines := envFile(t, "simulator.env")
	for name, program := range programs {
		s, err := settings.Read(program, w.env(t, c.Services[name], lines...))
		require.NoError(t, err, name)
		assert.Equal(t, "http://simulator:"+port(t, simulator["WXSIM_ADDR"]), s.WeChatURL)
		assert.Equal(t, simulator["WXSIM_COMPONENT_APPID"], s.PlatformAppID)
		assert.Equal(t, w.read(t)["/platform/platform_secret"], s.PlatformSecret.Reveal())
		assert.NotEmpty(t, s.Store.Key)
		assert.Equal(t, "temporal:7233", s.Temporal.HostPort)
		assert.Equal(t, c.Services["temporal-namespace"].Environment["TEMPORAL_NAMESPACE"], s.Temporal.Namespace)

		store, err := url.Parse(s.Store.Address.Reveal())
		require.NoError(t, err)
		assert.Contains(t, c.Services, store.Hostname())
		assert.NotEqual(t, postgres["POSTGRES_USER"], store.User.Username())
		assert.NotEqual(t, "/"+postgres["POSTGRES_DB"], store.Path)
	}
	assert.Equal(t, postgres["POSTGRES_USER"], c.Services["store"].Environment["PGUSER"])
	assert.Equal(t, postgres["POSTGRES_DB"], c.Services["store"].Environment["PGDATABASE"])

	// Both sides of WeChat's pushes have their secrets from the same files.
	for theirs, ours := range map[string]string{
		"WXSIM_COMPONENT_SECRET_FILE": "WXRELEASE_PLATFORM_SECRET_FILE", "WXSIM_CALLBACK_TOKEN_FILE": "WXRELEASE_PUSH_TOKEN_FILE",
		"WXSIM_CALLBACK_KEY_FILE": "WXRELEASE_PUSH_KEY_FILE",
	} {
		path, _ := lines.LookupEnv(ours)
		assert.Equal(t, path, simulator[theirs])
	}
	base := "http://bridge:" + port(t, c.Services["bridge"].Environment["WXRELEASE_BRIDGE_ADDR"])
	assert.Equal(t, base+"/wechat/events", interpolated(t, simulator["WXSIM_EVENTS_URL"]))
	assert.Equal(t, base+"/wechat/$APPID$/messages", interpolated(t, simulator["WXSIM_CALLBACK_URL"]))
}

// The example for the real WeChat works with either source of tokens, and leaves the choice to its reader.
func TestPlatformExample(t *testing.T) {
	noTemporalFile(t)
	c, w := compose(t), newWorld(t)
	const appid = "WXRELEASE_PLATFORM_APPID="
	tokenService := []string{"#WXRELEASE_TOKEN_"}
	store := []string{"#WXRELEASE_PLATFORM_SECRET_", "#WXRELEASE_STORE_"}
	others := []string{"#WXRELEASE_PUSH_", "#WXRELEASE_FORWARD_", "#WXRELEASE_WECHAT_URL"}
	for _, tt := range []struct {
		name      string
		uncomment []string
		says      string // the worker's complaint
	}{
		{"neither", nil, "WXRELEASE_TOKEN_URL: not set"},
		{"token service", tokenService, ""},
		{"store", store, ""},
		{"token service and all others", append(tokenService, others...), ""},
		{"store and all others", append(store, others...), ""},
		{"both", append(store, tokenService...), "keep the one that the tokens shall come from"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines := envFile(t, "platform.env.example", tt.uncomment...)
			for name, program := range programs {
				if program == settings.Bridge {
					_, err := settings.Read(program, w.env(t, c.Services[name], lines...))
					assert.ErrorContains(t, err, "WXRELEASE_PLATFORM_APPID: not set", "nobody else's appid")
				}
				s, err := settings.Read(program, w.env(t, c.Services[name], append(lines, appid+"wx5555666677778888")...))
				if program == settings.Worker && tt.says != "" {
					assert.ErrorContains(t, err, tt.says)
					continue
				}
				require.NoError(t, err, name)
				assert.NotContains(t, s.WeChatURL, "simulator")
				assert.NotContains(t, s.Store.Address.Reveal(), w.platform, "a file's text, not its path")
				if program == settings.Bridge && strings.HasSuffix(tt.name, "others") {
					assert.Equal(t, "https://wechat.example.com/$APPID$/messages", s.Bridge.ForwardMessages)
					assert.False(t, s.Bridge.Pairs[0].Previous.IsZero())
				}
			}
		})
	}

	// A file that the operator has not named is told, not taken for an empty secret.
	require.NoError(t, os.WriteFile(filepath.Join(w.operator, "push_key"), nil, 0o600))
	_, err := settings.Read(
		settings.Bridge,
		w.env(t, c.Services["bridge"], append(envFile(t, "platform.env.example"), appid+"wx5555666677778888")...),
	)
	assert.ErrorContains(t, err, "which WXRELEASE_PUSH_KEY_FILE names, is empty")
}

// Every secret of the operator's is a file that .env can name, and the example knows what it is for.
func TestOperatorsSecrets(t *testing.T) {
	c := compose(t)
	text, err := os.ReadFile("../docker-compose.yml")
	require.NoError(t, err)
	example, err := os.ReadFile("platform.env.example")
	require.NoError(t, err)
	for name, secret := range c.Secrets {
		env := strings.ToUpper(name) + "_FILE"
		assert.Equal(t, "${"+env+":-/dev/null}", secret.File)
		assert.Contains(t, string(text), "\n#   "+env+"=", "the file's head tells how to set it")
		assert.Contains(t, string(example), "WXRELEASE_"+env+"=/run/secrets/"+name+"\n")
	}
	assert.Contains(t, string(text), "\n#   PLATFORM_ENV_FILE=")
	for _, name := range []string{"push_token", "push_key", "push_key_previous"} {
		assert.NotContains(t, c.Services["worker"].Secrets, name, "only the bridge needs it")
	}
	for name := range programs {
		assert.Equal(t, "${PLATFORM_ENV_FILE:-deploy/simulator.env}", c.Services[name].EnvFile)
	}
}

// What is not a matter of the containers belongs into the file of settings.
func TestSettingsOfTheContainers(t *testing.T) {
	c := compose(t)
	// The variables of Temporal are those that envconfig and with it the Temporal CLI read, as far as they are used here.
	for name, want := range map[string][]string{
		"worker": {"TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE", "WXRELEASE_METRICS_ADDR"},
		"bridge": {"TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE", "WXRELEASE_BRIDGE_ADDR"},
	} {
		for variable := range c.Services[name].Environment {
			assert.Contains(t, want, variable, name)
		}
	}
	assert.Equal(
		t,
		[]string{"127.0.0.1:${BRIDGE_PORT:-8450}:" + port(t, c.Services["bridge"].Environment["WXRELEASE_BRIDGE_ADDR"])},
		c.Services["bridge"].Ports,
	)
}

// Prometheus scrapes worker and bridge where the containers listen; nobody outside reaches the worker's address.
func TestScrapedAddresses(t *testing.T) {
	c := compose(t)
	text, err := os.ReadFile("observability/prometheus.yml")
	require.NoError(t, err)
	var config struct {
		Rules []string `yaml:"rule_files"`
		Jobs  []struct {
			Name    string                       `yaml:"job_name"`
			Targets []struct{ Targets []string } `yaml:"static_configs"`
		} `yaml:"scrape_configs"`
	}
	require.NoError(t, yaml.Unmarshal(text, &config))
	for _, rules := range config.Rules {
		assert.FileExists(t, filepath.Join("observability", rules))
	}
	listens := map[string]string{
		"wxrelease-worker": "worker:" + port(t, c.Services["worker"].Environment["WXRELEASE_METRICS_ADDR"]),
		"wxrelease-bridge": "bridge:" + port(t, c.Services["bridge"].Environment["WXRELEASE_BRIDGE_ADDR"]),
	}
	for _, job := range config.Jobs {
		require.Len(t, job.Targets, 1)
		assert.Equal(t, []string{listens[job.Name]}, job.Targets[0].Targets, job.Name)
		delete(listens, job.Name)
	}
	assert.Empty(t, listens)
	assert.Empty(t, c.Services["worker"].Ports)
}

// The bridge faces the internet: it gets nothing of the databases but the address of its own.
func TestWhoHasTheDatabasesPasswords(t *testing.T) {
	for name, s := range compose(t).Services {
		if s.Image == ownImage {
			assert.False(t, s.mounts("secrets"), name)
		}
		if name != "secrets" {
			assert.NotContains(t, s.Volumes, "secrets:/secrets", "%s writes where it should only read", name)
			assert.NotContains(t, s.Volumes, "platform:/platform", "%s writes where it should only read", name)
		}
	}
}

// A worker that is killed in the middle of a submission costs a reconciliation, a bridge that is killed another delivery.
func TestTimeToStop(t *testing.T) {
	c := compose(t)
	assert.Greater(t, duration(t, c.Services["worker"].StopGrace), workflows.WorkerOptions().WorkerStopTimeout)
	const accepted = 15 * time.Second // bridge.Serve finishes what it accepted, and then what goes on in the background
	assert.Greater(t, duration(t, c.Services["bridge"].StopGrace), accepted+bridge.Budget)
}

// Variables of the simulator stand for its flags or secrets; one that does not would be overlooked.
func TestSimulatorSettings(t *testing.T) {
	environment := compose(t).Services["simulator"].Environment
	var out strings.Builder
	require.Equal(t, program.OK, simulator.Run(t.Context(), []string{"--help"}, nil, &out, io.Discard))
	for name := range environment {
		flag, ok := strings.CutPrefix(name, "WXSIM_")
		require.True(t, ok, name)
		if secret, found := strings.CutSuffix(name, "_FILE"); found {
			assert.Contains(t, out.String(), "\n  "+secret+" ")
			continue
		}
		assert.Regexp(t, "\n +--"+strings.ToLower(strings.ReplaceAll(flag, "_", "-"))+"[ \n]", out.String())
	}
	life, speed := duration(t, environment["WXSIM_TOKEN_LIFE"]), interpolated(t, environment["WXSIM_SPEED"])
	factor := duration(t, speed+"s").Seconds()
	assert.Equal(t, 2*time.Hour, time.Duration(float64(life)/factor), "tokens live as long as WeChat's for those who use them")
}

func TestSimulatorRelease(t *testing.T) {
	out, err := exec.Command(built(t), "validate", "-f", "simulator-release.yaml").CombinedOutput()
	assert.NoError(t, err, "%s", out)
}

// envFile gives the NAME=value lines of a file as Compose reads them. Lines that begin with one of uncomment count as well.
func envFile(t *testing.T, path string, uncomment ...string) settings.Env {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var env settings.Env
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		for _, prefix := range uncomment {
			if strings.HasPrefix(line, prefix) {
				line = strings.TrimPrefix(line, "#")
			}
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, found := strings.Cut(line, "=")
		require.True(t, found, line)
		if literal := strings.Trim(value, "'"); literal != value {
			value = literal
		} else {
			assert.NotContains(t, value, "$", "Compose would replace it")
		}
		env = append(env, name+"="+value)
	}
	require.NotEmpty(t, env)
	return env
}
