// Package deploy holds what docker-compose.yml needs beside itself, and the tests of that file and of the Dockerfile.
package deploy

import (
	"bytes"
	"fmt"
	"go/build"
	"go/version"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

// ownImage is the image that the Dockerfile makes.
const ownImage = "wxrelease:local"

type composeFile struct {
	Services map[string]service
	Volumes  map[string]any
	Secrets  map[string]struct{ File string }
}

type service struct {
	Image string
	Build *struct {
		Context string
		Args    []string
	}
	Profiles    []string
	Entrypoint  []string
	Command     []string
	User        string
	Restart     string
	Environment map[string]string
	EnvFile     string `yaml:"env_file"`
	Secrets     []string
	Volumes     []string
	Ports       []string
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
	StopGrace   string                                `yaml:"stop_grace_period"`
	ReadOnly    bool                                  `yaml:"read_only"`
	CapDrop     []string                              `yaml:"cap_drop"`
	SecurityOpt []string                              `yaml:"security_opt"`
	NetworkMode string                                `yaml:"network_mode"`
	SHMSize     string                                `yaml:"shm_size"`
	HealthCheck *struct {
		Test     []string
		Interval string
		Timeout  string
		Retries  int
		Start    string `yaml:"start_period"`
	} `yaml:"healthcheck"`
}

func compose(t *testing.T) composeFile {
	t.Helper()
	data, err := os.ReadFile("../docker-compose.yml")
	require.NoError(t, err)
	var c composeFile
	require.NoError(t, yaml.UnmarshalWithOptions(data, &c, yaml.Strict()), "Compose refuses unknown keys as well")
	require.NotEmpty(t, c.Services)
	return c
}

// dependents gives the conditions under which others wait for the service.
func (c composeFile) dependents(name string) []string {
	var conditions []string
	for _, s := range c.Services {
		if d, ok := s.DependsOn[name]; ok {
			conditions = append(conditions, d.Condition)
		}
	}
	return conditions
}

// isJob tells whether the service does its work and ends.
func (c composeFile) isJob(name string) bool {
	return c.Services[name].Restart == "no" && slices.Contains(c.dependents(name), "service_completed_successfully")
}

func TestServices(t *testing.T) {
	c := compose(t)
	for _, want := range []string{"postgres", "temporal", "temporal-ui", "worker", "simulator"} {
		assert.Contains(t, c.Services, want)
	}
	for name, s := range c.Services {
		t.Run(name, func(t *testing.T) {
			if s.Image == ownImage {
				require.NotNil(t, s.Build)
				assert.Equal(t, ".", s.Build.Context)
			} else {
				assert.Regexp(t, `^[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z0-9]+)?$`, s.Image, "pinned to a release")
			}
			for _, port := range s.Ports {
				assert.Regexp(t, `^127\.0\.0\.1:`, port, "on loopback only")
			}
			for other, d := range s.DependsOn {
				require.Contains(t, c.Services, other)
				if c.isJob(other) {
					assert.Equal(t, "service_completed_successfully", d.Condition, other)
				} else {
					assert.Equal(t, "service_healthy", d.Condition, other)
				}
				assert.Subset(t, s.Profiles, c.Services[other].Profiles, "%s is not there without its profile", other)
			}
			for _, secret := range s.Secrets {
				assert.Contains(t, c.Secrets, secret)
			}
			for _, volume := range s.Volumes {
				source, _, _ := strings.Cut(volume, ":")
				if strings.HasPrefix(source, ".") {
					assert.DirExists(t, filepath.Join("..", source))
					continue
				}
				assert.Contains(t, c.Volumes, source)
			}
			if c.isJob(name) {
				assert.Nil(t, s.HealthCheck, "a job is waited for, not watched")
				return
			}
			assert.Equal(t, "unless-stopped", s.Restart)
			require.NotNil(t, s.HealthCheck)
			require.Greater(t, len(s.HealthCheck.Test), 1)
			assert.Equal(t, "CMD", s.HealthCheck.Test[0], "not through a shell: not every image has one")
			assert.Less(t, duration(t, s.HealthCheck.Timeout), 31*time.Second)
			assert.Positive(t, duration(t, s.HealthCheck.Interval))
			assert.Positive(t, duration(t, s.HealthCheck.Start), "a start takes its time")
			assert.Positive(t, s.HealthCheck.Retries)
		})
	}
	assert.Equal(t, []string{"simulator"}, c.Services["simulator"].Profiles)
	assert.Empty(t, c.Services["worker"].Profiles)
}

// The databases' server, Temporal and its tools fit together only in one version.
func TestTemporalImagesAreOfOneVersion(t *testing.T) {
	found := map[string]bool{}
	for _, s := range compose(t).Services {
		if strings.HasPrefix(s.Image, "temporalio/server:") || strings.HasPrefix(s.Image, "temporalio/admin-tools:") {
			_, tag, _ := strings.Cut(s.Image, ":")
			found[tag] = true
		}
	}
	assert.Len(t, found, 1)
}

// Passwords and tokens come from files: no variable that is named like a secret has a value of its own.
func TestNoSecretsInTheEnvironment(t *testing.T) {
	secret := regexp.MustCompile(`(?i)(PASSWORD|PWD|TOKEN|SECRET|KEY)$`)
	for name, s := range compose(t).Services {
		for key := range s.Environment {
			assert.NotRegexp(t, secret, key, "service %s", name)
		}
	}
}

// temporalVariables are those that envconfig and with it the Temporal CLI read, as far as they are used here.
var temporalVariables = []string{"TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE"}

func TestWorkerSettings(t *testing.T) {
	t.Setenv("HOME", t.TempDir()) // no temporal.toml of this machine
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	c := compose(t)
	worker := c.Services["worker"]
	assert.Equal(t, "${WORKER_ENV_FILE:-deploy/simulator.env}", worker.EnvFile)
	for name := range worker.Environment {
		assert.Contains(t, temporalVariables, name, "the worker's own settings belong into its file of settings")
	}

	simulator := append(envFile(t, "simulator.env"), pairs(worker.Environment)...)
	s, err := settings.Read(settings.Worker, simulator)
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(c.Services["simulator"].Environment["WXSIM_ADDR"])
	require.NoError(t, err)
	assert.Equal(t, "http://simulator:"+port, s.WeChatURL)
	assert.Equal(t, "http://simulator:"+port+"/_sim/token?appid={appid}", s.TokenURL)
	assert.Equal(t, "temporal:7233", s.Temporal.HostPort)
	assert.Equal(t, c.Services["temporal-namespace"].Environment["TEMPORAL_NAMESPACE"], s.Temporal.Namespace)

	// The example for the real WeChat: as it is, and with everything that is commented out.
	header := filepath.Join(t.TempDir(), "token_header")
	require.NoError(t, os.WriteFile(header, []byte("Authorization: Bearer abc\n"), 0o600))
	for _, uncomment := range []string{"", "#WXRELEASE_"} {
		var env settings.Env
		for _, pair := range envFile(t, "worker.env.example", uncomment) {
			name, value, _ := strings.Cut(pair, "=")
			if strings.HasSuffix(name, "_FILE") {
				assert.Equal(t, "/run/secrets/"+worker.Secrets[0], value, "where Compose puts the secret")
				value = header
			}
			env = append(env, name+"="+value)
		}
		s, err := settings.Read(settings.Worker, env)
		require.NoError(t, err)
		assert.NotContains(t, s.WeChatURL, "simulator")
		assert.Equal(t, uncomment != "", s.TokenHeader.Name != "")
	}
}

// A worker that is killed in the middle of a submission costs a reconciliation.
func TestWorkerIsGivenTimeToStop(t *testing.T) {
	grace := duration(t, compose(t).Services["worker"].StopGrace)
	assert.Greater(t, grace, workflows.WorkerOptions().WorkerStopTimeout)
}

// Variables of the simulator stand for its flags; one that does not would be overlooked.
func TestSimulatorSettings(t *testing.T) {
	out, err := exec.Command("go", "run", "../wxa/wxatest/serve", "-help").Output()
	require.NoError(t, err)
	for name := range compose(t).Services["simulator"].Environment {
		flag, ok := strings.CutPrefix(name, "WXSIM_")
		require.True(t, ok, name)
		assert.Contains(t, string(out), "\n  -"+strings.ToLower(strings.ReplaceAll(flag, "_", "-"))+" ")
	}
}

func TestSimulatorRelease(t *testing.T) {
	out, err := exec.Command("go", "run", "../starter", "validate", "-f", "simulator-release.yaml").CombinedOutput()
	assert.NoError(t, err, "%s", out)
}

var buildLine = regexp.MustCompile(`go build (.*)-o /out/bin/(\S+) \./(\S+)`)

func TestDockerfile(t *testing.T) {
	data, err := os.ReadFile("../Dockerfile")
	require.NoError(t, err)
	text := string(data)

	from := regexp.MustCompile(`(?m)^FROM (?:--\S+ )?(\S+)(?: AS (\S+))?$`).FindAllStringSubmatch(text, -1)
	require.Len(t, from, 2)
	mod, err := os.ReadFile("../go.mod")
	require.NoError(t, err)
	wanted := regexp.MustCompile(`(?m)^go (\S+)$`).FindSubmatch(mod)
	require.NotNil(t, wanted)
	assert.Regexp(t, `^golang:\d+\.\d+\.\d+-[a-z]+$`, from[0][1])
	tag, _, _ := strings.Cut(strings.TrimPrefix(from[0][1], "golang:"), "-")
	assert.GreaterOrEqual(t, version.Compare("go"+tag, "go"+string(wanted[1])), 0, "go.mod wants Go %s", wanted[1])
	assert.Equal(t, "scratch", from[1][1])
	stage := text[strings.LastIndex(text, "\nFROM "):]
	assert.Regexp(t, `(?m)^USER [1-9]\d*:[1-9]\d*$`, stage, "not root, as a number")
	for _, want := range []string{"CGO_ENABLED=0", "-trimpath", "GOWORK=off"} {
		assert.Contains(t, text, want)
	}

	programs := map[string]bool{}
	for _, line := range buildLine.FindAllStringSubmatch(text, -1) {
		assert.Contains(t, line[1], "-tags timetzdata", "there is no time zone data in the image")
		pkg, err := build.ImportDir(filepath.Join("..", line[3]), 0)
		require.NoError(t, err)
		assert.Equal(t, "main", pkg.Name, line[3])
		programs[line[2]] = true
	}
	assert.Len(t, programs, strings.Count(text, "go build "), "every build is understood here")
	for name, s := range compose(t).Services {
		if s.Image != ownImage {
			continue
		}
		assert.True(t, programs[s.Command[0]], "%s runs %s", name, s.Command[0])
		assert.True(t, programs[s.HealthCheck.Test[1]], "%s is watched by %s", name, s.HealthCheck.Test[1])
		assert.True(t, s.ReadOnly)
		assert.Equal(t, []string{"ALL"}, s.CapDrop)
		assert.Equal(t, []string{"no-new-privileges:true"}, s.SecurityOpt)
	}
	assert.True(t, programs[regexp.MustCompile(`(?m)^CMD \["(.*)"\]$`).FindStringSubmatch(stage)[1]])
}

// The scripts run in other images' shells, so this finds no more than mistakes in their grammar and names.
func TestScripts(t *testing.T) {
	for _, s := range compose(t).Services {
		if len(s.Entrypoint) == 0 {
			continue
		}
		require.Len(t, s.Entrypoint, 2)
		assert.Equal(t, "sh", s.Entrypoint[0])
		script := strings.Replace(s.Entrypoint[1], "/deploy/", "temporal/", 1)
		out, err := exec.Command("sh", "-n", script).CombinedOutput()
		assert.NoError(t, err, "%s", out)
		text, err := os.ReadFile(script)
		require.NoError(t, err)
		for _, line := range bytes.Split(text, []byte("\n")) {
			for _, name := range regexp.MustCompile(`\$([A-Z_]+)`).FindAllSubmatch(line, -1) {
				assert.Contains(t, s.Environment, string(name[1]), script)
			}
		}
	}
}

// envFile gives the NAME=value lines of a file. Lines that begin with #uncomment… count as well.
func envFile(t *testing.T, path string, uncomment ...string) settings.Env {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var env settings.Env
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		for _, prefix := range uncomment {
			if prefix != "" && strings.HasPrefix(line, prefix) {
				line = strings.TrimPrefix(line, "#")
			}
		}
		if line != "" && !strings.HasPrefix(line, "#") {
			env = append(env, line)
		}
	}
	require.NotEmpty(t, env)
	return env
}

func pairs(environment map[string]string) settings.Env {
	var env settings.Env
	for name, value := range environment {
		env = append(env, fmt.Sprintf("%s=%s", name, value))
	}
	return env
}

func duration(t *testing.T, text string) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(text)
	require.NoError(t, err)
	return d
}
