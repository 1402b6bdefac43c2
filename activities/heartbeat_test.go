package activities

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/stretchr/testify/require"
	"github.com/wxrelease/wxrelease/wxa"
)

// With -race: the heartbeat reads what the attempt writes.
func TestHeartbeatsDoNotDisturb(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		<-time.After(3 * time.Millisecond) // a slow WeChat: there are heartbeats meanwhile
		reply := map[string]string{latestPath: old, versionPath: uploaded, submitPath: refusal(-1)}[req.URL.Path]
		_, _ = io.WriteString(rw, reply)
	}))
	defer server.Close()
	client, err := wxa.New(wxa.Config{BaseURL: server.URL, Tokens: wxa.FixedToken("TOKEN")})
	require.NoError(t, err)
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestWorkflowEnvironment()
	env.RegisterActivity(&Activities{WeChat: client, Now: func(context.Context) time.Time { return env.Now() }})
	env.ExecuteWorkflow(func(ctx workflow.Context) error {
		ctx = workflow.WithActivityOptions(
			ctx,
			workflow.ActivityOptions{StartToCloseTimeout: time.Minute, HeartbeatTimeout: 4 * time.Millisecond,
				RetryPolicy: &temporal.RetryPolicy{InitialInterval: time.Second, MaximumAttempts: 30}},
		)
		in := submitInput()
		in.OutSince = time.Now()
		return workflow.ExecuteActivity(ctx, "SubmitAudit", in).Get(ctx, nil)
	})
}
