package kubernetes

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/wxrelease/wxrelease/internal/settings"
)

var programs = map[string]settings.Program{"wxrelease-worker": settings.Worker, "wxrelease-bridge": settings.Bridge}

const (
	aesKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	storeKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
	appid    = "wx1111222233334444"
)

// filled are texts for the keys of the example of Secrets.
var filled = map[string]string{
	"push_token": "token", "push_key": aesKey, "push_key_previous": "b" + aesKey[1:], "store": "postgres://u:p@db:5432/wxrelease",
	"store_key": storeKey, "platform_secret": "0123456789abcdef0123456789abcdef", "payload_key": storeKey,
	"token_header":  "Authorization: Bearer abc",
	"temporal.toml": "[profile.default]\naddress = \"cloud:7233\"\n", "temporal.crt": "-", "temporal.key": "-", "temporal_ca.crt": "-",
}

// examples are the Secrets of the example, filled in.
func examples(t *testing.T) (c cluster) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(source, "platform", "secrets.example.yaml"))
	require.NoError(t, err)
	c = read(t, text)
	for _, s := range of[*corev1.Secret](c) {
		for key, value := range s.StringData {
			assert.Empty(t, value, key)
			assert.Contains(t, filled, key)
			s.StringData[key] = filled[key]
		}
	}
	return c
}

// uncomment is the edit that switches lines of the platform's settings on.
func uncomment(prefix string) edit {
	return edit{"platform/settings.env", "\n#" + prefix, "\n" + prefix}
}

var (
	platform = edit{"platform/settings.env", "WXRELEASE_PLATFORM_APPID=\n", "WXRELEASE_PLATFORM_APPID=" + appid + "\n"}
	noStore  = []edit{
		{"platform/settings.env", "\nWXRELEASE_STORE_FILE=", "\n#"}, {"platform/settings.env", "\nWXRELEASE_STORE_KEY_FILE=", "\n#"},
		{"platform/settings.env", "\nWXRELEASE_PLATFORM_SECRET_FILE=", "\n#"},
	}
	tokenService = append(noStore, uncomment("WXRELEASE_TOKEN_URL"), uncomment("WXRELEASE_TOKEN_HEADER_FILE"))
)

func none(t *testing.T) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
}

// Worker and bridge can work with the settings that they get, whichever their reader chooses, and every variable is one of theirs.
func TestSettings(t *testing.T) {
	none(t)
	for _, tt := range []struct {
		name  string
		edits []edit
		says  map[string]string // a program's complaint
	}{
		{"as it is", nil, map[string]string{
			"wxrelease-worker": "WXRELEASE_PLATFORM_APPID: not set", "wxrelease-bridge": "WXRELEASE_PLATFORM_APPID: not set",
		}},
		{"store", []edit{platform}, nil},
		{"token service", append(tokenService, platform), nil},
		{"no source of tokens", append(noStore, platform), map[string]string{"wxrelease-worker": "WXRELEASE_TOKEN_URL: not set"}},
		{"two sources of tokens", []edit{platform, uncomment("WXRELEASE_TOKEN_URL")}, map[string]string{"wxrelease-worker": "keep the one"}},
		{"all others", []edit{
			platform, uncomment("WXRELEASE_PUSH_KEY_PREVIOUS_FILE"), uncomment("WXRELEASE_PAYLOAD_KEY_FILE"), uncomment("WXRELEASE_LANG"),
			uncomment("TZ"),
			uncomment("TEMPORAL_CONFIG_FILE"),
		}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := append(render(t, "platform", tt.edits...), examples(t)...)
			for name, program := range programs {
				s, err := settings.Read(program, c.environment(t, of[*appsv1.Deployment](c)[name]))
				if says := tt.says[name]; says != "" {
					assert.ErrorContains(t, err, says)
					continue
				}
				require.NoError(t, err, name)
				assert.NotEqual(t, "localhost:7233", s.Temporal.HostPort)
				assert.Equal(t, "json", s.LogFormat)
				assert.NotContains(t, s.WeChatURL, "simulator")
				if tt.name == "all others" {
					assert.NotEmpty(t, s.Payload.Key)
				}
			}
		})
	}
}

// The simulator's world is complete by itself, and both sides have the same secrets.
func TestSimulatorSettings(t *testing.T) {
	none(t)
	c := render(t, "simulator")
	for name, program := range programs {
		s, err := settings.Read(program, c.environment(t, of[*appsv1.Deployment](c)[name]))
		require.NoError(t, err, name)
		assert.Empty(t, s.Store.Address)
		assert.Equal(t, "http://simulator:9100", s.WeChatURL)
	}
	for name, keys := range c.secrets() {
		for key, value := range keys {
			plain := strings.ReplaceAll(strings.ToLower(value), "-", "")
			assert.Contains(t, plain, "forthesimulatoronly", "%s in %s must not be taken for a secret", key, name)
		}
	}
}

// Programs listen on the pod's address and on the port that the pod has: a probe comes from outside.
func TestListening(t *testing.T) {
	for name, variable := range map[string]string{
		"wxrelease-worker": "WXRELEASE_METRICS_ADDR", "wxrelease-bridge": "WXRELEASE_BRIDGE_ADDR", "simulator": "WXSIM_ADDR",
	} {
		one := container(t, of[*appsv1.Deployment](render(t, "simulator"))[name])
		require.Len(t, one.Ports, 1)
		found := ""
		for _, v := range one.Env {
			if v.Name == variable {
				found = v.Value
			}
		}
		assert.Equal(t, ":"+itoa(int64(one.Ports[0].ContainerPort)), found, name)
	}
}

// Nothing secret is in what is committed, and each program has no more Secrets than it reads.
func TestSecrets(t *testing.T) {
	c := render(t, "platform", platform)
	assert.Empty(t, of[*corev1.Secret](c), "Secrets are made apart from the manifests")
	secret := regexp.MustCompile(`(PASSWORD|TOKEN|SECRET|KEY|HEADER|STORE)(_2)?$`)
	for _, m := range of[*corev1.ConfigMap](c) {
		for name := range m.Data {
			assert.NotRegexp(t, secret, name)
		}
	}
	deployments := of[*appsv1.Deployment](c)
	for name, wants := range map[string][]string{
		"wxrelease-worker": {"wxrelease-common", "wxrelease-worker"}, "wxrelease-bridge": {"wxrelease-common", "wxrelease-bridge"},
	} {
		var has []string
		for _, from := range deployments[name].Spec.Template.Spec.Volumes[0].Projected.Sources {
			has = append(has, from.Secret.Name)
		}
		assert.Equal(t, wants, has)
		for _, v := range container(t, deployments[name]).Env {
			assert.NotRegexp(t, secret, v.Name)
		}
	}

	// Every key of the example is a file that some setting names, and the other way round.
	var named []string
	for _, path := range []string{"base/settings.env", "platform/settings.env"} {
		text, err := os.ReadFile(filepath.Join(source, path))
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`(?m)=/run/secrets/wxrelease/(\S+)$`).FindAllStringSubmatch(string(text), -1) {
			named = append(named, m[1])
		}
	}
	var keys []string
	for _, s := range of[*corev1.Secret](examples(t)) {
		for key := range s.StringData {
			keys = append(keys, key)
		}
	}
	assert.ElementsMatch(t, named, keys)

	ignored, err := os.ReadFile("../../deploy/.gitignore")
	require.NoError(t, err)
	assert.Contains(t, string(ignored), "\n/kubernetes/platform/secrets.yaml\n")
}
