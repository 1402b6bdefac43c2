package program

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// go build -o DIR ./... and go install ./... give each program a file of its own.
func TestProgramsHaveNamesOfTheirOwn(t *testing.T) {
	list := exec.Command("go", "list", "-f", `{{if eq .Name "main"}}{{.Target}} {{.ImportPath}}{{end}}`, "./...")
	list.Dir = "../.."
	list.Stderr = os.Stderr
	out, err := list.Output()
	require.NoError(t, err)
	programs := map[string]string{} // the file, to the package that it is built from
	for line := range strings.Lines(string(out)) {
		file, pkg, found := strings.Cut(strings.TrimSpace(line), " ")
		require.True(t, found, line)
		assert.Empty(t, programs[file], "%s is built from %s as well", file, pkg)
		programs[file] = pkg
	}
	assert.NotEmpty(t, programs)
}
