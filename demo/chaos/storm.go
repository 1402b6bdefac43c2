package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// world is everything that runs.
type world struct {
	options
	plan   plan
	dir    string
	errors io.Writer

	sim     *wxatest.Sim
	wechat  *httptest.Server
	server  *process
	workers []*process
	bridge  *process
	client  client.Client
	starter *releases.Client

	ended    atomic.Int64
	mu       sync.Mutex // guards blows
	blows    map[string]int
	outcomes []result
}

// result is how one release went.
type result struct {
	ended  bool
	status workflows.Status // what it says
}

// The platform of the simulated WeChat. Its pushes are real ones: encrypted, and refused when they are not.
const (
	platformAppID = "wxa0a0a0a0a0a0a0a0"
	pushToken     = "chaos-push-token"
	pushKey       = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
)

// storm runs the plan and gives the account. There is one, as far as it goes, also where something could not be done.
func storm(ctx context.Context, o options, stderr io.Writer) (*account, error) {
	ctx, stop := context.WithTimeout(ctx, o.limit)
	defer stop()
	w := &world{options: o, plan: planned(o.releases, o.seed), errors: stderr, blows: map[string]int{}}
	w.outcomes = make([]result, o.releases)
	var err error
	if w.dir = o.dir; w.dir == "" {
		w.dir, err = os.MkdirTemp("", "chaos")
	} else {
		err = os.MkdirAll(w.dir, 0o755)
	}
	if err != nil {
		return nil, err
	}
	defer w.close()
	if err := w.open(ctx); err != nil {
		return nil, fmt.Errorf("starting: %w; see %s", err, w.dir)
	}
	began := time.Now()
	err = w.rage(ctx)
	return w.account(time.Since(began)), err
}

// open starts all that the releases need.
func (w *world) open(ctx context.Context) error {
	temporalPort, err := freePort()
	if err != nil {
		return err
	}
	bridgePort, err := freePort()
	if err != nil {
		return err
	}
	w.sim = wxatest.New(wxatest.Config{
		Speed: speed, Seed: w.seed, TokenLife: speed * 2 * time.Hour, Quota: wxatest.Quota{Limit: 1_000_000, SpeedupLimit: 1_000_000},
		Platform: wxatest.Platform{AppID: platformAppID},
		Callback: wxatest.Callback{
			URL: fmt.Sprintf("http://127.0.0.1:%d/wechat/$APPID$/messages", bridgePort), Token: pushToken, EncodingAESKey: pushKey,
			RealTimestamps: true,
		},
	})
	for _, c := range w.plan.courses {
		w.sim.AddApp(c.app)
	}
	for _, f := range w.plan.faults {
		w.sim.Fault(f)
	}
	w.wechat = httptest.NewServer(w.sim)
	address := fmt.Sprintf("127.0.0.1:%d", temporalPort)
	env := []string{
		"HOME=" + w.dir, "PATH=" + os.Getenv("PATH"), "TEMPORAL_ADDRESS=" + address, "WXRELEASE_WECHAT_URL=" + w.wechat.URL,
	}
	forWorkers := append(env[:len(env):len(env)], "WXRELEASE_TOKEN_URL="+w.wechat.URL+"/_sim/token?appid={appid}")
	forBridge := append(env[:len(env):len(env)], fmt.Sprintf("WXRELEASE_BRIDGE_ADDR=127.0.0.1:%d", bridgePort),
		"WXRELEASE_PLATFORM_APPID="+platformAppID, "WXRELEASE_PUSH_TOKEN="+pushToken, "WXRELEASE_PUSH_KEY="+pushKey)
	if w.server, err = newProcess(w.dir, "temporal", env, true, roleServer, filepath.Join(w.dir, "temporal.db"),
		fmt.Sprint(temporalPort)); err != nil {
		return err
	}
	if w.bridge, err = newProcess(w.dir, "bridge", forBridge, false, roleProgram, "bridge"); err != nil {
		return err
	}
	for i := range workers {
		p, err := newProcess(w.dir, fmt.Sprintf("worker-%d", i), forWorkers, false, roleProgram, "worker")
		if err != nil {
			return err
		}
		w.workers = append(w.workers, p)
	}
	for _, p := range append([]*process{w.server, w.bridge}, w.workers...) {
		if err := p.start(); err != nil {
			return err
		}
	}
	w.client, err = client.DialContext(ctx, client.Options{
		HostPort: address, Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		return err
	}
	w.starter = releases.New(w.client, releases.Options{})
	return nil
}

func (w *world) close() {
	if w.client != nil {
		w.client.Close()
	}
	for _, p := range append([]*process{w.bridge, w.server}, w.workers...) {
		if p != nil {
			p.stop(false)
			_ = p.log.Close()
		}
	}
	if w.wechat != nil {
		w.wechat.CloseClientConnections()
		w.wechat.Close()
		w.sim.Close()
	}
}

// rage lets all releases go through the storm, some at a time.
func (w *world) rage(ctx context.Context) error {
	calm, stop := context.WithCancel(ctx)
	defer stop()
	var beside sync.WaitGroup
	beside.Go(func() { w.report(calm) })
	beside.Go(func() { w.strike(calm) })
	var all sync.WaitGroup
	room := make(chan struct{}, w.flight)
	for i, c := range w.plan.courses {
		select {
		case room <- struct{}{}:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
		all.Go(func() {
			defer func() { <-room }()
			w.outcomes[i] = w.release(ctx, c)
			w.ended.Add(1)
		})
	}
	all.Wait()
	stop()
	beside.Wait()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("not all releases had ended after %s", w.limit)
	}
	return ctx.Err()
}

// report says from time to time how far it is.
func (w *world) report(ctx context.Context) {
	tick := time.NewTicker(10 * time.Second)
	defer tick.Stop()
	for began := time.Now(); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			fmt.Fprintf(w.errors, "%s: %d of %d releases have ended\n", time.Since(began).Round(time.Second), w.ended.Load(), w.releases)
		}
	}
}

