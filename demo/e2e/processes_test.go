package e2e

import (
	"context"
	"encoding/base64"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/internal/pgtest"
	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const componentTokenPath = "/cgi-bin/component/api_component_token"

// processes is a world whose worker and bridge are programs, as in production, on one store.
type processes struct {
	*world
	bridgeAddress string
	settings      []string
	key           []byte
	store         string
}

func newProcesses(t *testing.T, store string) *processes {
	t.Helper()
	// The bridge's port must be known to WeChat before the bridge runs.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &processes{bridgeAddress: listener.Addr().String(), key: storeKey(), store: store}
	require.NoError(t, listener.Close())
	p.world, err = newWorld(devserver.Options{SearchAttributes: releases.SearchAttributeTypes()}, wxatest.Config{
		Platform: wxatest.Platform{AppID: platformAppID, Secret: platformSecret},
		Callback: wxatest.Callback{
			URL: "http://" + p.bridgeAddress + "/wechat/$APPID$/messages", EventsURL: "http://" + p.bridgeAddress + "/wechat/events",
			Token: pushToken, EncodingAESKey: pushKey,
		},
	})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, p.searchSecrets())
		p.close()
	})
	sealed := base64.StdEncoding.EncodeToString(p.key)
	p.secrets = []string{sealed, string(p.key)}
	p.settings = append(append(p.environment(t)[:3], payloadSettings()...),
		"WXRELEASE_WECHAT_URL="+p.wechat.URL, "WXRELEASE_LOG_LEVEL=debug",
		"WXRELEASE_STORE="+store, "WXRELEASE_STORE_KEY="+sealed,
		"WXRELEASE_PLATFORM_APPID="+platformAppID, "WXRELEASE_PLATFORM_SECRET="+platformSecret,
	)
	return p
}

// run starts a program that ends with the test.
func (p *processes) run(t *testing.T, name string, more ...string) *exec.Cmd {
	t.Helper()
	cmd := command(t, name)
	cmd.Env, cmd.Stdout, cmd.Stderr = append(p.settings[:len(p.settings):len(p.settings)], more...), p.logs, p.logs
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

// bridge starts the bridge program and waits until it is ready.
func (p *processes) bridge(t *testing.T) *exec.Cmd {
	t.Helper()
	cmd := p.run(t, "bridge", "WXRELEASE_BRIDGE_ADDR="+p.bridgeAddress, "WXRELEASE_PUSH_TOKEN="+pushToken, "WXRELEASE_PUSH_KEY="+pushKey)
	until(t, "the bridge is ready", func() bool {
		response, err := http.Get("http://" + p.bridgeAddress + "/readyz")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
	return cmd
}

// Two workers and a bridge share one store: every token is refreshed once, and every verdict comes by push.
func TestProcessesShareOneStore(t *testing.T) {
	t.Parallel()
	for name, store := range map[string]func(*testing.T) string{
		"SQLite":     func(t *testing.T) string { return filepath.Join(t.TempDir(), "credentials.db") },
		"PostgreSQL": pgtest.Database,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProcesses(t, store(t))
			p.bridge(t)
			p.sim.PushTicket()
			p.run(t, "worker")
			p.run(t, "worker")
			var inputs []workflows.ReleaseInput
			for range 10 {
				in := quietly(p.app(t, nil))
				p.start(t, in)
				inputs = append(inputs, in)
			}
			for _, in := range inputs {
				p.reviewing(t, in)
				p.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
			}
			for _, in := range inputs {
				require.Equal(t, workflows.ByPush, p.result(t, in).VerdictBy)
				require.Equal(t, 1, p.sim.Calls(authorizerTokenPath, in.AppID), "refreshes of one app's token")
			}
			require.Equal(t, 1, p.sim.Calls(componentTokenPath, ""), "refreshes of the platform's token")

			// A third process, and 200 requests at once for the token of one more app.
			third, err := credentials.Open(t.Context(), credentials.Config{
				AppID: platformAppID, Secret: platformSecret, Store: p.store, Key: p.key, BaseURL: p.wechat.URL, Logger: testkit.DebugLog(p.logs),
			})
			require.NoError(t, err)
			defer third.Close()
			in := p.app(t, nil)
			p.start(t, in)
			var all sync.WaitGroup
			for range 200 {
				all.Go(func() {
					if _, err := third.Token(context.Background(), in.AppID); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			p.reviewing(t, in)
			require.Equal(t, 1, p.sim.Calls(authorizerTokenPath, in.AppID), "refreshes with 200 requests beside the workers'")
			require.Equal(t, 1, p.sim.Calls(componentTokenPath, ""))
		})
	}
}

// WeChat stops pushing tickets; hours later the watchdog asks it to push again, and tickets come.
func TestTicketFeedStalls(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, devserver.Options{})
	startPush := func() int { return p.sim.Calls("/cgi-bin/component/api_start_push_ticket", "") }
	require.NoError(t, p.sim.UpdatePlatform(func(platform *wxatest.Platform) { platform.FeedStopped = true }))
	p.sim.Advance(11 * time.Minute)
	seen := ticketPushes(p.world)
	require.Zero(t, startPush())
	p.later.Store(int64(3 * time.Hour))
	until(t, "WeChat is asked to push again", func() bool { return startPush() > 0 })
	require.Equal(t, seen, ticketPushes(p.world), "nothing was pushed meanwhile")
	p.sim.Advance(11 * time.Minute)
	require.Greater(t, ticketPushes(p.world), seen)
	require.Equal(t, 1, startPush(), "at most once an hour")
}

// ticketPushes counts the tickets that were pushed and answered with success.
func ticketPushes(w *world) int {
	n := 0
	for _, one := range w.sim.Pushes() {
		if one.Event == "component_verify_ticket" && one.Success {
			n++
		}
	}
	return n
}
