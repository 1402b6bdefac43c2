package devserver_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/internal/testkit"
)

const queue = "test"

var colour = temporal.NewSearchAttributeKeyKeyword("TestColour")

var colourAttribute = map[string]enumspb.IndexedValueType{colour.GetName(): enumspb.INDEXED_VALUE_TYPE_KEYWORD}

// start starts a server that logs into the test and stops with it.
func start(t *testing.T, opts devserver.Options) *devserver.Server {
	t.Helper()
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.NewTextHandler(t.Output(), nil))
	}
	s, err := devserver.Start(t.Context(), opts)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Stop()) })
	return s
}

func dial(t *testing.T, s *devserver.Server) client.Client {
	t.Helper()
	c, err := s.NewClient(t.Context(), client.Options{})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// work runs a worker until the returned function or the test's end stops it.
func work(t *testing.T, c client.Client) (stop func()) {
	t.Helper()
	w := worker.New(c, queue, worker.Options{})
	w.RegisterWorkflowWithOptions(paint, workflow.RegisterOptions{Name: "paint"})
	require.NoError(t, w.Start())
	stop = sync.OnceFunc(w.Stop)
	t.Cleanup(stop)
	return stop
}

// paint takes a colour, remembers it as a search attribute and ends when it is told to.
func paint(ctx workflow.Context, value string) (string, error) {
	if err := workflow.UpsertTypedSearchAttributes(ctx, colour.ValueSet(value)); err != nil {
		return "", err
	}
	workflow.GetSignalChannel(ctx, "dry").Receive(ctx, nil)
	return value + " paint is dry", nil
}

func startPaint(t *testing.T, c client.Client, id, value string) client.WorkflowRun {
	t.Helper()
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: id, TaskQueue: queue}, "paint", value)
	require.NoError(t, err)
	return run
}

func finishPaint(t *testing.T, c client.Client, run client.WorkflowRun) string {
	t.Helper()
	require.NoError(t, c.SignalWorkflow(t.Context(), run.GetID(), run.GetRunID(), "dry", nil))
	var got string
	require.NoError(t, run.Get(t.Context(), &got))
	return got
}

// found waits until a list by colour shows exactly these workflows.
func found(t *testing.T, c client.Client, value string, ids ...string) {
	t.Helper()
	require.EventuallyWithT(t, func(t *assert.CollectT) {
		resp, err := c.ListWorkflow(context.Background(), &workflowservice.ListWorkflowExecutionsRequest{
			Query: colour.GetName() + " = '" + value + "'",
		})
		require.NoError(t, err)
		var got []string
		for _, e := range resp.GetExecutions() {
			got = append(got, e.GetExecution().GetWorkflowId())
		}
		assert.ElementsMatch(t, ids, got)
	}, 10*time.Second, 20*time.Millisecond)
}

func TestWorkflowAndSearchAttribute(t *testing.T) {
	s := start(t, devserver.Options{UIPort: devserver.NoUI, SearchAttributes: colourAttribute})
	assert.Empty(t, s.UIURL())
	c := dial(t, s)
	work(t, c)
	red, blue := startPaint(t, c, "fence", "red"), startPaint(t, c, "door", "blue")
	found(t, c, "red", "fence")
	found(t, c, "blue", "door")
	assert.Equal(t, "red paint is dry", finishPaint(t, c, red))
	assert.Equal(t, "blue paint is dry", finishPaint(t, c, blue))
}

func TestSearchAttributeAddedLater(t *testing.T) {
	s := start(t, devserver.Options{UIPort: devserver.NoUI, Namespace: "later"})
	c := dial(t, s)
	_, err := c.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: colour.GetName() + " = 'red'"})
	require.ErrorContains(t, err, colour.GetName(), "the namespace starts without it")

	_, err = c.OperatorService().AddSearchAttributes(t.Context(), &operatorservice.AddSearchAttributesRequest{
		Namespace: "later", SearchAttributes: colourAttribute,
	})
	require.NoError(t, err)
	found(t, c, "red")
	work(t, c)
	startPaint(t, c, "fence", "red")
	found(t, c, "red", "fence")
}

func TestUI(t *testing.T) {
	s := start(t, devserver.Options{Namespace: "painters"})
	get := func(path string) (status int, body string) {
		resp, err := http.Get(s.UIURL() + path)
		require.NoError(t, err)
		b, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		return resp.StatusCode, string(b)
	}
	for _, path := range []string{"/", "/namespaces/painters/workflows"} {
		status, body := get(path)
		assert.Equal(t, http.StatusOK, status, path)
		assert.Contains(t, body, "<script", path)
	}
	status, body := get("/api/v1/namespaces/painters")
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, `"painters"`, "the Web UI reaches the server")
}

func TestTakenPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	for flag, opts := range map[string]devserver.Options{
		"-temporal-port": {FrontendPort: port},
		"-ui-port":       {UIPort: port},
	} {
		t.Run(flag, func(t *testing.T) {
			opts.DBFile = filepath.Join(t.TempDir(), "temporal.db")
			_, err := devserver.Start(t.Context(), opts)
			require.EqualError(t, err, "port "+strconv.Itoa(port)+" on 127.0.0.1 is in use: free it or choose another with "+flag)
			var portErr *devserver.PortError
			require.ErrorAs(t, err, &portErr)
			assert.ErrorIs(t, err, syscall.EADDRINUSE)
			assert.NoFileExists(t, opts.DBFile, "nothing was begun")
		})
	}
}

// Temporal is down for a while: client and worker stay as they are, and the open workflow goes on afterwards.
func TestOutage(t *testing.T) {
	s := start(t, devserver.Options{
		DBFile: filepath.Join(t.TempDir(), "temporal.db"), SearchAttributes: colourAttribute, Logger: slog.New(slog.DiscardHandler),
	})
	c := dial(t, s)
	work(t, c)
	run := startPaint(t, c, "fence", "red")
	found(t, c, "red", "fence")

	require.NoError(t, s.Stop())
	for _, port := range []int{s.Options().FrontendPort, s.Options().UIPort} {
		l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
		require.NoError(t, err, "the port is free")
		require.NoError(t, l.Close())
	}

	again := start(t, s.Options())
	assert.Equal(t, s.FrontendHostPort(), again.FrontendHostPort())
	assert.Equal(t, s.UIURL(), again.UIURL())
	assert.Equal(t, "red paint is dry", finishPaint(t, c, run))
	found(t, c, "red", "fence")
}

// A file made without search attributes gets them from a later start, and refuses another type.
func TestOlderFile(t *testing.T) {
	opts := devserver.Options{UIPort: devserver.NoUI, DBFile: filepath.Join(t.TempDir(), "temporal.db")}
	require.NoError(t, start(t, opts).Stop())

	opts.SearchAttributes = colourAttribute
	s := start(t, opts)
	c := dial(t, s)
	work(t, c)
	startPaint(t, c, "fence", "red")
	found(t, c, "red", "fence")
	require.NoError(t, s.Stop())

	opts.SearchAttributes = map[string]enumspb.IndexedValueType{colour.GetName(): enumspb.INDEXED_VALUE_TYPE_INT}
	_, err := devserver.Start(t.Context(), opts)
	require.ErrorContains(t, err, "search attribute TestColour of namespace default is Keyword, not Int")
}

func TestFileInUse(t *testing.T) {
	opts := devserver.Options{UIPort: devserver.NoUI, DBFile: filepath.Join(t.TempDir(), "temporal.db")}
	s := start(t, opts)
	_, err := devserver.Start(t.Context(), opts)
	require.ErrorContains(t, err, "in use by another server")
	require.NoError(t, s.Stop())
	require.NoError(t, start(t, opts).Stop(), "the lock went with the first server")
}

// Nothing runs on after Stop, and nothing is logged that needs no attention.
func TestStopped(t *testing.T) {
	before := serverGoroutines() // another test's half-started server leaves some
	var logged testkit.Buffer
	s := start(t, devserver.Options{SearchAttributes: colourAttribute, Logger: slog.New(slog.NewTextHandler(&logged, nil))})
	c := dial(t, s)
	stopWorker := work(t, c)
	finishPaint(t, c, startPaint(t, c, "fence", "red"))
	require.Greater(t, serverGoroutines(), before+50)
	stopWorker()
	require.NoError(t, s.Stop())
	require.NoError(t, s.Stop(), "a second time")
	assert.Empty(t, logged.String())

	assert.Eventually(t, func() bool { return serverGoroutines() <= before }, 5*time.Second, 20*time.Millisecond)
}

// serverGoroutines counts the goroutines in the server's and the Web UI's own code.
func serverGoroutines() int {
	var all bytes.Buffer
	_ = pprof.Lookup("goroutine").WriteTo(&all, 2) // a Buffer's Write does not fail
	n := 0
	for g := range strings.SplitSeq(all.String(), "\n\n") {
		if strings.Contains(g, "go.temporal.io/server/") || strings.Contains(g, "temporalio/ui-server/") {
			n++
		}
	}
	return n
}

func TestLogLevel(t *testing.T) {
	var logged testkit.Buffer
	s := start(t, devserver.Options{
		UIPort: devserver.NoUI, Logger: slog.New(slog.NewTextHandler(&logged, nil)), LogLevel: slog.LevelInfo,
	})
	require.NoError(t, s.Stop())
	assert.Contains(t, logged.String(), "level=INFO")
	assert.NotContains(t, logged.String(), "level=DEBUG")
}
