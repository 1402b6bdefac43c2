package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/wxa/push"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const platformAppID = "wx0f1e2d3c4b5a6978"

// world is all that runs: Temporal, workers and bridge as processes, and WeChat in this one, so that nothing ends its ledger.
type world struct {
	dir     string
	sim     *wxatest.Sim
	wechat  *httptest.Server
	ledger  *ledgerWatch
	console console
	bridged string // base URL of the bridge
	program *program
	client  *releases.Client

	server, bridge *process
	workers        []*process
	closers        []func()
}

// console is what the open platform's console would show of the platform. It is made anew for each run and is no part of the plan.
type console struct {
	secret, pushToken string
	pushKey           push.Key
	encodedKey        string
}

func newConsole() (c console, err error) {
	c = console{secret: strings.ToLower(rand.Text()), pushToken: rand.Text(), encodedKey: push.NewEncodingAESKey()}
	c.pushKey, err = push.ParseKey(c.encodedKey)
	return c, err
}

// newWorld starts everything; close it, also after an error.
func newWorld(ctx context.Context, o options, p plan, dir string) (w *world, err error) {
	w = &world{dir: dir}
	logs := filepath.Join(dir, "logs")
	if err := os.MkdirAll(logs, 0o700); err != nil {
		return w, err
	}
	if w.console, err = newConsole(); err != nil {
		return w, err
	}
	temporalPort, err := freePort()
	if err != nil {
		return w, err
	}
	bridgePort, err := freePort()
	if err != nil {
		return w, err
	}
	w.bridged = "http://127.0.0.1:" + strconv.Itoa(bridgePort)
	if err := w.startWeChat(p, logs); err != nil {
		return w, err
	}
	if err := w.prepareProgram(ctx, o.program, logs, temporalPort, bridgePort); err != nil {
		return w, err
	}
	if err := w.startTemporal(ctx, logs, temporalPort); err != nil {
		return w, err
	}
	return w, w.startPrograms(ctx, logs, o.workers)
}

func (w *world) startWeChat(p plan, logs string) error {
	log, err := os.Create(filepath.Join(logs, "wechat.log"))
	if err != nil {
		return err
	}
	w.sim = wxatest.New(wxatest.Config{
		Speed: 1, Seed: p.Seed, Quota: wxatest.Quota{Limit: 1_000_000, SpeedupLimit: 1_000_000},
		Logger:   slog.New(slog.NewTextHandler(log, nil)),
		Platform: wxatest.Platform{AppID: platformAppID, Secret: w.console.secret},
		Callback: wxatest.Callback{
			URL: w.bridged + "/wechat/$APPID$/messages", EventsURL: w.bridged + "/wechat/events",
			Token: w.console.pushToken, EncodingAESKey: w.console.encodedKey,
		},
	})
	w.wechat = httptest.NewServer(w.sim)
	watching, stop := context.WithCancel(context.Background())
	w.ledger = newLedgerWatch(w.sim)
	go w.ledger.run(watching)
	w.closers = append(w.closers, func() { stop(); w.wechat.CloseClientConnections(); w.wechat.Close(); w.sim.Close(); _ = log.Close() })
	for _, r := range p.Releases {
		for _, t := range r.Troubles {
			w.sim.Fault(t.Fault)
		}
	}
	return nil
}

func (w *world) prepareProgram(ctx context.Context, path, logs string, temporalPort, bridgePort int) (err error) {
	if path == "" {
		if path, err = buildProgram(ctx, w.dir); err != nil {
			return err
		}
	}
	log, err := os.Create(filepath.Join(logs, "commands.log"))
	if err != nil {
		return err
	}
	w.closers = append(w.closers, func() { _ = log.Close() })
	key := make([]byte, credentials.KeySize)
	_, _ = rand.Read(key)
	w.program = &program{path: path, log: log, settings: []string{
		// Nothing of the machine's own settings.
		"HOME=" + w.dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(),
		"TEMPORAL_ADDRESS=127.0.0.1:" + strconv.Itoa(temporalPort),
		"WXRELEASE_WECHAT_URL=" + w.wechat.URL,
		"WXRELEASE_STORE=" + filepath.Join(w.dir, "credentials.db"),
		"WXRELEASE_STORE_KEY=" + base64.StdEncoding.EncodeToString(key),
		"WXRELEASE_PLATFORM_APPID=" + platformAppID, "WXRELEASE_PLATFORM_SECRET=" + w.console.secret,
		"WXRELEASE_BRIDGE_ADDR=127.0.0.1:" + strconv.Itoa(bridgePort),
		"WXRELEASE_PUSH_TOKEN=" + w.console.pushToken, "WXRELEASE_PUSH_KEY=" + w.console.encodedKey,
	}}
	return nil
}

func (w *world) startTemporal(ctx context.Context, logs string, port int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	server := func() *exec.Cmd {
		return exec.Command(self, roleServer, "-db", filepath.Join(w.dir, "temporal.db"), "-port", strconv.Itoa(port))
	}
	if w.server, err = w.process(logs, "temporal", server, true); err != nil {
		return err
	}
	if err := w.server.start(ctx); err != nil {
		return err
	}
	quiet := log.NewStructuredLogger(slog.New(slog.DiscardHandler))
	w.client, err = releases.Dial(ctx, client.Options{HostPort: "127.0.0.1:" + strconv.Itoa(port), Logger: quiet}, releases.Options{})
	if err == nil {
		w.closers = append(w.closers, w.client.Close)
	}
	return err
}

// process makes a process that ends with the world.
func (w *world) process(logs, name string, command func() *exec.Cmd, ready bool) (*process, error) {
	p, err := newProcess(logs, name, command, ready)
	if err == nil {
		w.closers = append(w.closers, p.close)
	}
	return p, err
}

// startPrograms starts bridge and workers, and has WeChat push the platform's first ticket: without one there is no token.
func (w *world) startPrograms(ctx context.Context, logs string, workers int) (err error) {
	if w.bridge, err = w.process(logs, "bridge", func() *exec.Cmd { return w.program.command("bridge") }, false); err != nil {
		return err
	}
	if err := w.bridge.start(ctx); err != nil {
		return err
	}
	if err := w.bridgeReady(ctx); err != nil {
		return err
	}
	w.sim.PushTicket()
	for n := range workers {
		name := "worker-" + strconv.Itoa(n+1)
		worker, err := w.process(logs, name, func() *exec.Cmd { return w.program.command("worker") }, false)
		if err != nil {
			return err
		}
		w.workers = append(w.workers, worker)
		if err := worker.start(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) bridgeReady(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.bridged+"/readyz", nil)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			_, _ = io.Copy(io.Discard, response.Body)
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		if rest(ctx, 50*time.Millisecond) != nil {
			return fmt.Errorf("the bridge was not ready within a minute: its log is in %s", filepath.Join(w.dir, "logs"))
		}
	}
}

// processes are those that can be hit.
func (w *world) processes() []*process {
	return append([]*process{w.server, w.bridge}, w.workers...)
}

// close ends everything, the children first that were started last. A second call does nothing.
func (w *world) close() {
	for i := len(w.closers) - 1; i >= 0; i-- {
		w.closers[i]()
	}
	w.closers = nil
}
