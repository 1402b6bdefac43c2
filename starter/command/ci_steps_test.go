package command

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakeProgram notes how it was called, sets an output as wxrelease does, and ends with the code that it is told.
const fakeProgram = `#!/bin/sh
{ for arg in "$@"; do printf '[%s]' "$arg"; done; printf '\n'; } >> "$FAKE_LOG"
env | grep -E '^(TEMPORAL|WXRELEASE)_.*=.' | sort >> "$FAKE_LOG" || true
if [ -n "$GITHUB_OUTPUT" ]; then echo outcome=approved >> "$GITHUB_OUTPUT"; fi
exit "${FAKE_CODE:-0}"
`

// ciStep is a place where shell parts of a CI system run.
type ciStep struct {
	dir    string
	log    string
	shell  []string
	script string
	env    map[string]string
}

func newCIStep(t *testing.T, script string, env map[string]string, shell ...string) *ciStep {
	t.Helper()
	s := &ciStep{dir: t.TempDir(), script: script, shell: shell, env: map[string]string{}}
	s.log = filepath.Join(s.dir, "log")
	for name, value := range env {
		s.env[name] = value
	}
	s.env["FAKE_LOG"] = s.log
	bin := filepath.Join(s.dir, "bin", "wxrelease")
	require.NoError(t, os.Mkdir(filepath.Dir(bin), 0o755))
	require.NoError(t, os.WriteFile(bin, []byte(fakeProgram), 0o755))
	s.env["WXR_PROGRAM"] = bin
	return s
}

