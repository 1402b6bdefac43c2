package ci

import (
	"archive/tar"
	"archive/zip"
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
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// installed is what the fake release's program prints.
const installed = "the released program"

// packed are the files of an archive.
func packed() map[string]string {
	return map[string]string{"wxrelease": "#!/bin/sh\necho " + installed + "\n", "README.md": "read me\n"}
}

// tarred packs files as releases for most systems are packed.
func tarred(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, text := range files {
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

func thisArchive(version string) string {
	return fmt.Sprintf("wxrelease_%s_%s_%s.tar.gz", version, runtime.GOOS, runtime.GOARCH)
}

// tools makes a folder with links to these programs, as the only ones in PATH.
func tools(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	always := []string{"sh", "mkdir", "mktemp", "rm", "uname", "tr", "cut", "awk", "tar", "gzip", "mv", "chmod", "grep", "cat", "sha256sum", "printf"}
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
	pretend(t, dir, "go", "echo \"GOWORK=$GOWORK GOBIN=${GOBIN:-} $*\" >> "+log)
	return log
}

// pretend puts a script in the place of a program.
func pretend(t *testing.T, dir, name, script string) {
	t.Helper()
	path := filepath.Join(dir, name)
	_ = os.Remove(path) // a link would be written through
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o755))
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
	data := tarred(t, packed())
	name := thisArchive("1.2.3")
	// Others stand before and after it.
	sums := slices.Concat(checksums("wxrelease-standalone_1.2.3_linux_amd64.tar.gz", nil), checksums(name, data),
		checksums("wxrelease_1.2.3_plan9_arm.tar.gz", nil))
	url := mirror(t, map[string][]byte{
		"/latest/download/" + name: data, "/latest/download/checksums.txt": sums,
		"/download/v1.2.3/" + name: data, "/download/v1.2.3/checksums.txt": sums,
	})
	for _, version := range []string{"", "latest", "v1.2.3"} {
		for _, tool := range []string{"curl", "wget"} {
			t.Run(version+" "+tool, func(t *testing.T) {
				for _, name := range []string{"a folder", "-x", "花店 $(touch pwned)"} {
					folder := filepath.Join(t.TempDir(), name)
					for range 2 { // over an older one too
						code, out := install(t, tools(t, tool), folder, "WXR_DOWNLOADS="+url, "WXR_PROGRAM_VERSION="+version)
						require.Zero(t, code, out)
						assert.Contains(t, out, "wxrelease_1.2.3_")
					}
					out, err := exec.CommandContext(t.Context(), filepath.Join(folder, "wxrelease")).CombinedOutput()
					require.NoError(t, err)
					assert.Equal(t, installed+"\n", string(out))
					assert.Equal(t, []string{"wxrelease"}, left(t, folder))
				}
			})
		}
	}
}

// left gives what is in a folder.
func left(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// A folder is where the caller stands, whatever cd would search.
func TestInstallBesideTheCaller(t *testing.T) {
	data := tarred(t, packed())
	url := mirror(t, map[string][]byte{
		"/latest/download/" + thisArchive("1.2.3"): data, "/latest/download/checksums.txt": checksums(thisArchive("1.2.3"), data),
	})
	script, err := filepath.Abs("install.sh")
	require.NoError(t, err)
	here, elsewhere := t.TempDir(), t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(elsewhere, "-bin"), 0o755))
	cmd := exec.CommandContext(t.Context(), "sh", script, "-bin")
	cmd.Dir = here
	cmd.Env = []string{"PATH=" + tools(t, "curl"), "TMPDIR=" + t.TempDir(), "WXR_DOWNLOADS=" + url, "CDPATH=" + elsewhere}
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	assert.FileExists(t, filepath.Join(here, "-bin", "wxrelease"))
}

