package e2e

import (
	"context"
	"crypto/rand"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/wxrelease/wxrelease/bridge"
	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/push"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// What the platform's console would show; all of it is secret but the appid.
const (
	platformAppID  = "wx1111222233334444"
	platformSecret = "0123456789abcdef0123456789abcdef"
	pushToken      = "push-token-of-the-tests"
	pushKey        = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	oldPushKey     = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
)

const authorizerTokenPath = "/cgi-bin/component/api_authorizer_token"

// platform is a world as in production: WeChat pushes to the bridge, and every token comes from the platform's own store.
type platform struct {
	*world
	address     string // of the bridge
	credentials *credentials.Platform
	later       atomic.Int64 // how far the credentials' clock is ahead, nanoseconds
	stopBridge  func()
}

// newPlatform starts a world with a bridge and credentials, and a worker that uses them.
func newPlatform(t *testing.T, options devserver.Options) *platform {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &platform{address: listener.Addr().String()}
	options.SearchAttributes = releases.SearchAttributeTypes()
	p.world, err = newWorld(options, wxatest.Config{
		TokenSecret: tokenSecret,
		Platform:    wxatest.Platform{AppID: platformAppID, Secret: platformSecret},
		Callback: wxatest.Callback{
			URL: "http://" + p.address + "/wechat/$APPID$/messages", EventsURL: "http://" + p.address + "/wechat/events",
			Token: pushToken, EncodingAESKey: pushKey, PreviousKey: oldPushKey,
		},
	})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, p.searchSecrets())
		p.close()
	})
	key := storeKey()
	p.secrets = []string{string(key)}
	p.credentials = p.openCredentials(t, filepath.Join(t.TempDir(), "credentials.db"), key)
	p.startBridge(t, listener)
	worker, err := p.startWorker(p.credentials)
	require.NoError(t, err)
	t.Cleanup(worker.Stop)
	p.sim.PushTicket()
	return p
}

func storeKey() []byte {
	key := make([]byte, credentials.KeySize)
	_, _ = rand.Read(key)
	return key
}

// openCredentials opens a store and runs what it does in the background.
func (p *platform) openCredentials(t *testing.T, store string, key []byte) *credentials.Platform {
	t.Helper()
	c, err := credentials.Open(t.Context(), credentials.Config{
		AppID: platformAppID, Secret: platformSecret, Store: store, Key: key, BaseURL: p.wechat.URL, Logger: testkit.DebugLog(p.logs),
		Now: func() time.Time { return time.Now().Add(time.Duration(p.later.Load())) },
	})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = c.Run(ctx) })
	t.Cleanup(func() {
		stop()
		running.Wait()
		require.NoError(t, c.Close())
	})
	return c
}

// startBridge serves the bridge, again after stopBridge with a nil listener.
func (p *platform) startBridge(t *testing.T, listener net.Listener) {
	t.Helper()
	if listener == nil {
		var err error
		listener, err = net.Listen("tcp", p.address)
		require.NoError(t, err)
	}
	key, err := push.ParseKey(pushKey)
	require.NoError(t, err)
	previous, err := push.ParseKey(oldPushKey)
	require.NoError(t, err)
	receiver, err := push.NewReceiver(
		push.ReceiverConfig{AppID: platformAppID, Pairs: []push.Pair{{Token: pushToken, Key: key, Previous: previous}}},
	)
	require.NoError(t, err)
	temporal, err := bridge.NewClient(
		withKey(client.Options{
			HostPort: p.temporal.FrontendHostPort(),
			Logger:   log.NewStructuredLogger(testkit.DebugLog(p.logs)),
			Identity: "e2e-bridge",
		}),
	)
	require.NoError(t, err)
	b, err := bridge.New(bridge.Config{
		Receiver: receiver, Signals: temporal, CheckTemporal: bridge.CheckNamespace(temporal, "default"), Credentials: p.credentials, Logger: testkit.DebugLog(p.logs),
	})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() { _ = b.Serve(ctx, listener) })
	p.stopBridge = sync.OnceFunc(func() {
		stop()
		serving.Wait()
		temporal.Close()
	})
	t.Cleanup(p.stopBridge)
}

// pushes lists the deliveries for a Mini Program.
func (p *platform) pushes(in workflows.ReleaseInput) []wxatest.Push {
	var all []wxatest.Push
	for _, one := range p.sim.Pushes() {
		if one.AppID == in.AppID && strings.HasPrefix(one.Event, "weapp_audit_") {
			all = append(all, one)
		}
	}
	return all
}

