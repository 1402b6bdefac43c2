// Package e2e drives real releases: a real Temporal server in this process, a real worker, HTTP over loopback to the simulated
// WeChat with faults. What counts is the simulator's ledger, which is what WeChat accepted.
package e2e

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/internal/pgtest"
	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const (
	detectPath  = "/wxa/security/get_code_privacy_info"
	versionPath = "/wxa/getversioninfo"
	submitPath  = "/wxa/submit_audit"
	statusPath  = "/wxa/get_auditstatus"
	latestPath  = "/wxa/get_latest_auditstatus"
	undoPath    = "/wxa/undocodeaudit"
)

// patience bounds every wait for something that must happen; a test that runs into it has failed.
const patience = 60 * time.Second

// world is a Temporal server and a simulated WeChat. Its clock is the real one: reviews end when a test decides so.
type world struct {
	temporal *devserver.Server
	client   client.Client
	sim      *wxatest.Sim
	wechat   *httptest.Server
	logs     *testkit.Buffer // everything that the programs log, at every level
	started  atomic.Bool     // a release was
	secrets  []string        // of ours, beside the simulator's
}

// newWorld starts a world; close it.
func newWorld(options devserver.Options, config wxatest.Config) (*world, error) {
	w := &world{logs: &testkit.Buffer{}}
	options.UIPort, options.Logger = devserver.NoUI, testkit.DebugLog(w.logs)
	config.Speed, config.Seed, config.Logger = 1, 1, testkit.DebugLog(w.logs)
	var err error
	if w.temporal, err = devserver.Start(context.Background(), options); err != nil {
		return nil, err
	}
	// The identity is fixed because it stands in recorded histories.
	w.client, err = w.temporal.NewClient(
		context.Background(),
		withKey(client.Options{Logger: log.NewStructuredLogger(testkit.DebugLog(w.logs)), Identity: "e2e"}),
	)
	if err != nil {
		return nil, err
	}
	w.sim = wxatest.New(config)
	w.wechat = httptest.NewServer(w.sim)
	return w, nil
}

func (w *world) close() {
	w.client.Close()
	_ = w.temporal.Stop()
	w.wechat.Close()
	w.sim.Close()
}

// tokenService is the simulator's: the simplest way to tokens.
func (w *world) tokenService() (wxa.TokenSource, error) {
	return wxa.NewHTTPTokens(
		wxa.HTTPTokensConfig{
			URL:         w.wechat.URL + "/_sim/token?appid={appid}",
			HeaderName:  "Authorization",
			HeaderValue: "Bearer " + tokenSecret,
		},
	)
}

// startWorker runs a worker as the worker program wires it.
func (w *world) startWorker(tokens wxa.TokenSource) (worker.Worker, error) {
	wechat, err := wxa.New(wxa.Config{BaseURL: w.wechat.URL, Tokens: tokens, Logger: testkit.DebugLog(w.logs)})
	if err != nil {
		return nil, err
	}
	options := workflows.WorkerOptions()
	options.Identity = "e2e-worker"
	wk := worker.New(w.client, workflows.TaskQueue, options)
	workflows.Options{Words: words.English.WebUI(nil)}.Register(wk, &activities.Activities{WeChat: wechat})
	return wk, wk.Start()
}

// tokenSecret guards the simulator's token service.
const tokenSecret = "token-service-secret-of-the-tests"

// shared serves all tests that do not need a world of their own; they run side by side on it.
var shared *world

func TestMain(m *testing.M) {
	flag.Parse() // the world depends on it
	var err error
	shared, err = newWorld(devserver.Options{SearchAttributes: releases.SearchAttributeTypes()}, wxatest.Config{TokenSecret: tokenSecret})
	if err == nil {
		var tokens wxa.TokenSource
		if tokens, err = shared.tokenService(); err == nil {
			_, err = shared.startWorker(tokens)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "starting the world of the tests:", err)
		os.Exit(1)
	}
	code := m.Run()
	if err := shared.searchSecrets(); err != nil {
		fmt.Fprintln(os.Stderr, "FAIL:", err)
		code = 1
	}
	if err := shared.searchPlain(); shared.started.Load() && err != nil {
		fmt.Fprintln(os.Stderr, "FAIL:", err)
		code = 1
	}
	shared.close()
	pgtest.Stop()
	os.Exit(code)
}

var apps atomic.Int64

// app adds a Mini Program of its own for a test and gives its release.
func (w *world) app(t *testing.T, change func(*wxatest.App)) workflows.ReleaseInput {
	t.Helper()
	app := wxatest.App{
		AppID: fmt.Sprintf("wx%016d", apps.Add(1)), TrialVersion: "1.4.0", TrialDesc: "build 812",
		// Reviews stay open until the test decides.
		Plans: []wxatest.Plan{{{After: 1000 * time.Hour, Status: wxatest.StatusApproved}}},
	}
	if change != nil {
		change(&app)
	}
	w.sim.AddApp(app)
	return workflows.ReleaseInput{
		AppID: app.AppID, Version: app.TrialVersion,
		Audit: wxa.SubmitAuditRequest{
			VersionDesc: "测试账号 100 <b>&\"引号\" 😀",
			ItemList:    []wxa.AuditItem{{Address: "pages/index/index", FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616}},
		},
		Pace: pace,
	}
}

