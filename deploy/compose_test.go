// Package deploy holds what docker-compose.yml needs beside itself, and the tests of that file and of the Dockerfile.
package deploy

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ownImage is the image that the Dockerfile makes.
const ownImage = "wxrelease:local"

// programSource is the package of the one program in it, as seen from the Dockerfile.
const programSource = "."

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
	for _, want := range []string{"postgres", "temporal", "temporal-ui", "worker", "bridge", "simulator", "prometheus", "grafana"} {
		assert.Contains(t, c.Services, want)
	}
	for name, s := range c.Services {
		t.Run(name, func(t *testing.T) {
			if s.Image == ownImage {
				require.NotNil(t, s.Build)
				assert.Equal(t, ".", s.Build.Context)
			} else {
				assert.Regexp(t, `^[a-z/-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9]+)?$`, s.Image, "pinned to a release")
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
	assert.Empty(t, c.Services["bridge"].Profiles)
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

func duration(t *testing.T, text string) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(text)
	require.NoError(t, err)
	return d
}