// run gives the exit code, what the step printed, and the lines of the fake's log.
func (s *ciStep) run(t *testing.T, env ...string) (code int, out string, log []string) {
	t.Helper()
	require.NoError(t, os.WriteFile(s.log, nil, 0o600))
	path := filepath.Join(s.dir, "script")
	require.NoError(t, os.WriteFile(path, []byte(s.script), 0o600))
	cmd := exec.CommandContext(t.Context(), s.shell[0], append(s.shell[1:], path)...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	for name, value := range s.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	cmd.Env = append(cmd.Env, env...)
	text, err := cmd.CombinedOutput()
	if exit, ok := err.(*exec.ExitError); ok {
		code = exit.ExitCode()
	} else {
		require.NoError(t, err)
	}
	data, err := os.ReadFile(s.log)
	require.NoError(t, err)
	return code, string(text), strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

// understood checks that the real wxrelease knows the command and its flags.
func understood(t *testing.T, call string) {
	t.Helper()
	args := strings.Split(strings.Trim(call, "[]"), "][")
	a := &app{}
	cmd, rest, err := a.root().Find(args)
	require.NoError(t, err, call)
	require.NoError(t, cmd.ParseFlags(rest), call)
	require.NoError(t, cmd.ValidateArgs(cmd.Flags().Args()), call)
	if cmd.PreRunE != nil {
		require.NoError(t, cmd.PreRunE(cmd, nil), call)
	}
}

// action is as much of action.yml as the tests need.
type action struct {
	Inputs  map[string]struct{ Description, Default string }
	Outputs map[string]struct{ Description, Value string }
	Runs    struct {
		Using string
		Steps []struct {
			ID, Name, If, Uses, Shell, Run string
			Env                            map[string]string
			With                           map[string]string
		}
	}
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(data, into))
}

var expression = regexp.MustCompile(`^\$\{\{ inputs\.([a-z-]+)(?: \|\| env\.([A-Z_]+))? \}\}$`)

// The shell part of the action, with its inputs put where GitHub would put them.
func TestAction(t *testing.T) {
	var act action
	readYAML(t, "../../action.yml", &act)
	assert.Equal(t, "composite", act.Runs.Using)
	release := act.Runs.Steps[len(act.Runs.Steps)-1]
	require.Equal(t, "release", release.ID)
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	here := []string{"GITHUB_ACTION_PATH=" + root, "GITHUB_ACTIONS=true", "RUNNER_TEMP=" + t.TempDir()}
	for _, s := range act.Runs.Steps {
		assert.NotContains(t, s.Run, "${{", "an input within a script would be run as a part of it")
		assert.True(t, s.Run == "" || s.Shell == "bash")
	}
	inputs := func(given map[string]string) map[string]string {
		env := map[string]string{}
		for name, value := range release.Env {
			m := expression.FindStringSubmatch(value)
			require.NotNil(t, m, value)
			input, declared := act.Inputs[m[1]]
			require.True(t, declared, m[1])
			env[name] = input.Default
			if value, ok := given[m[1]]; ok {
				env[name] = value
			}
		}
		return env
	}
	nasty := `v1"; touch pwned; $(touch pwned) ` + "`touch pwned`"
	for _, tt := range []struct {
		name  string
		given map[string]string
		code  string
		want  string
		exit  int
	}{
		{"defaults", nil, "0", "[start][--file][wxrelease.yaml][--wait][--wait-timeout][1h][--lang][en]", 0},
		{"all of start", map[string]string{"file": "a b.yaml", "appid": testApp, "version": "v1", "wait": "false", "junit": "r.xml",
			"lang": "zh"}, "0",
			"[start][--file][a b.yaml][--appid][" + testApp + "][--set-version][v1][--junit][r.xml][--lang][zh]", 0},
		{"one app", map[string]string{"app": "shop"}, "0", "[start][--file][wxrelease.yaml][--app][shop][--wait][--wait-timeout][1h][--lang][en]", 0},
		{"every app", map[string]string{"app": "all"}, "0", "[start][--file][wxrelease.yaml][--all][--wait][--wait-timeout][1h][--lang][en]", 0},
		{"wait", map[string]string{"command": "wait", "appid": testApp, "wait-timeout": "6h"}, "3",
			"[wait][" + testApp + "][--timeout][6h][--lang][en]", 3},
		{"exit code", nil, "9", "[start][--file][wxrelease.yaml][--wait][--wait-timeout][1h][--lang][en]", 9},
		{"accepted", map[string]string{"accept": "3, 5"}, "5", "[start][--file][wxrelease.yaml][--wait][--wait-timeout][1h][--lang][en]",
			0},
		{"not accepted", map[string]string{"accept": "3 5"}, "1",
			"[start][--file][wxrelease.yaml][--wait][--wait-timeout][1h][--lang][en]", 1},
		{"no script in an input", map[string]string{"version": nasty}, "0",
			"[start][--file][wxrelease.yaml][--set-version][" + nasty + "][--wait][--wait-timeout][1h][--lang][en]", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			env := inputs(tt.given)
			s := newCIStep(t, release.Run, env, "bash", "--noprofile", "--norc", "-euo", "pipefail")
			code, out, log := s.run(t, append(here, "FAKE_CODE="+tt.code, "GITHUB_OUTPUT="+filepath.Join(s.dir, "output"))...)
			assert.Equal(t, tt.exit, code, out)
			assert.Equal(t, []string{tt.want}, log)
			understood(t, tt.want)
			assert.NoFileExists(t, filepath.Join(s.dir, "pwned"))
			output, err := os.ReadFile(filepath.Join(s.dir, "output"))
			require.NoError(t, err)
			assert.Equal(t, "outcome=approved\n", string(output))
		})
	}
	t.Run("settings", func(t *testing.T) {
		s := newCIStep(t, release.Run, inputs(map[string]string{"temporal-address": "t:7233", "temporal-namespace": "mini",
			"temporal-api-key": "k", "web-ui": "http://ui", "temporal-tls-cert": "c", "temporal-tls-key": "s", "temporal-tls-server-ca": "a",
			"temporal-tls-server-name": "n", "payload-key": "p"}), "bash", "-euo", "pipefail")
		_, _, log := s.run(t, here...)
		assert.Equal(t, []string{"TEMPORAL_ADDRESS=t:7233", "TEMPORAL_API_KEY=k", "TEMPORAL_NAMESPACE=mini",
			"TEMPORAL_TLS_CLIENT_CERT_DATA=c", "TEMPORAL_TLS_CLIENT_KEY_DATA=s", "TEMPORAL_TLS_SERVER_CA_CERT_DATA=a",
			"TEMPORAL_TLS_SERVER_NAME=n", "WXRELEASE_PAYLOAD_KEY=p", "WXRELEASE_WEB_UI=http://ui"}, log[1:])
	})
	t.Run("wrong command", func(t *testing.T) {
		s := newCIStep(t, release.Run, inputs(map[string]string{"command": "cancel"}), "bash", "-euo", "pipefail")
		code, out, log := s.run(t, here...)
		assert.Equal(t, 2, code)
		assert.Contains(t, out, "::error title=wxrelease::")
		assert.Equal(t, []string{""}, log)
	})
	t.Run("outputs", func(t *testing.T) {
		var names []string
		a := &app{}
		for _, f := range a.ciReport(&releaseAnswer{}).Fields() {
			names = append(names, f.Name)
		}
		for name, output := range act.Outputs {
			assert.Equal(t, fmt.Sprintf("${{ steps.release.outputs.%s }}", strings.ReplaceAll(name, "-", "_")), output.Value)
			assert.Contains(t, names, strings.ReplaceAll(name, "-", "_"), "wxrelease sets it")
		}
		assert.Len(t, act.Outputs, len(names), "and sets no other")
	})
	t.Run("install", func(t *testing.T) {
		install, build := act.Runs.Steps[0], act.Runs.Steps[2]
		require.Equal(t, "install", install.ID)
		// A checkout of the action, whose install.sh notes what it is asked for.
		action := t.TempDir()
		require.NoError(t, os.Mkdir(filepath.Join(action, "ci"), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(action, "ci", "install.sh"), []byte(
			`echo "$WXR_BUILD ${WXR_SOURCE:-} ${WXR_PROGRAM_VERSION:-} $*" >> "$FAKE_LOG"; exit "${FAKE_CODE:-0}"`), 0o600))
		for _, tt := range []struct {
			version, code string
			want, output  string
			exit          int
		}{
			{"v1.2.3", "0", "never  v1.2.3 DIR/wxrelease", "build=false\n", 0},
			{"latest", "0", "never  latest DIR/wxrelease", "build=false\n", 0},
			{"v1.2.3", "3", "never  v1.2.3 DIR/wxrelease", "build=true\n", 0}, // there is none for this runner
			{"v1.2.3", "1", "never  v1.2.3 DIR/wxrelease", "", 1},             // a wrong checksum
			{"main", "0", "", "build=true\n", 0},
			{"v1", "0", "", "build=true\n", 0}, // a moving tag: what it points to is built
		} {
			s := newCIStep(t, install.Run, nil, "bash", "--noprofile", "--norc", "-euo", "pipefail")
			output := filepath.Join(s.dir, "output")
			code, out, log := s.run(t, "RUNNER_TEMP="+s.dir, "GITHUB_ACTION_PATH="+action, "GITHUB_OUTPUT="+output,
				"FAKE_CODE="+tt.code, "WXR_PROGRAM_VERSION="+tt.version)
			assert.Equal(t, tt.exit, code, out)
			assert.Equal(t, tt.want, strings.ReplaceAll(log[0], s.dir, "DIR"))
			told, _ := os.ReadFile(output)
			assert.Equal(t, tt.output, string(told))
		}
		for _, step := range act.Runs.Steps[1:3] {
			assert.Equal(t, "steps.install.outputs.build == 'true'", step.If)
		}
		s := newCIStep(t, build.Run, build.Env, "bash", "-euo", "pipefail")
		code, out, log := s.run(t, "RUNNER_TEMP="+s.dir, "GITHUB_ACTION_PATH="+action)
		assert.Zero(t, code, out)
		assert.Equal(t, []string{"always " + action + "  " + s.dir + "/wxrelease"}, log)
	})
}