// The tests below share one platform and run side by side on it.
func TestPlatform(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, devserver.Options{})
	t.Run("on one platform", func(t *testing.T) {
		for name, test := range map[string]func(*testing.T, *platform){
			"verdict by push":                              verdictByPush,
			"the same push five times":                     fivePushes,
			"a push with the old key":                      pushWithOldKey,
			"a push with a wrong key is refused":           pushWithWrongKey,
			"a push before the audit id is known":          earlyPush,
			"a late push of an older review":               latePush,
			"a token expires in the middle":                chainTokenExpires,
			"the merchant takes the authorisation back":    merchantRevokes,
			"a merchant authorises and is released":        merchantAuthorises,
			"a merchant without permission set 18":         merchantWithoutPermission,
			"every app's token is refreshed once, at most": oneRefresh,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, p)
			})
		}
	})
}

func verdictByPush(t *testing.T, p *platform) {
	in := quietly(p.app(t, nil))
	p.start(t, in)
	p.reviewing(t, in)
	p.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	began := time.Now()
	status := p.result(t, in)
	require.Equal(t, workflows.OutcomeApproved, status.Outcome)
	require.Equal(t, workflows.ByPush, status.VerdictBy)
	t.Logf("the release ended %s after the verdict", time.Since(began).Round(time.Millisecond))
	until(t, "WeChat is answered", func() bool { return len(p.pushes(in)) == 1 })
	require.True(t, p.pushes(in)[0].Success)
	require.Equal(t, []string{"submit"}, p.accepted(in))
}

func fivePushes(t *testing.T, p *platform) {
	in := quietly(p.app(t, func(a *wxatest.App) { a.Push.Times = 5 }))
	p.start(t, in)
	p.reviewing(t, in)
	p.decide(t, in, wxatest.Verdict{Status: wxatest.StatusRejected, Reason: "1:示例"})
	status := p.result(t, in)
	require.Equal(t, workflows.OutcomeRejected, status.Outcome)
	until(t, "all are answered", func() bool { return len(p.pushes(in)) == 5 })
	for _, one := range p.pushes(in) {
		require.True(t, one.Success)
	}
	require.Equal(t, 1, events(p.history(t, in), enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED))
}

func pushWithOldKey(t *testing.T, p *platform) {
	in := quietly(p.app(t, func(a *wxatest.App) { a.Push.Key = wxatest.KeyOld }))
	p.start(t, in)
	p.reviewing(t, in)
	p.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.ByPush, p.result(t, in).VerdictBy)
}

func pushWithWrongKey(t *testing.T, p *platform) {
	in := p.app(t, func(a *wxatest.App) { a.Push.Key = wxatest.KeyWrong })
	p.start(t, in)
	p.reviewing(t, in)
	p.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.ByPoll, p.result(t, in).VerdictBy)
	until(t, "it is answered", func() bool { return len(p.pushes(in)) == 1 })
	require.GreaterOrEqual(t, p.pushes(in)[0].Status, 400)
	require.Less(t, p.pushes(in)[0].Status, 500)
}

// WeChat decides and pushes while the reply to the submission is still on its way.
func earlyPush(t *testing.T, p *platform) {
	in := quietly(p.app(t, nil))
	p.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Effect: true, Delay: time.Second})
	p.start(t, in)
	until(t, "WeChat has accepted the submission", func() bool { return len(p.accepted(in)) == 1 })
	p.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	status := p.result(t, in)
	require.Equal(t, workflows.OutcomeApproved, status.Outcome)
	require.Equal(t, workflows.ByPush, status.VerdictBy)
}

// The push of the review before comes when the next review is open: it costs a look and changes nothing.
func latePush(t *testing.T, p *platform) {
	in := p.app(t, func(a *wxatest.App) { a.Push.Late = 2 * time.Second })
	p.start(t, in)
	p.reviewing(t, in)
	p.decide(t, in, wxatest.Verdict{Status: wxatest.StatusRejected, Reason: "1:示例"})
	require.Equal(t, workflows.OutcomeRejected, p.result(t, in).Outcome)
	require.Empty(t, p.pushes(in), "the push is not there yet")

	again := quietly(in)
	again.Audit.FeedbackInfo = "corrected"
	p.start(t, again)
	p.reviewing(t, again)
	until(t, "the late push", func() bool { return len(p.pushes(in)) == 1 })
	until(t, "the look", func() bool { return len(p.status(t, again).Timeline) > 3 })
	require.Equal(t, workflows.StageReview, p.status(t, again).Stage)
	p.decide(t, again, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.OutcomeApproved, p.result(t, again).Outcome)
	require.Equal(t, []string{"submit", "submit"}, p.accepted(in))
}