// strike stops processes when as many releases have ended as the plan says, and starts them again.
func (w *world) strike(ctx context.Context) {
	left := w.plan.blows
	for len(left) > 0 && pause(ctx, 20*time.Millisecond) {
		var later []blow
		for _, b := range left {
			if int64(b.at) > w.ended.Load() {
				later = append(later, b)
				continue
			}
			p, how := w.target(b), "killed"
			if b.gently {
				how = "stopped"
			}
			p.stop(b.gently)
			w.mu.Lock()
			w.blows[string(b.target)+", "+how]++
			w.mu.Unlock()
			for p.start() != nil && pause(ctx, time.Second) { // the port is not free yet
			}
		}
		left = later
	}
}

func (w *world) target(b blow) *process {
	switch b.target {
	case targetServer:
		return w.server
	case targetBridge:
		return w.bridge
	default:
		return w.workers[b.which]
	}
}

// release takes one Mini Program through its course.
func (w *world) release(ctx context.Context, c course) (r result) {
	// The CI run is what tells a repeated start from a new one.
	from := releases.Origin{By: "chaos", CIRun: "run-" + c.app.AppID}
	begin := func() bool {
		for {
			_, err := w.starter.Start(ctx, c.input(), from)
			if err == nil {
				return true
			}
			if _, busy := errors.AsType[*releases.BusyError](err); busy {
				return true // it is being cancelled
			}
			if !pause(ctx, 500*time.Millisecond) {
				return false
			}
		}
	}
	if !begin() {
		return r
	}
	acting, stop := context.WithCancel(ctx)
	var person sync.WaitGroup
	person.Go(func() {
		if !pause(acting, c.after) {
			return
		}
		w.act(acting, c, begin)
		if c.twice {
			w.act(acting, c, begin)
		}
	})
	for ctx.Err() == nil {
		last, err := (&releases.Follower{Client: w.starter, AppID: c.app.AppID}).Follow(ctx)
		if err == nil {
			r = result{true, *last.Status}
			break
		}
		if _, none := errors.AsType[*releases.NotFoundError](err); none || !pause(ctx, 500*time.Millisecond) {
			break
		}
	}
	stop()
	person.Wait()
	return r
}

// act does what the plan says that people do. What comes too late, or meets a Temporal that is away, is not done.
func (w *world) act(ctx context.Context, c course, begin func() bool) {
	r, err := w.starter.Read(ctx, c.app.AppID, "")
	if err != nil || !r.Open() {
		return
	}
	by := workflows.Request{By: "chaos"}
	switch c.act {
	case actExpedite:
		_, _ = w.starter.Expedite(ctx, r, by)
	case actWithdraw:
		_, _ = w.starter.Withdraw(ctx, r, by)
	case actCancel:
		_, _ = w.starter.Cancel(ctx, c.app.AppID, workflows.CancelNote{By: by.By, Reason: "chaos"})
	case actExtend:
		_, _ = w.starter.ExtendDeadline(ctx, r, workflows.ExtendRequest{By: by.By, More: timing.Duration(time.Hour)})
	case actOutside:
		_ = w.sim.WithdrawFromOutside(c.app.AppID)
	case actAgain:
		begin()
	}
}

// pause waits, unless ctx ends before.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// keepHistory writes a release's history into the folder.
func (w *world) keepHistory(appid string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	path := filepath.Join(w.dir, appid+".json")
	events := w.client.GetWorkflowHistory(ctx, workflows.WorkflowID(appid), "", false, 0)
	var lines []string
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			return "not readable: " + err.Error()
		}
		text, err := protojson.Marshal(e)
		if err != nil {
			return err.Error()
		}
		lines = append(lines, string(text))
	}
	if err := os.WriteFile(path, []byte(`{"events":[`+strings.Join(lines, ",\n")+"]}\n"), 0o600); err != nil {
		return err.Error()
	}
	return path
}

// newestStatus is the status of the newest review at the simulated WeChat, -1 where there was none.
func (w *world) newestStatus(appid string) int {
	var app struct {
		Reviews []struct {
			Status int `json:"status"`
		} `json:"reviews"`
	}
	w.ask("/_sim/apps/"+appid, &app)
	if len(app.Reviews) == 0 {
		return -1
	}
	return app.Reviews[len(app.Reviews)-1].Status
}

// struck is how many calls a fault has struck.
func (w *world) struck() (n int) {
	var faults []struct {
		Struck int `json:"struck"`
	}
	w.ask("/_sim/faults", &faults)
	for _, f := range faults {
		n += f.Struck
	}
	return n
}

// ask reads something at the simulated WeChat's own addresses, which always answer.
func (w *world) ask(path string, into any) {
	answer := httptest.NewRecorder()
	w.sim.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
	if err := json.Unmarshal(answer.Body.Bytes(), into); err != nil {
		panic(fmt.Sprintf("%s of the simulator: %v", path, err))
	}
}
