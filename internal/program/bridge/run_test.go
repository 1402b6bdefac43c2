package bridge

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/wxa/push"
)

const (
	platform = "wx1111222233334444"
	aesKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
)

// frontend is so much of a Temporal server that signals reach it over gRPC.
type frontend struct {
	workflowservice.UnimplementedWorkflowServiceServer
	got chan *workflowservice.SignalWorkflowExecutionRequest
}

func (f *frontend) GetSystemInfo(context.Context, *workflowservice.GetSystemInfoRequest) (*workflowservice.GetSystemInfoResponse, error) {
	return &workflowservice.GetSystemInfoResponse{}, nil
}

func (f *frontend) DescribeNamespace(
	context.Context,
	*workflowservice.DescribeNamespaceRequest,
) (*workflowservice.DescribeNamespaceResponse, error) {
	return &workflowservice.DescribeNamespaceResponse{}, nil
}

func (f *frontend) SignalWorkflowExecution(
	_ context.Context,
	r *workflowservice.SignalWorkflowExecutionRequest,
) (*workflowservice.SignalWorkflowExecutionResponse, error) {
	f.got <- r
	return &workflowservice.SignalWorkflowExecutionResponse{}, nil
}

// temporal gives the address of a frontend.
func temporal(t *testing.T, f *frontend) string {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := grpc.NewServer()
	workflowservice.RegisterWorkflowServiceServer(server, f)
	go func() { _ = server.Serve(on) }()
	t.Cleanup(server.Stop)
	return on.Addr().String()
}

func noTemporalFile(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
}

// started waits for the line that says where the bridge listens.
type started struct {
	bytes.Buffer
	addr chan string
}

func (s *started) Write(p []byte) (int, error) {
	var line struct{ Msg, On string }
	if json.Unmarshal(p, &line) == nil && line.Msg == "Taking pushes" {
		s.addr <- line.On
	}
	return s.Buffer.Write(p)
}

func post(t *testing.T, to, msg string) (int, string) {
	key, err := push.ParseKey(aesKey)
	require.NoError(t, err)
	encrypt := key.Encrypt(push.NewMessage([]byte(msg), platform))
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	query := url.Values{"timestamp": {timestamp}, "nonce": {"1"}, "msg_signature": {push.Sign("s3cret", timestamp, "1", encrypt)}}
	resp, err := http.Post(to+"?"+query.Encode(), "text/xml", bytes.NewReader(push.MessageEnvelope("gh_1", encrypt)))
	require.NoError(t, err)
	return read(t, resp)
}

func get(t *testing.T, from string) (int, string) {
	resp, err := http.Get(from)
	require.NoError(t, err)
	return read(t, resp)
}

func read(t *testing.T, resp *http.Response) (int, string) {
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(body)
}

// bridgeProcess runs the program; stop ends it and gives its log.
func bridgeProcess(t *testing.T, env ...string) (base string, stop func() string) {
	ctx, cancel := context.WithCancel(t.Context())
	stderr := &started{addr: make(chan string, 1)}
	ended := make(chan int, 1)
	go func() {
		ended <- Run(ctx, nil, append(settings.Env{
			"WXRELEASE_BRIDGE_ADDR=127.0.0.1:0", "WXRELEASE_PLATFORM_APPID=" + platform, "WXRELEASE_PUSH_TOKEN=s3cret", "WXRELEASE_PUSH_KEY=" + aesKey,
			"WXRELEASE_LOG_FORMAT=json",
		}, env...), io.Discard, stderr)
	}()
	select {
	case addr := <-stderr.addr:
		base = "http://" + addr
	case code := <-ended:
		t.Fatalf("exit code %d:\n%s", code, stderr.String())
	}
	return base, func() string {
		cancel()
		assert.Equal(t, program.OK, <-ended)
		text := stderr.String()
		assert.Contains(t, text, `"msg":"Stopping, after the pushes that are under way"`)
		assert.NotContains(t, text, "s3cret")
		assert.NotContains(t, text, aesKey)
		return text
	}
}

const ticket = "<xml><InfoType>component_verify_ticket</InfoType><ComponentVerifyTicket>s3cret</ComponentVerifyTicket></xml>"

// The whole program: settings in, a push through to Temporal, another one to the existing callback, and a clean stop.
func TestRun(t *testing.T) {
	noTemporalFile(t)
	f := &frontend{got: make(chan *workflowservice.SignalWorkflowExecutionRequest, 1)}
	old := httptest.NewServer(
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "old "+r.URL.Path) }),
	)
	defer old.Close()
	base, stop := bridgeProcess(
		t,
		"WXRELEASE_FORWARD_EVENTS_URL="+old.URL+"/events?k=s3cret",
		"WXRELEASE_FORWARD_MESSAGES_URL="+old.URL+"/m/$APPID$",
		"TEMPORAL_ADDRESS="+temporal(t, f),
	)

	status, body := post(
		t,
		base+"/wechat/wx5555666677778888/messages",
		"<xml><CreateTime>1700000000</CreateTime><MsgType>event</MsgType><Event>weapp_audit_success</Event></xml>",
	)
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "success", body)
	signal := <-f.got
	assert.Equal(t, "wxrelease/wx5555666677778888", signal.GetWorkflowExecution().GetWorkflowId())
	assert.Equal(t, "audit-event", signal.GetSignalName())
	assert.True(t, strings.HasPrefix(signal.GetRequestId(), "push-"), "a push that comes again is one signal")

	_, body = post(t, base+"/wechat/wx5555666677778888/messages", "<xml><MsgType>text</MsgType></xml>")
	assert.Equal(t, "old /m/wx5555666677778888", body)
	_, body = post(t, base+"/wechat/events", ticket)
	assert.Equal(t, "old /events", body, "without a store, somebody else keeps the ticket")

	status, body = get(t, base+"/readyz")
	assert.Equal(t, http.StatusOK, status, body)
	_, body = get(t, base+"/metrics")
	assert.Contains(t, body, `wxrelease_bridge_pushes_total{kind="weapp_audit_success",result="handed_over"} 1`)
	assert.NotContains(t, stop(), "are taken and not kept")
}

