package ci

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// installed is what the fake release's program prints.
const installed = "the released program"

// archive packs a program that prints a line.
func archive(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, text := range map[string]string{"wxrelease": "#!/bin/sh\necho " + installed + "\n", "README.md": "read me\n"} {
		require.NoError(t, w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}))
		_, err := w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.NoError(t, z.Close())
	return b.Bytes()
}

// mirror serves files below their paths, anything else is not found.
func mirror(t *testing.T, files map[string][]byte) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(data)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func checksums(name string, data []byte) []byte {
	return fmt.Appendf(nil, "%x  %s\n", sha256.Sum256(data), name)
}

func thisArchive() string { return fmt.Sprintf("wxrelease_%s_%s.tar.gz", runtime.GOOS, runtime.GOARCH) }

// tools makes a folder with links to these programs, as the only ones in PATH.
func tools(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	always := []string{"sh", "mkdir", "mktemp", "rm", "uname", "tr", "cut", "awk", "tar", "gzip", "mv", "chmod", "grep", "sha256sum", "printf"}
	for _, name := range append(always, names...) {
		path, err := exec.LookPath(name)
		require.NoError(t, err)
		require.NoError(t, os.Symlink(path, filepath.Join(dir, name)))
	}
	return dir
}

// fakeGo notes how it is called.
func fakeGo(t *testing.T, dir string) (log string) {
	t.Helper()
	log = filepath.Join(t.TempDir(), "log")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go"),
		[]byte("#!/bin/sh\necho \"GOWORK=$GOWORK GOBIN=${GOBIN:-} $*\" >> "+log+"\n"), 0o755))
	return log
}

func install(t *testing.T, path, folder string, env ...string) (code int, out string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "install.sh", folder)
	cmd.Env = append([]string{"PATH=" + path, "TMPDIR=" + t.TempDir()}, env...)
	text, err := cmd.CombinedOutput()
	if _, ok := err.(*exec.ExitError); !ok {
		require.NoError(t, err)
	}
	return cmd.ProcessState.ExitCode(), string(text)
}

func TestInstallReleased(t *testing.T) {
	packed := archive(t)
	for _, version := range []string{"latest", "v1.2.3"} {
		below := "/latest/download/"
		if version != "latest" {
			below = "/download/" + version + "/"
		}
		url := mirror(t, map[string][]byte{
			below + thisArchive(): packed, below + "checksums.txt": checksums(thisArchive(), packed),
		})
		for _, tool := range []string{"curl", "wget"} {
			t.Run(version+" "+tool, func(t *testing.T) {
				folder := filepath.Join(t.TempDir(), "a folder")
				for range 2 { // over an older one too
					code, out := install(t, tools(t, tool), folder, "WXR_DOWNLOADS="+url, "WXR_PROGRAM_VERSION="+version)
					require.Zero(t, code, out)
				}
				out, err := exec.CommandContext(t.Context(), filepath.Join(folder, "wxrelease")).CombinedOutput()
				require.NoError(t, err)
				assert.Equal(t, installed+"\n", string(out))
				left, err := os.ReadDir(folder)
				require.NoError(t, err)
				assert.Len(t, left, 1, "nothing else is left there")
			})
		}
	}
}

// What does not match its checksum is never installed, and nothing else instead of it.
func TestInstallRefusesWhatDoesNotMatch(t *testing.T) {
	packed := archive(t)
	for name, served := range map[string][]byte{"cut": packed[:len(packed)-10], "changed": append([]byte{1}, packed...), "empty": nil} {
		t.Run(name, func(t *testing.T) {
			url := mirror(t, map[string][]byte{
				"/latest/download/" + thisArchive(): served, "/latest/download/checksums.txt": checksums(thisArchive(), packed),
			})
			path, folder := tools(t, "curl"), t.TempDir()
			log := fakeGo(t, path)
			code, out := install(t, path, folder, "WXR_DOWNLOADS="+url)
			assert.Equal(t, 1, code)
			assert.Contains(t, out, "does not match its checksum")
			assert.NoFileExists(t, log)
			assert.NoFileExists(t, filepath.Join(folder, "wxrelease"))
		})
	}
}

