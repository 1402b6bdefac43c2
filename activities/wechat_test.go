package activities

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

const (
	testApp   = "wx5555666677778888"
	testAudit = 430000001

	detectPath  = "/wxa/security/get_code_privacy_info"
	versionPath = "/wxa/getversioninfo"
	submitPath  = "/wxa/submit_audit"
	statusPath  = "/wxa/get_auditstatus"
	latestPath  = "/wxa/get_latest_auditstatus"
	undoPath    = "/wxa/undocodeaudit"
	speedupPath = "/wxa/speedupaudit"
)

// cut is a reply that never comes: the connection ends after the request was read.
const cut = "cut"

// gateway is a 502 of something before WeChat.
const gateway = "gateway"

// again repeats an exchange.
func again(n int, e ...exchange) []exchange { return slices.Repeat(e, n) }

// talk puts exchanges one after the other.
func talk(parts ...[]exchange) []exchange { return slices.Concat(parts...) }

// exchange is one expected call and its answer.
type exchange struct{ path, reply string }

// wechat answers a fixed conversation, and fails the test for any other call.
type wechat struct {
	t    *testing.T
	mu   sync.Mutex
	todo []exchange
	loop []exchange // what is said again and again once all else is said

	unordered bool // each call has one answer, whatever came before it
}

func (w *wechat) ServeHTTP(rw http.ResponseWriter, req *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _ = io.Copy(io.Discard, req.Body)
	if len(w.todo) == 0 {
		w.todo = w.loop
	}
	if at := slices.IndexFunc(w.loop, func(x exchange) bool { return x.path == req.URL.Path }); w.unordered && at >= 0 {
		w.todo = w.loop[at:]
	}
	if len(w.todo) == 0 || w.todo[0].path != req.URL.Path {
		w.t.Errorf("call of %s, expected were %v", req.URL.Path, w.todo)
		// An answer that ends the activity; an aborted call would be repeated for ever.
		_, _ = io.WriteString(rw, refusal(99999))
		return
	}
	reply := w.todo[0].reply
	w.todo = w.todo[1:]
	if reply == cut {
		panic(http.ErrAbortHandler)
	}
	if reply == gateway {
		rw.WriteHeader(http.StatusBadGateway)
		return
	}
	rw.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(rw, reply)
}

// lastTook is how long the last activity took, in virtual time. Tests of this package do not run side by side.
var lastTook time.Duration

// attempts runs one activity with its retries, on virtual time, against the conversation; all of it must be used.
func attempts[In, Out any](t *testing.T, method string, in In, talk ...exchange) (Out, error) {
	t.Helper()
	return endless[In, Out](t, method, in, nil, talk...)
}

// endless is attempts with a conversation that goes on in a loop.
func endless[In, Out any](t *testing.T, method string, in In, loop []exchange, talk ...exchange) (Out, error) {
	t.Helper()
	return during[In, Out](t, method, in, &wechat{t: t, todo: talk, loop: loop})
}

// lastLog is what the last activity logged.
var lastLog string

// restoredFrom is when the copy was made to which Temporal's database was put back. Tests of this package do not run side by side.
var restoredFrom time.Time

// during runs an activity to its end.
func during[In, Out any](t *testing.T, method string, in In, w *wechat) (Out, error) {
	t.Helper()
	server := httptest.NewServer(w)
	defer server.Close()
	client, err := wxa.New(wxa.Config{BaseURL: server.URL, Tokens: wxa.FixedToken("TOKEN")})
	require.NoError(t, err)

	var suite testsuite.WorkflowTestSuite
	var logged testkit.Buffer
	suite.SetLogger(log.NewStructuredLogger(testkit.DebugLog(&logged)))
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(time.Now())
	env.SetTestTimeout(20 * time.Second)
	env.RegisterActivity(&Activities{
		WeChat: client, RestoredFrom: restoredFrom, Now: func(context.Context) time.Time { return env.Now() },
	})
	began := env.Now()
	defer func() { lastTook = env.Now().Sub(began) }()
	env.ExecuteWorkflow(func(ctx workflow.Context) (out Out, err error) {
		ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
			StartToCloseTimeout: time.Minute,
			HeartbeatTimeout:    20 * time.Second,
			RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumAttempts: 1 << 30},
		})
		err = workflow.ExecuteActivity(ctx, method, in).Get(ctx, &out)
		return out, err
	})
	require.True(t, env.IsWorkflowCompleted())
	w.mu.Lock()
	if w.loop == nil {
		require.Empty(t, w.todo, "calls that were not made")
	}
	w.mu.Unlock()
	lastLog = logged.String()
	require.NotContains(t, lastLog, "level=ERROR", "what WeChat answers is no error of the worker")
	var out Out
	if err := env.GetWorkflowError(); err != nil {
		return out, err
	}
	require.NoError(t, env.GetWorkflowResult(&out))
	return out, nil
}

// requireStop checks a final failure's name and gives its problem.
func requireStop(t *testing.T, err error, name string) Problem {
	t.Helper()
	var app *temporal.ApplicationError
	require.ErrorAs(t, err, &app)
	require.Equal(t, name, app.Type(), app.Error())
	require.True(t, app.NonRetryable())
	var p Problem
	require.NoError(t, app.Details(&p))
	require.Contains(t, ProblemKinds, p.Kind)
	require.Equal(t, app.Message(), p.Message)
	return p
}

func refusal(code int) string {
	return fmt.Sprintf(`{"errcode":%d,"errmsg":"no rid: 65c0a1b2-00000000-00000000"}`, code)
}

// uploaded is the answer of getversioninfo.
const uploaded = `{"errcode":0,"errmsg":"ok","exp_info":{"exp_time":1700000000,"exp_version":"1.4.0","exp_desc":"build 812"}}`

// latest is the answer of get_latest_auditstatus.
func latest(audit, status int, version string, submitted time.Time) string {
	return fmt.Sprintf(
		`{"errcode":0,"errmsg":"ok","auditid":%d,"status":%d,"reason":"","ScreenShot":"","user_version":%q,"user_desc":"d","submit_audit_time":%d}`,
		audit,
		status,
		version,
		submitted.Unix(),
	)
}

// quick is a pace with defaults.
var quick = timing.Pace{}.WithDefaults()