// The shell parts of the GitLab template, by the shells that images have.
func TestGitLabTemplate(t *testing.T) {
	var file map[string]struct {
		Variables    map[string]string
		BeforeScript []string `yaml:"before_script"`
		Script       []string
		AllowFailure struct {
			ExitCodes int `yaml:"exit_codes"`
		} `yaml:"allow_failure"`
		Artifacts struct {
			When    string
			Reports map[string]string
		}
	}
	readYAML(t, "../../ci/gitlab.yml", &file)
	job, ok := file[".wxrelease"]
	require.True(t, ok)
	assert.Equal(t, exitOpen, job.AllowFailure.ExitCodes)
	assert.Equal(t, "always", job.Artifacts.When)
	assert.Equal(t, map[string]string{"junit": "wxrelease-junit.xml", "dotenv": "wxrelease.env"}, job.Artifacts.Reports)
	run := func(s *ciStep) {
		s.script = strings.Join(append(job.BeforeScript, job.Script...), "\n")
		maps.Copy(s.env, job.Variables)
	}
	for _, shell := range [][]string{{"bash", "-euo", "pipefail"}, {"sh", "-eu"}} {
		s := newCIStep(t, "", nil, shell...)
		program := s.env["WXR_PROGRAM"]
		run(s)
		s.env["WXR_PROGRAM"] = program
		// Scripts in the repository; the real release.sh, whose own test has the rest.
		scripts, err := filepath.Abs("../../ci")
		require.NoError(t, err)
		s.env["WXR_SCRIPTS"] = scripts
		const reports = "[--junit][wxrelease-junit.xml][--dotenv][wxrelease.env][--lang][en]"
		code, out, log := s.run(t, "GITHUB_OUTPUT=")
		assert.Zero(t, code, out)
		assert.Equal(t, []string{"[start][--file][wxrelease.yaml]" + reports}, log)
		understood(t, log[0])
		code, out, log = s.run(t, "GITHUB_OUTPUT=", "FAKE_CODE=5", "WXR_COMMAND=wait", "WX_APPID="+testApp)
		assert.Equal(t, exitOpen, code, out)
		assert.Equal(t, []string{"[wait][" + testApp + "][--timeout][50m]" + reports}, log)
	}
	// Scripts from a server, which note what they are asked for.
	served := map[string]string{
		"/install.sh": `echo "install $WXR_PROGRAM_VERSION $*" >> "$FAKE_LOG"; exit "$INSTALL_CODE"`,
		"/release.sh": `echo release $WXR_JUNIT $WXR_DOTENV >> "$FAKE_LOG"`,
	}
	scripts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, served[r.URL.Path]) }))
	defer scripts.Close()
	s := newCIStep(t, "", nil, "sh", "-eu")
	run(s)
	s.env["WXR_SCRIPTS"] = scripts.URL
	const release = "release wxrelease-junit.xml wxrelease.env"
	assert.Equal(t, job.Artifacts.Reports["junit"]+" "+job.Artifacts.Reports["dotenv"], strings.TrimPrefix(release, "release "))
	code, out, log := s.run(t, "INSTALL_CODE=0")
	assert.Zero(t, code, out)
	assert.Equal(t, []string{"install latest .wxrelease", release}, log)
	code, _, log = s.run(t, "INSTALL_CODE=1")
	assert.Equal(t, 1, code)
	assert.Equal(t, []string{"install latest .wxrelease"}, log, "nothing runs that could not be installed")
	code, _, log = s.run(t, "WXR_PROGRAM=/usr/local/bin/wxrelease")
	assert.Zero(t, code)
	assert.Equal(t, []string{release}, log, "one that is there is not installed")
	scripts.Close()
	code, _, log = s.run(t)
	assert.NotZero(t, code)
	assert.Equal(t, []string{""}, log)
}

