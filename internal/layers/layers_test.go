// Package layers tests how the packages of this module stand on each other, and which modules of others they bring along.
package layers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/wxrelease/wxrelease"

// layers lists the packages from the bottom to the top. A package imports packages of lower layers only, and none of its own.
var layers = [][]string{
	{"./wxa/internal/appid", "./timing", "./internal/build", "./internal/keyring", "./internal/plain", "./internal/spelling", "./internal/wrap"},
	{"./wxa/push"},
	{"./wxa"},
	{"./wxa/wxatest"},
	{"./credentials", "./activities"},
	{"./workflows"},
	{"./internal/words"}, // below the programs, above all that is deterministic or calls WeChat
	{"./internal/words/ofstore"},
	{"./internal/payloads"},
	{"./releases", "./internal/settings"},
	{"./bridge", "./internal/telemetry", "./starter/releasefile", "./starter/doctor", "./starter/help", "./starter/live"},
	{"./internal/program", "./starter/report"},
	{"./internal/program/worker", "./internal/program/bridge", "./internal/program/codec", "./internal/program/simulator"},
	{"./starter/command"},
	{"./starter", "./worker", "."}, // the programs
}

// apart are packages that only tests import, and those that are nothing but a test.
var apart = []string{
	"./internal/pgtest", "./internal/testkit", "./internal/testkit/jsonschema", "./internal/testkit/vt", "./workflows/simulation",
}

type pkg struct {
	ImportPath string
	GoFiles    []string
	Imports    []string
}

// list asks the go command about packages.
func list(t *testing.T, args ...string) (all []pkg) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,GoFiles,Imports"}, args...)...)
	cmd.Dir, cmd.Stderr = "../..", os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		all = append(all, p)
	}
}

// own gives a package of this module as the go command takes it in the root.
func own(path string) (name string, ok bool) {
	if path == module {
		return ".", true
	}
	name, ok = strings.CutPrefix(path, module+"/")
	return "./" + name, ok
}

func TestImportsGoDown(t *testing.T) {
	layer := map[string]int{}
	for i, names := range layers {
		for _, name := range names {
			layer[name] = i
		}
	}
	for _, p := range list(t, "./...") {
		name, _ := own(p.ImportPath)
		if len(p.GoFiles) == 0 || slices.Contains(apart, name) {
			continue
		}
		at, known := layer[name]
		if !assert.True(t, known, "package %q belongs into one of the layers", name) {
			continue
		}
		for _, path := range p.Imports {
			if imported, ok := own(path); ok {
				below, known := layer[imported]
				assert.True(t, known && below < at, "%q imports %q, which is not below it", name, imported)
			}
		}
	}
}

// The modules that this one requires. A new one is a decision: everybody who imports a package of ours downloads them all.
func TestRequiredModules(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	var direct []string
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(string(mod), -1) {
		direct = append(direct, m[1])
	}
	assert.Equal(t, []string{
		"github.com/goccy/go-yaml", "github.com/hashicorp/go-cleanhttp", "github.com/hashicorp/go-retryablehttp", "github.com/jackc/pgx/v5",
		"github.com/mattn/go-runewidth", "github.com/prometheus/client_golang", "github.com/rogpeppe/go-internal", "github.com/spf13/cobra",
		"github.com/spf13/pflag", "github.com/stretchr/testify",
		"go.opentelemetry.io/otel", "go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc",
		"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp", "go.opentelemetry.io/otel/exporters/prometheus",
		"go.opentelemetry.io/otel/metric", "go.opentelemetry.io/otel/sdk", "go.opentelemetry.io/otel/sdk/metric",
		"go.opentelemetry.io/otel/trace",
		"go.temporal.io/api", "go.temporal.io/sdk", "go.temporal.io/sdk/contrib/envconfig", "go.temporal.io/sdk/contrib/opentelemetry",
		"golang.org/x/net", "golang.org/x/sync", "golang.org/x/term", "golang.org/x/time", "google.golang.org/grpc", "google.golang.org/protobuf",
		"modernc.org/sqlite",
	}, direct)
	assert.Len(t, regexp.MustCompile(`(?m)^\t\S+ v\S+ // indirect$`).FindAllString(string(mod), -1), 43)
}

// What each package that others import links of other modules, beside the SDK of Temporal and all that belongs to it.
func TestLinkedModules(t *testing.T) {
	temporal := linked(
		t,
		"go.temporal.io/sdk/client",
		"go.temporal.io/sdk/worker",
		"go.temporal.io/sdk/testsuite",
		"go.temporal.io/api/proxy",
	)
	client := []string{"github.com/hashicorp/go-cleanhttp", "github.com/hashicorp/go-retryablehttp"}
	assert.Equal(t, append(client, "golang.org/x/net", "golang.org/x/sync"), linked(t, "./wxa"))
	assert.Empty(t, linked(t, "./wxa/push"))
	for path, want := range map[string][]string{
		"./activities":          client,
		"./workflows":           client,
		"./releases":            client,
		"./starter/releasefile": append(client, "github.com/goccy/go-yaml"),
	} {
		more := slices.DeleteFunc(linked(t, path), func(m string) bool { return slices.Contains(temporal, m) })
		assert.ElementsMatch(t, want, more, path)
	}
}

// linked lists the modules of which packages link something, sorted.
func linked(t *testing.T, paths ...string) []string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}"}, paths...)...)
	cmd.Dir, cmd.Stderr = "../..", os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	all := strings.Fields(string(out))
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(m string) bool { return m == module })
}