func chainTokenExpires(t *testing.T, p *platform) {
	in := p.app(t, nil)
	p.start(t, in)
	p.reviewing(t, in)
	require.NoError(t, p.sim.ExpireToken(in.AppID))
	seen := p.sim.Calls(statusPath, in.AppID)
	until(t, "looks with a new token", func() bool { return p.sim.Calls(statusPath, in.AppID) > seen+2 })
	require.False(t, p.status(t, in).NeedsHuman)
	p.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.OutcomeApproved, p.result(t, in).Outcome)
	require.Equal(t, 2, p.sim.Calls(authorizerTokenPath, in.AppID))
}

func merchantRevokes(t *testing.T, p *platform) {
	in := quietly(p.app(t, nil))
	p.start(t, in)
	p.reviewing(t, in)
	require.NoError(t, p.sim.Revoke(in.AppID))
	status := p.result(t, in)
	require.Equal(t, workflows.OutcomeBlocked, status.Outcome)
	require.Contains(t, status.Problem.Message, "authorisation back")

	calls := p.sim.Calls("", in.AppID)
	p.start(t, in)
	status = p.result(t, in)
	require.Equal(t, workflows.OutcomeCredentials, status.Outcome)
	require.Contains(t, status.Problem.Message, in.AppID)
	require.Equal(t, calls, p.sim.Calls("", in.AppID), "WeChat is not asked with tokens that are dead")

	// Authorised anew, it goes on.
	_, err := p.sim.Authorize(in.AppID)
	require.NoError(t, err)
	until(t, "tokens again", func() bool { _, err := p.credentials.Token(t.Context(), in.AppID); return err == nil })
}

func merchantAuthorises(t *testing.T, p *platform) {
	in := quietly(p.app(t, func(a *wxatest.App) { a.AuthorizedLater = true }))
	_, err := p.credentials.Token(t.Context(), in.AppID)
	require.Error(t, err)
	_, err = p.sim.Authorize(in.AppID)
	require.NoError(t, err)
	until(t, "the code is exchanged", func() bool { _, err := p.credentials.Token(t.Context(), in.AppID); return err == nil })
	p.start(t, in)
	p.reviewing(t, in)
	p.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.ByPush, p.result(t, in).VerdictBy)
}

func merchantWithoutPermission(t *testing.T, p *platform) {
	in := p.app(t, func(a *wxatest.App) { a.PermissionSets = []int{17} })
	p.start(t, in)
	status := p.result(t, in)
	require.Equal(t, workflows.OutcomeCredentials, status.Outcome)
	require.Contains(t, status.Problem.Message+remedy(status), "18")
}

func oneRefresh(t *testing.T, p *platform) {
	in := p.app(t, nil)
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if _, err := p.credentials.Token(context.Background(), in.AppID); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.Equal(t, 1, p.sim.Calls(authorizerTokenPath, in.AppID))
}

// Temporal is away when the verdict is pushed: the bridge does not say success, and the poll finds the verdict.
func TestPushWhileTemporalIsDown(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, devserver.Options{DBFile: filepath.Join(t.TempDir(), "temporal.db")})
	in := p.app(t, nil)
	p.start(t, in)
	p.reviewing(t, in)
	require.NoError(t, p.temporal.Stop())
	p.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	until(t, "the bridge's answer", func() bool { return len(p.pushes(in)) == 1 })
	require.Equal(t, 503, p.pushes(in)[0].Status)
	again, err := devserver.Start(t.Context(), p.temporal.Options())
	require.NoError(t, err)
	p.temporal = again
	status := p.result(t, in)
	require.Equal(t, workflows.OutcomeApproved, status.Outcome)
	require.Equal(t, workflows.ByPoll, status.VerdictBy)
}

func TestBridgeDownForTheWholeReview(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, devserver.Options{})
	in := p.app(t, nil)
	p.start(t, in)
	p.reviewing(t, in)
	p.stopBridge()
	p.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	status := p.result(t, in)
	require.Equal(t, workflows.OutcomeApproved, status.Outcome)
	require.Equal(t, workflows.ByPoll, status.VerdictBy)
	until(t, "the push", func() bool { return len(p.pushes(in)) == 1 })
	require.Zero(t, p.pushes(in)[0].Status, "nobody answered")

	// It comes back and serves the next release.
	p.startBridge(t, nil)
	next := quietly(p.app(t, nil))
	p.start(t, next)
	p.reviewing(t, next)
	p.decide(t, next, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.ByPush, p.result(t, next).VerdictBy)
}
