package worker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/grpc"

	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
)

func runWorker(t *testing.T, env settings.Env, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	var out, errw bytes.Buffer
	code = Run(t.Context(), args, env, &out, &errw)
	return code, out.String(), errw.String()
}

func TestRunHelpAndVersion(t *testing.T) {
	code, out, errw := runWorker(t, nil, "--help")
	assert.Equal(t, program.OK, code)
	assert.Contains(t, out, settings.Help(settings.Worker, words.English))
	assert.Empty(t, errw)

	code, out, _ = runWorker(t, nil, "--version")
	assert.Equal(t, program.OK, code)
	assert.Regexp(t, `^wxrelease worker \S+\n$`, out)
}

func TestRunRefuses(t *testing.T) {
	code, _, errw := runWorker(t, nil, "-bogus")
	assert.Equal(t, program.Usage, code)
	assert.Equal(t, "wxrelease worker: unknown flag: --bogus\nSee: wxrelease worker --help\n", errw)

	code, _, errw = runWorker(t, nil, "start")
	assert.Equal(t, program.Usage, code)
	assert.Contains(t, errw, `unexpected argument "start"`)

	code, _, errw = runWorker(t, settings.Env{"WXRELEASE_TOKEN=s3cret", "WXRELEASE_TOKEN_URL=http://s3cret", "WXRELEASE_LOG_LEVEL=loud"})
	assert.Equal(t, program.Usage, code)
	assert.Contains(t, errw, "WXRELEASE_TOKEN_URL: ")
	assert.Contains(t, errw, "WXRELEASE_LOG_LEVEL: ")
	assert.Contains(t, errw, "both are set")
	assert.NotContains(t, errw, "s3cret")
}

// A worker that is stopped while it waits for Temporal ends as asked.
func TestRunStopsWhileTemporalIsAway(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	errw := &notify{wrote: cancel} // the first line says that Temporal is not there
	code := Run(
		ctx,
		nil,
		settings.Env{"WXRELEASE_TOKEN=s3cret", "TEMPORAL_ADDRESS=127.0.0.1:1", "WXRELEASE_LOG_FORMAT=json"},
		&bytes.Buffer{},
		errw,
	)
	assert.Equal(t, program.OK, code)
	assert.Contains(t, errw.String(), `"msg":"Temporal is not ready yet, trying on","temporal":"127.0.0.1:1"`)
	assert.NotContains(t, errw.String(), "s3cret")
}

type notify struct {
	bytes.Buffer
	wrote func()
}

func (n *notify) Write(p []byte) (int, error) { n.wrote(); return n.Buffer.Write(p) }

// fakeTemporal answers whether the namespace is there.
type fakeTemporal struct {
	client.Client
	service fakeService
	closed  int
}

type fakeService struct {
	workflowservice.WorkflowServiceClient
	describe func() error
}

func (f *fakeTemporal) Close() { f.closed++ }

func (f *fakeTemporal) WorkflowService() workflowservice.WorkflowServiceClient { return &f.service }

func (f *fakeService) DescribeNamespace(
	context.Context,
	*workflowservice.DescribeNamespaceRequest,
	...grpc.CallOption,
) (*workflowservice.DescribeNamespaceResponse, error) {
	return &workflowservice.DescribeNamespaceResponse{}, f.describe()
}

func TestConnectWaitsForServerAndNamespace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dials, asked := 0, 0
		temporal := &fakeTemporal{service: fakeService{describe: func() error {
			if asked++; asked < 3 {
				return serviceerror.NewNamespaceNotFound("mini")
			}
			return nil
		}}}
		dial := func(context.Context, client.Options) (client.Client, error) {
			if dials++; dials < 3 {
				return nil, serviceerror.NewUnavailable("connection refused")
			}
			return temporal, nil
		}
		var log bytes.Buffer
		began := time.Now()
		c, err := connect(
			t.Context(),
			client.Options{HostPort: "t:7233", Namespace: "mini"},
			slog.New(slog.NewTextHandler(&log, nil)),
			dial,
		)
		require.NoError(t, err)
		assert.Same(t, temporal, c)
		assert.Equal(t, 4*pause, time.Since(began))
		assert.Equal(t, 2, temporal.closed, "a client whose namespace is missing is not kept")
		assert.Equal(t, 1, bytes.Count(log.Bytes(), []byte("\n")), "one line, not one for each try:\n%s", log.String())
	})
}

func TestConnectGivesUp(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		want time.Duration
	}{
		{"never there", serviceerror.NewUnavailable("connection refused"), patience},
		{"refused", serviceerror.NewPermissionDenied("no", ""), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				_, err := connect(t.Context(), client.Options{HostPort: "t:7233", Namespace: "mini"}, slog.New(slog.DiscardHandler),
					func(context.Context, client.Options) (client.Client, error) { return nil, tt.err })
				assert.ErrorIs(t, err, tt.err)
				assert.ErrorContains(t, err, `reaching namespace "mini" of Temporal at t:7233: `)
				assert.ErrorContains(t, err, "TEMPORAL_ADDRESS")
				assert.Equal(t, tt.want, time.Since(began))
			})
		})
	}
}

func TestConnectStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), pause/2)
		defer cancel()
		_, err := connect(ctx, client.Options{}, slog.New(slog.DiscardHandler),
			func(context.Context, client.Options) (client.Client, error) { return nil, errors.New("away") })
		assert.ErrorIs(t, err, context.DeadlineExceeded)
	})
}