// Where there is no released program it is built from source, if that may be and Go is there.
func TestInstallFromSource(t *testing.T) {
	other := mirror(t, map[string][]byte{"/latest/download/checksums.txt": checksums("wxrelease_plan9_arm.tar.gz", nil)})
	none := mirror(t, nil)
	folder := t.TempDir()
	for _, tt := range []struct {
		name, url string
		tool      string
		env       []string
		want      string // go's call; "" none
		code      int
		says      string
	}{
		{"no release", none, "curl", nil, "GOWORK=off GOBIN=" + folder + " install github.com/wxrelease/wxrelease@latest", 0, "there is no release at"},
		{"no release, by wget", none, "wget", nil, "GOWORK=off GOBIN=" + folder + " install github.com/wxrelease/wxrelease@latest", 0,
			"there is no release at"},
		{"no release of that version", none, "curl", []string{"WXR_PROGRAM_VERSION=v1.2.3"},
			"GOWORK=off GOBIN=" + folder + " install github.com/wxrelease/wxrelease@v1.2.3", 0, "there is no release at"},
		{"none for this system", other, "curl", []string{"WXR_SOURCE=."}, "GOWORK=off GOBIN= build -o " + folder + "/ .", 0,
			"has no " + thisArchive()},
		{"always", other, "curl", []string{"WXR_BUILD=always", "WXR_SOURCE=."}, "GOWORK=off GOBIN= build -o " + folder + "/ .", 0, ""},
		{"never", none, "curl", []string{"WXR_BUILD=never"}, "", 3, "there is no release at"},
		{"away", "http://127.0.0.1:1", "curl", nil, "", 1, "set WXR_DOWNLOADS"},
		{"away, by wget", "http://127.0.0.1:1", "wget", nil, "", 1, "set WXR_DOWNLOADS"},
		{"wrong version", none, "curl", []string{"WXR_PROGRAM_VERSION=../x"}, "", 2, "not '../x'"},
		{"wrong build", none, "curl", []string{"WXR_BUILD=maybe"}, "", 2, "not 'maybe'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := tools(t, tt.tool)
			log := fakeGo(t, path)
			code, out := install(t, path, folder, append([]string{"WXR_DOWNLOADS=" + tt.url}, tt.env...)...)
			assert.Equal(t, tt.code, code, out)
			assert.Contains(t, out, tt.says)
			called, _ := os.ReadFile(log)
			assert.Equal(t, tt.want, strings.TrimSpace(string(called)))
		})
	}
	code, out := install(t, tools(t, "curl"), folder, "WXR_DOWNLOADS="+none)
	assert.Equal(t, 1, code)
	assert.Contains(t, out, "Go is needed and not there")
	code, out = install(t, tools(t), folder, "WXR_DOWNLOADS="+none)
	assert.Equal(t, 1, code)
	assert.Contains(t, out, "neither curl nor wget")
}

// The script asks for the names that a release has.
func TestReleasedNames(t *testing.T) {
	data, err := os.ReadFile("../.goreleaser.yaml")
	require.NoError(t, err)
	var file struct {
		ProjectName string `yaml:"project_name"`
		Builds      []struct {
			Binary       string
			Env, Ldflags []string
			Goos, Goarch []string
		}
		Archives []struct {
			Formats      []string
			NameTemplate string `yaml:"name_template"`
			Files        []string
		}
		Checksum struct {
			NameTemplate string `yaml:"name_template"`
			Algorithm    string
		}
	}
	require.NoError(t, yaml.Unmarshal(data, &file))
	require.Len(t, file.Builds, 2)
	require.Len(t, file.Archives, 2)
	build, archive := file.Builds[0], file.Archives[0]
	assert.Equal(t, "wxrelease", build.Binary)
	assert.Contains(t, build.Env, "CGO_ENABLED=0")
	assert.Equal(t, []string{"linux", "darwin", "windows"}, build.Goos)
	assert.Equal(t, []string{"amd64", "arm64"}, build.Goarch)
	assert.Equal(t, "wxrelease", file.ProjectName)
	assert.Equal(t, []string{"tar.gz"}, archive.Formats)
	assert.Equal(t, "{{ .ProjectName }}_{{ .Os }}_{{ .Arch }}", archive.NameTemplate)
	assert.Equal(t, "checksums.txt", file.Checksum.NameTemplate)
	assert.Equal(t, "sha256", file.Checksum.Algorithm)
	for i, archive := range file.Archives {
		assert.Equal(t, []string{"-s -w -X github.com/wxrelease/wxrelease/internal/build.version=v{{ .Version }}"}, file.Builds[i].Ldflags)
		for _, pattern := range archive.Files {
			found, err := filepath.Glob("../" + pattern)
			require.NoError(t, err)
			assert.NotEmpty(t, found, pattern)
		}
	}
}