// Tickets are in the store when they are answered, also while Temporal is away.
func TestRunWithStore(t *testing.T) {
	noTemporalFile(t)
	env := []string{
		"WXRELEASE_STORE=" + filepath.Join(t.TempDir(), "store.db"), "WXRELEASE_PLATFORM_SECRET=s3cret",
		"WXRELEASE_STORE_KEY=" + base64.StdEncoding.EncodeToString(
			[]byte(strings.Repeat("k", 32)),
		), "WXRELEASE_WECHAT_URL=http://127.0.0.1:1",
		"TEMPORAL_ADDRESS=127.0.0.1:1",
	}
	base, stop := bridgeProcess(t, env...)
	before := time.Now().Add(-time.Second).Truncate(time.Second)
	status, body := post(t, base+"/wechat/events", ticket)
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "success", body)

	s, err := settings.Read(settings.Bridge, append(settings.Env{
		"WXRELEASE_PLATFORM_APPID=" + platform, "WXRELEASE_PUSH_TOKEN=s3cret", "WXRELEASE_PUSH_KEY=" + aesKey}, env...))
	require.NoError(t, err)
	cfg, ok := s.Credentials(nil)
	require.True(t, ok)
	other, err := credentials.Open(t.Context(), cfg)
	require.NoError(t, err)
	defer func() { assert.NoError(t, other.Close()) }()
	at, err := other.TicketTime(t.Context())
	require.NoError(t, err)
	assert.False(t, at.Before(before), "%s is before %s", at, before)

	_, body = get(t, base+"/metrics")
	assert.Contains(t, body, "wxrelease_bridge_ticket_age_seconds ")
	stop()
}

func TestRunWithoutItsStore(t *testing.T) {
	noTemporalFile(t)
	var stderr bytes.Buffer
	assert.Equal(t, program.Failed, Run(t.Context(), nil, settings.Env{
		"WXRELEASE_PLATFORM_APPID=" + platform, "WXRELEASE_PUSH_TOKEN=s3cret", "WXRELEASE_PUSH_KEY=" + aesKey, "WXRELEASE_BRIDGE_ADDR=127.0.0.1:0",
		"WXRELEASE_STORE=" + filepath.Join(t.TempDir(), "missing", "store.db"), "WXRELEASE_PLATFORM_SECRET=s3cret",
		"WXRELEASE_STORE_KEY=" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32))),
	}, io.Discard, &stderr))
	assert.Contains(t, stderr.String(), "opening the store that WXRELEASE_STORE names")
	assert.NotContains(t, stderr.String(), "s3cret")
}

// The publish check of WeChat's is answered where the setting says so, and by nothing else.
func TestRunAnswersThePublishCheck(t *testing.T) {
	noTemporalFile(t)
	const test = "<xml><ToUserName>gh_3c884a361561</ToUserName><FromUserName>o</FromUserName><MsgType>text</MsgType><Content>TESTCOMPONENT_MSG_TYPE_TEXT</Content></xml>"
	for setting, want := range map[string]string{"": "success", "answer": "<xml><Encrypt>"} {
		base, stop := bridgeProcess(t, "TEMPORAL_ADDRESS=127.0.0.1:1", "WXRELEASE_PUBLISH_CHECK="+setting)
		status, body := post(t, base+"/wechat/wx570bc396a51b8ff8/messages", test)
		assert.Equal(t, http.StatusOK, status)
		assert.True(t, strings.HasPrefix(body, want), body)
		stop()
	}
}

func TestRunWarnsWhenNobodyKeepsTickets(t *testing.T) {
	noTemporalFile(t)
	_, stop := bridgeProcess(t, "TEMPORAL_ADDRESS=127.0.0.1:1")
	assert.Contains(t, stop(), "Tickets and authorisations are taken and not kept")
}

func TestRunRefuses(t *testing.T) {
	noTemporalFile(t)
	on, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = on.Close() }()
	good := settings.Env{
		"WXRELEASE_PLATFORM_APPID=" + platform,
		"WXRELEASE_PUSH_TOKEN=s3cret",
		"WXRELEASE_PUSH_KEY=" + aesKey,
		"WXRELEASE_BRIDGE_ADDR=" + on.Addr().String(),
	}

	var stderr bytes.Buffer
	assert.Equal(t, program.Usage, Run(t.Context(), nil, good[1:], io.Discard, &stderr))
	assert.Contains(t, stderr.String(), "wxrelease bridge: the settings cannot work:\nWXRELEASE_PLATFORM_APPID: not set")

	stderr.Reset()
	assert.Equal(t, program.Failed, Run(t.Context(), nil, good, io.Discard, &stderr), "somebody else listens there")
	assert.Contains(t, stderr.String(), "listening where WXRELEASE_BRIDGE_ADDR says: ")
	assert.NotContains(t, stderr.String(), "s3cret")
}

func TestRunHelp(t *testing.T) {
	var stdout bytes.Buffer
	assert.Equal(t, program.OK, Run(t.Context(), []string{"--help"}, nil, &stdout, io.Discard))
	assert.Contains(t, stdout.String(), "/wechat/$APPID$/messages")
	assert.Contains(t, stdout.String(), settings.Help(settings.Bridge, words.English))
}