// The step for any CI system, by the shells that there are.
func TestReleaseScript(t *testing.T) {
	script, err := os.ReadFile("../../ci/release.sh")
	require.NoError(t, err)
	const reports = "[--junit][wxrelease-junit.xml][--dotenv][wxrelease.env]"
	for _, shell := range [][]string{{"bash"}, {"sh"}} {
		for name, tt := range map[string]struct {
			given map[string]string
			code  string
			want  string
			exit  int
		}{
			"defaults": {nil, "0", "[start][--file][wxrelease.yaml]" + reports + "[--lang][en]", 0},
			"all of start": {map[string]string{"WXR_FILE": "a b.yaml", "WXR_APPID": testApp, "WXR_VERSION": "v \"1", "WXR_WAIT": "true",
				"WXR_LANG": "zh", "WXR_WAIT_TIMEOUT": "3h"}, "3", "[start][--file][a b.yaml][--appid][" + testApp +
				"][--set-version][v \"1][--wait][--wait-timeout][3h]" + reports + "[--lang][zh]", 3},
			"one app":   {map[string]string{"WXR_APP": "shop"}, "0", "[start][--file][wxrelease.yaml][--app][shop]" + reports + "[--lang][en]", 0},
			"every app": {map[string]string{"WXR_APP": "all"}, "0", "[start][--file][wxrelease.yaml][--all]" + reports + "[--lang][en]", 0},
			"wait": {map[string]string{"WXR_COMMAND": "wait", "WXR_APPID": testApp}, "5",
				"[wait][" + testApp + "][--timeout][50m]" + reports + "[--lang][en]", 5},
			"wait for an earlier job's": {map[string]string{"WXR_COMMAND": "wait", "WX_APPID": testApp, "WXR_ACCEPT": "3 5"}, "5",
				"[wait][" + testApp + "][--timeout][50m]" + reports + "[--lang][en]", 0},
			"wrong command": {map[string]string{"WXR_COMMAND": "cancel"}, "0", "", 2},
		} {
			t.Run(shell[0]+" "+name, func(t *testing.T) {
				empty := map[string]string{"WXR_FILE": "", "WXR_APPID": "", "WXR_APP": "", "WXR_VERSION": "", "WXR_WAIT": "", "WXR_ACCEPT": "",
					"WXR_COMMAND": "", "WXR_WAIT_TIMEOUT": "", "WXR_LANG": "", "TEMPORAL_ADDRESS": "", "WXRELEASE_PAYLOAD_KEY": ""}
				s := newCIStep(t, string(script), empty, shell...)
				s.env["WXR_JUNIT"], s.env["WXR_DOTENV"] = "wxrelease-junit.xml", "wxrelease.env"
				maps.Copy(s.env, tt.given)
				code, out, log := s.run(t, "FAKE_CODE="+tt.code, "GITHUB_OUTPUT=")
				assert.Equal(t, tt.exit, code, out)
				assert.Equal(t, []string{tt.want}, log)
				if tt.want != "" {
					understood(t, tt.want)
				}
			})
		}
	}
	// Without WXR_PROGRAM it takes what install.sh has put there, else the one in PATH.
	s := newCIStep(t, string(script), nil, "sh")
	s.env["WXR_PROGRAM"] = ""
	path := "PATH=" + filepath.Join(s.dir, "bin") + ":" + os.Getenv("PATH")
	code, out, log := s.run(t, path, "GITHUB_OUTPUT=")
	assert.Zero(t, code, out)
	assert.Equal(t, []string{"[start][--file][wxrelease.yaml][--lang][en]"}, log)
	require.NoError(t, os.Mkdir(filepath.Join(s.dir, ".wxrelease"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(s.dir, ".wxrelease", "wxrelease"), []byte("#!/bin/sh\nexit 7\n"), 0o755))
	code, _, log = s.run(t, path, "GITHUB_OUTPUT=")
	assert.Equal(t, 7, code)
	assert.Equal(t, []string{""}, log)
}

var fenced = regexp.MustCompile("(?s)```(\\w+)\n(.*?)```")

// What the documentation shows works: inputs and variables exist, commands and flags are understood.
func TestCIRecipes(t *testing.T) {
	text, err := os.ReadFile("../../docs/ci.md")
	require.NoError(t, err)
	var act action
	readYAML(t, "../../action.yml", &act)
	var template map[string]struct{ Variables map[string]string }
	readYAML(t, "../../ci/gitlab.yml", &template)
	uses, jobs, calls := 0, 0, 0
	for _, block := range fenced.FindAllStringSubmatch(string(text), -1) {
		if block[1] == "sh" {
			for line := range strings.Lines(block[2]) {
				if rest, ok := strings.CutPrefix(line, "wxrelease "); ok {
					rest, _, _ = strings.Cut(rest, " >")
					understood(t, "["+strings.Join(strings.Fields(rest), "][")+"]")
					calls++
				}
			}
			continue
		}
		var doc map[string]any
		require.NoError(t, yaml.Unmarshal([]byte(block[2]), &doc), block[2])
		for _, job := range flat(doc) {
			if name, ok := job["uses"].(string); ok && strings.HasPrefix(name, "wxrelease/") {
				uses++
				for input := range job["with"].(map[string]any) {
					assert.Contains(t, act.Inputs, input)
				}
			}
			if job["extends"] == ".wxrelease" {
				jobs++
				for variable := range job["variables"].(map[string]any) {
					assert.Contains(t, template[".wxrelease"].Variables, variable)
				}
			}
		}
	}
	assert.Equal(t, []int{3, 2, 2}, []int{uses, jobs, calls})
	for name := range act.Outputs {
		assert.Contains(t, string(text), "`"+name+"`")
	}
	a := &app{}
	for _, f := range a.ciReport(&releaseAnswer{}).Fields() {
		assert.Contains(t, string(text), "`WX_"+strings.ToUpper(f.Name)+"`")
	}
}

// flat gives all maps within a value, itself included.
func flat(value any) (maps []map[string]any) {
	switch value := value.(type) {
	case map[string]any:
		maps = append(maps, value)
		for _, v := range value {
			maps = append(maps, flat(v)...)
		}
	case []any:
		for _, v := range value {
			maps = append(maps, flat(v)...)
		}
	}
	return maps
}