// On Windows, whose shells call themselves after what they come with, releases are zip files.
func TestInstallOnWindows(t *testing.T) {
	if _, err := exec.LookPath("unzip"); err != nil {
		t.Skip("there is no unzip")
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("wxrelease.exe")
	require.NoError(t, err)
	_, err = f.Write([]byte("#!/bin/sh\necho " + installed + "\n"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	const name = "wxrelease_1.2.3_windows_arm64.zip"
	url := mirror(t, map[string][]byte{"/latest/download/" + name: b.Bytes(), "/latest/download/checksums.txt": checksums(name, b.Bytes())})
	for _, system := range []string{"MINGW64_NT-10.0-26100", "MSYS_NT-10.0", "CYGWIN_NT-10.0"} {
		path, folder := tools(t, "curl", "unzip"), t.TempDir()
		pretend(t, path, "uname", `case "$1" in -s) echo `+system+` ;; -m) echo aarch64 ;; esac`)
		code, out := install(t, path, folder, "WXR_DOWNLOADS="+url)
		require.Zero(t, code, out)
		assert.Equal(t, []string{"wxrelease.exe"}, left(t, folder))
	}
}

// Images without curl have busybox, whose tools know fewer flags.
func TestInstallByBusybox(t *testing.T) {
	busybox, err := exec.LookPath("busybox")
	if err != nil {
		t.Skip("there is no busybox")
	}
	path := t.TempDir()
	out, err := exec.CommandContext(t.Context(), busybox, "--install", "-s", path).CombinedOutput()
	require.NoError(t, err, string(out))
	data, name := tarred(t, packed()), thisArchive("1.2.3")
	url := mirror(t, map[string][]byte{
		"/latest/download/" + name: data, "/latest/download/checksums.txt": checksums(name, data),
		"/download/v1.2.3/" + name: data[1:], "/download/v1.2.3/checksums.txt": checksums(name, data),
	})
	for version, want := range map[string]int{"latest": 0, "v1.2.3": 1, "v1.2.4": 3} {
		cmd := exec.CommandContext(t.Context(), busybox, "sh", "install.sh", t.TempDir())
		cmd.Env = []string{"PATH=" + path, "TMPDIR=" + t.TempDir(), "WXR_DOWNLOADS=" + url, "WXR_BUILD=never", "WXR_PROGRAM_VERSION=" + version}
		out, _ := cmd.CombinedOutput()
		assert.Equal(t, want, cmd.ProcessState.ExitCode(), "%s: %s", version, out)
	}
}

// What was cut or changed on its way is never installed, and nothing else instead of it, though Go is there.
func TestInstallRefuses(t *testing.T) {
	data, without := tarred(t, packed()), tarred(t, map[string]string{"README.md": "read me\n"})
	name := thisArchive("1.2.3")
	const archive, list = "/latest/download/", "/latest/download/checksums.txt"
	for what, tt := range map[string]struct {
		files map[string][]byte
		env   string
		says  string
	}{
		"cut":       {map[string][]byte{archive + name: data[:len(data)-10], list: checksums(name, data)}, "", "does not match its checksum"},
		"changed":   {map[string][]byte{archive + name: append([]byte{1}, data...), list: checksums(name, data)}, "", "does not match its checksum"},
		"empty":     {map[string][]byte{archive + name: nil, list: checksums(name, data)}, "", "does not match its checksum"},
		"both":      {map[string][]byte{archive + name: data, list: checksums(name, data)}, "WXR_SHA256=0", "not 0."},
		"not there": {map[string][]byte{list: checksums(name, data)}, "", "run this again"},
		"a proxy's page": {map[string][]byte{list: []byte("<html>\n<p>Please sign in at proxy.example.com</p>\n</html>\n")}, "",
			"is no list of checksums"},
		"no list":    {map[string][]byte{list: nil}, "", "is no list of checksums"},
		"no program": {map[string][]byte{archive + name: without, list: checksums(name, without)}, "", "unpacking " + name + " failed"},
	} {
		for _, tool := range []string{"curl", "wget"} {
			t.Run(what+" "+tool, func(t *testing.T) {
				path, folder := tools(t, tool), t.TempDir()
				log := fakeGo(t, path)
				code, out := install(t, path, folder, "WXR_DOWNLOADS="+mirror(t, tt.files), tt.env)
				assert.Equal(t, 1, code, out)
				assert.Contains(t, out, tt.says)
				assert.NoFileExists(t, log)
				assert.Empty(t, left(t, folder))
			})
		}
	}
}

// A connection that ends early is no reason either, nor a server that fails, nor a folder where nothing can be written.
func TestInstallDoesNotFallBack(t *testing.T) {
	data, name := tarred(t, packed()), thisArchive("1.2.3")
	for what, tt := range map[string]struct {
		answer func(w http.ResponseWriter)
		says   string
	}{
		"ends early": {func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", strconv.Itoa(len(data)))
			_, _ = w.Write(data[:len(data)/2])
		}, "run this again"},
		"forbidden": {func(w http.ResponseWriter) { w.WriteHeader(http.StatusForbidden) }, "403"},
	} {
		for _, tool := range []string{"curl", "wget"} {
			t.Run(what+" "+tool, func(t *testing.T) {
				s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if strings.HasSuffix(r.URL.Path, "checksums.txt") {
						_, _ = w.Write(checksums(name, data))
						return
					}
					tt.answer(w)
				}))
				t.Cleanup(s.Close)
				path, folder := tools(t, tool), t.TempDir()
				log := fakeGo(t, path)
				code, out := install(t, path, folder, "WXR_DOWNLOADS="+s.URL)
				assert.Equal(t, 1, code, out)
				assert.Contains(t, out, tt.says)
				assert.NoFileExists(t, log)
				assert.Empty(t, left(t, folder))
			})
		}
	}
	url := mirror(t, map[string][]byte{"/latest/download/" + name: data, "/latest/download/checksums.txt": checksums(name, data)})
	path, folder := tools(t, "curl"), t.TempDir()
	pretend(t, path, "chmod", "echo there is no space left >&2; exit 1")
	log := fakeGo(t, path)
	code, out := install(t, path, folder, "WXR_DOWNLOADS="+url)
	assert.Equal(t, 1, code)
	assert.Contains(t, out, "writing "+folder+"/wxrelease failed")
	assert.NoFileExists(t, log)
	assert.NoFileExists(t, filepath.Join(folder, "wxrelease"))
}

// Where there is no released program it is built from source, if that may be and Go is there.
func TestInstallFromSource(t *testing.T) {
	other := mirror(t, map[string][]byte{"/latest/download/checksums.txt": checksums("wxrelease_1.2.3_plan9_arm.tar.gz", nil)})
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
			"has no program for " + runtime.GOOS},
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

func TestShellcheck(t *testing.T) {
	if _, err := exec.LookPath("shellcheck"); err != nil {
		t.Skip("there is no shellcheck")
	}
	out, err := exec.CommandContext(t.Context(), "shellcheck", "install.sh", "release.sh").CombinedOutput()
	assert.NoError(t, err, string(out))
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
			Formats         []string
			FormatOverrides []struct {
				Goos    string
				Formats []string
			} `yaml:"format_overrides"`
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
	require.Len(t, archive.FormatOverrides, 1)
	assert.Equal(t, "windows", archive.FormatOverrides[0].Goos)
	assert.Equal(t, []string{"zip"}, archive.FormatOverrides[0].Formats)
	assert.Equal(t, "{{ .ProjectName }}_{{ .Version }}_{{ .Os }}_{{ .Arch }}", archive.NameTemplate)
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