// pace makes the waits short. Polls go on for ever at PollMax.
var pace = timing.Pace{
	Detection: ms(
		20,
	), Poll: ms(50), PollMax: ms(100), Hint: ms(50), Retry: ms(30), RetryMax: ms(200), Busy: ms(40), Attempt: timing.Duration(20 * time.Second),
}

func ms(n int) timing.Duration { return timing.Duration(time.Duration(n) * time.Millisecond) }

// quietly makes the regular polls so seldom that only a push or an operator can bring the verdict.
func quietly(in workflows.ReleaseInput) workflows.ReleaseInput {
	in.Pace.Poll, in.Pace.PollMax = timing.Duration(time.Hour), timing.Duration(time.Hour)
	return in
}

// start begins a release.
func (w *world) start(t *testing.T, in workflows.ReleaseInput) releases.Started {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	w.started.Store(true)
	started, err := releases.New(w.client, clientOptions()).Start(ctx, in, releases.Origin{})
	require.NoError(t, err)
	return started
}

// result waits for the end of a release.
func (w *world) result(t *testing.T, in workflows.ReleaseInput) workflows.Status {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var status workflows.Status
	require.NoError(t, w.client.GetWorkflow(ctx, workflows.WorkflowID(in.AppID), "").Get(ctx, &status))
	return status
}

// status asks the open release. A query that meets a worker which was killed a moment ago fails, and is asked again.
func (w *world) status(t *testing.T, in workflows.ReleaseInput) workflows.Status {
	t.Helper()
	var status workflows.Status
	until(t, "the release answers a query", func() bool {
		value, err := w.client.QueryWorkflow(t.Context(), workflows.WorkflowID(in.AppID), "", workflows.QueryStatus)
		return err == nil && value.Get(&status) == nil
	})
	return status
}

// until waits for a condition on what can be seen from outside.
func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	testkit.Until(t, patience, what, condition)
}

// reviewing waits until WeChat reviews and the release knows it.
func (w *world) reviewing(t *testing.T, in workflows.ReleaseInput) workflows.Status {
	t.Helper()
	var status workflows.Status
	until(t, "review is open", func() bool { status = w.status(t, in); return status.Stage == workflows.StageReview })
	return status
}

// decide ends the open review.
func (w *world) decide(t *testing.T, in workflows.ReleaseInput, v wxatest.Verdict) {
	t.Helper()
	require.NoError(t, w.sim.Decide(in.AppID, v))
}

// push is what the bridge does with a verified push.
func (w *world) push(t *testing.T, in workflows.ReleaseInput, event string) {
	t.Helper()
	require.NoError(
		t,
		w.client.SignalWorkflow(
			t.Context(),
			workflows.WorkflowID(in.AppID),
			"",
			workflows.SignalAuditEvent,
			workflows.AuditEvent{Event: event},
		),
	)
}

// update sends an operator's update and gives the answer.
func (w *world) update(t *testing.T, in workflows.ReleaseInput, name string, arg any) (string, error) {
	t.Helper()
	handle, err := w.client.UpdateWorkflow(t.Context(), client.UpdateWorkflowOptions{
		WorkflowID: workflows.WorkflowID(in.AppID), UpdateName: name, Args: []any{arg}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return "", err
	}
	if name == workflows.UpdateExtendDeadline {
		var until time.Time
		err := handle.Get(t.Context(), &until)
		return until.Format(time.RFC3339), err
	}
	var answer workflows.Answer
	err = handle.Get(t.Context(), &answer)
	return words.Answer(answer).String(), err
}

// remedy is what a status says to do about its problem.
func remedy(s workflows.Status) string {
	_, remedy := words.Remedy(*s.Problem)
	return remedy.String()
}

// accepted lists what WeChat accepted for a Mini Program.
func (w *world) accepted(in workflows.ReleaseInput) []string {
	var actions []string
	for _, e := range w.sim.Ledger() {
		if e.AppID == in.AppID {
			actions = append(actions, e.Action)
		}
	}
	return actions
}

// submitted gives the audit id of the only accepted submission.
func (w *world) submitted(t *testing.T, in workflows.ReleaseInput) int64 {
	t.Helper()
	var ids []int64
	for _, e := range w.sim.Ledger() {
		if e.AppID == in.AppID && e.Action == wxatest.ActionSubmit {
			ids = append(ids, e.AuditID)
		}
	}
	require.Len(t, ids, 1, "accepted submissions")
	return ids[0]
}

// history reads a run's whole history.
func (w *world) history(t *testing.T, in workflows.ReleaseInput) *historypb.History {
	t.Helper()
	h, err := readHistory(t.Context(), w.client, workflows.WorkflowID(in.AppID), "")
	require.NoError(t, err)
	return h
}
