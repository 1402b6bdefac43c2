package deploy

import (
	"go/build"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var buildLine = regexp.MustCompile(`go build (.*)-o /out/bin/(\S+) (\S+)`)

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

	assert.Equal(t, 1, strings.Count(text, "go build "), "one program")
	line := buildLine.FindStringSubmatch(text)
	require.NotNil(t, line)
	linked, err := exec.Command("go", "list", "-deps", "..").Output()
	require.NoError(t, err)
	assert.Contains(t, strings.Fields(string(linked)), "time/tzdata", "there is no time zone data in the image")
	assert.Equal(t, "wxrelease", line[2])
	assert.Equal(t, programSource, line[3], "what the other tests here build")
	pkg, err := build.ImportDir(filepath.Join("..", line[3]), 0)
	require.NoError(t, err)
	assert.Equal(t, "main", pkg.Name, line[3])
	for name, s := range compose(t).Services {
		if s.Image != ownImage {
			continue
		}
		assert.Equal(t, []string{"wxrelease", name}, s.Command)
		assert.Equal(t, []string{"CMD", "wxrelease", name, "--health"}, s.HealthCheck.Test)
		assert.True(t, s.ReadOnly)
		assert.Equal(t, []string{"ALL"}, s.CapDrop)
		assert.Equal(t, []string{"no-new-privileges:true"}, s.SecurityOpt)
	}
	assert.Contains(t, stage, "\nCMD [\"wxrelease\", \"worker\"]\n")
}

// A released image is the one that is built from source, but for where the program comes from.
func TestReleasedDockerfile(t *testing.T) {
	stage := map[string]string{}
	for _, path := range []string{"../Dockerfile", "released.Dockerfile"} {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		_, last, found := strings.Cut(string(data), "\nFROM scratch\n")
		require.True(t, found, path)
		stage[path] = regexp.MustCompile(`(?m)^(ARG|COPY|#) ?.*\n`).ReplaceAllString(last, "")
		if path == "released.Dockerfile" {
			assert.NotContains(t, string(data), "\nRUN ", "it would need emulation for the other platform")
			assert.Contains(t, last, "\nCOPY $TARGETPLATFORM/wxrelease /usr/local/bin/wxrelease\n")
		}
	}
	assert.NotEmpty(t, stage["../Dockerfile"])
	assert.Equal(t, stage["../Dockerfile"], stage["released.Dockerfile"])
}

// What an operator keeps here for himself, neither git nor an image gets to see.
func TestDockerignore(t *testing.T) {
	own, err := os.ReadFile(".gitignore")
	require.NoError(t, err)
	ignored, err := os.ReadFile("../.dockerignore")
	require.NoError(t, err)
	for line := range strings.Lines(string(own)) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "#") {
			assert.Contains(t, strings.Split(string(ignored), "\n"), "/deploy"+strings.TrimSuffix(line, "/"))
		}
	}
}
