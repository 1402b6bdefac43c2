package devserver_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/internal/testkit"
)

// childEnv makes the test binary a child process with a server on the database file it names.
const childEnv = "DEVSERVER_TEST_CHILD"

func TestMain(m *testing.M) {
	if file := os.Getenv(childEnv); file != "" {
		if err := child(file); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// child starts a workflow, says so and waits to be killed.
func child(file string) error {
	ctx := context.Background()
	s, err := devserver.Start(ctx, devserver.Options{DBFile: file, SearchAttributes: colourAttribute})
	if err != nil {
		return err
	}
	c, err := s.NewClient(ctx, client.Options{})
	if err != nil {
		return err
	}
	if _, err := c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: "fence", TaskQueue: queue}, "paint", "red"); err != nil {
		return err
	}
	fmt.Println("painting")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// A killed process loses nothing, leaves no lock, and has written nothing but its own words.
func TestKilled(t *testing.T) {
	file := filepath.Join(t.TempDir(), "temporal.db")
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), childEnv+"="+file)
	_, err = cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var stderr testkit.Buffer
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err, "%s", stderr.String())
	assert.Equal(t, "painting\n", line)
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	assert.Empty(t, stderr.String())

	s := start(t, devserver.Options{UIPort: devserver.NoUI, DBFile: file, SearchAttributes: colourAttribute})
	c := dial(t, s)
	work(t, c)
	assert.Equal(t, "red paint is dry", finishPaint(t, c, c.GetWorkflow(t.Context(), "fence", "")))
}
