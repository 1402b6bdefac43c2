package simulation

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdktemporal "go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// calm is a schedule in which nothing goes wrong: approved after three hours.
func calm() *schedule {
	s := &schedule{Input: draw(1).Input}
	s.Input.Expedite, s.Input.Limits = workflows.Expedite{}, workflows.Limits{}
	s.App = wxatest.App{
		AppID:        appid,
		TrialVersion: version,
		Plans:        []wxatest.Plan{{{After: 3 * time.Hour, Status: wxatest.StatusApproved}}},
	}
	return s
}

func TestCalm(t *testing.T) {
	r := simulate(t, calm(), false)
	require.Empty(t, r.check())
	require.Equal(t, workflows.OutcomeApproved, r.status.Outcome)
	require.Equal(t, workflows.ByPush, r.status.VerdictBy)
	require.Equal(t, 3*time.Hour, r.ended.Round(time.Millisecond))
	require.Len(t, r.wechat.sim.Ledger(), 1)
}

// A failing seed is worth something only if it fails again. Two activities at the same moment may change places; nothing that
// is checked may hang on that, nor on the random pauses in the client's own repeats.
func TestSameSeedSameRun(t *testing.T) {
	for seed := range uint64(25) {
		first, second := simulate(t, draw(seed), false), simulate(t, draw(seed), false)
		require.Equal(t, first.status.Outcome, second.status.Outcome, "seed %d", seed)
		require.Equal(t, first.ended, second.ended, "seed %d", seed)
		require.Equal(t, first.wechat.sim.Ledger(), second.wechat.sim.Ledger(), "seed %d", seed)
		require.Equal(t, first.counts, second.counts, "seed %d", seed)
		require.Equal(t, first.after, second.after, "seed %d", seed)
	}
}

// A cancelled release waits for the submission that is under way, as the workflow asks for, and takes it back.
func TestCancellationWaitsForARunningAttempt(t *testing.T) {
	s := calm()
	s.Slow = []slowness{{Endpoint: submitPath, Nth: 1, After: 20 * time.Second}}
	s.Acts = []act{{During: submitPath, Nth: 1, Answered: true, Do: doCancel}}
	r := simulate(t, s, false)
	require.Equal(t, workflows.OutcomeCancelled, r.status.Outcome)
	require.GreaterOrEqual(t, r.ended, 20*time.Second)
	ledger := r.wechat.sim.Ledger()
	require.Len(t, ledger, 2)
	require.Equal(t, wxatest.ActionUndo, ledger[1].Action)
	require.Empty(t, r.check())
}

// While no worker is there nothing is called, and nobody sees a push.
func TestDowntime(t *testing.T) {
	s := calm()
	s.Down = []window{{0, time.Hour}, {2 * time.Hour, 10 * time.Hour}}
	r := simulate(t, s, false)
	require.Empty(t, r.check())
	require.Equal(t, time.Hour, r.wechat.exchanges[0].At)
	for _, x := range r.wechat.exchanges {
		require.False(t, s.Down[0].holds(x.At) || s.Down[1].holds(x.At), x.At)
	}
	require.Equal(t, workflows.OutcomeApproved, r.status.Outcome)
	require.Equal(t, 12*time.Hour, r.ended)
}

// A dead worker's call may have had its effect, and what it has not told Temporal is lost.
func TestLostWorker(t *testing.T) {
	s := calm()
	s.Deaths = 1
	r := &run{schedule: s}
	a := &activityRun{name: "SubmitAudit", seq: 1, attempts: 1}
	require.True(t, r.fateOf(a).dies)
	require.Equal(t, r.fateOf(a), r.fateOf(a), "the same attempt has the same fate")

	s.Deaths = 0.5
	found := simulate(t, s, false)
	require.Empty(t, found.check())
	require.Len(t, found.submissions(), 1)
	require.Greater(t, found.deaths(), 0)
}

func (r *run) submissions() (all []wxatest.Effect) {
	for _, e := range r.wechat.sim.Ledger() {
		if e.Action == wxatest.ActionSubmit {
			all = append(all, e)
		}
	}
	return all
}

func (r *run) deaths() (n int) {
	for _, a := range r.attempts {
		if a.isDead() {
			n++
		}
	}
	return n
}

// A call that its caller has given up may reach WeChat all the same.
func TestLateCallLands(t *testing.T) {
	s := calm()
	s.Slow = []slowness{{Endpoint: submitPath, Nth: 1, Before: 32 * time.Second, Lands: true}}
	r := simulate(t, s, false)
	require.Empty(t, r.check())
	require.Equal(t, 32*time.Second, r.submissions()[0].At.Sub(r.start).Round(time.Second))
	require.Equal(t, workflows.OutcomeApproved, r.status.Outcome)
}

// Each check must be able to fail: a run in which all is well is told wrongly.
func TestChecksNotice(t *testing.T) {
	for kind, lie := range map[string]func(*run){
		"untrue outcome":            func(r *run) { r.status.Outcome = workflows.OutcomeRejected },
		"stranger's verdict":        func(r *run) { r.reviews[0].Version = "9.9.9" },
		"submitted and given up":    func(r *run) { r.status.Outcome = workflows.OutcomeQuota },
		"verdict missed":            func(r *run) { r.status.Outcome = workflows.OutcomeExpired },
		"expired early":             func(r *run) { r.status.Outcome = workflows.OutcomeExpired },
		"detection limit early":     func(r *run) { r.status.Outcome = workflows.OutcomeDetectionExpired },
		"busy early":                func(r *run) { r.status.Outcome = workflows.OutcomeBusy },
		"needs_human":               func(r *run) { r.status.NeedsHuman = true },
		"open review forgotten":     func(r *run) { r.after[0].Status = wxatest.StatusReviewing },
		"failed":                    func(r *run) { r.err = errors.New("no") },
		"endless":                   func(r *run) { r.horizon, r.samples = true, []sample{{}} },
		"signal lost":               func(r *run) { r.lost = 1 },
		"revocation that never was": func(r *run) { r.blocked(activities.ProblemRevoked) },
		"token limit early":         func(r *run) { r.status.Outcome = workflows.OutcomeCredentials; r.answer(-1, tokenCall, noTokenCode) },
		"last look":                 func(r *run) { r.status.Outcome = workflows.OutcomeExpired },
		"limit late":                func(r *run) { r.checks(2 * time.Hour) },
		"sent without reading":      func(r *run) { r.answer(2, versionPath, 0) },
		"wrong version":             func(r *run) { r.exchange(3).Version = "9.9.9" },
		"85012 believed":            func(r *run) { r.exchange(6).Code = 85012 },
		"never hurried":             func(r *run) { r.schedule.Input.Expedite.Policy = workflows.ExpediteAlways },
		"not asked again": func(r *run) {
			r.updates = []*update{{complete: true, Answer: workflows.Answer{Kind: workflows.AnswerAsking}, Answered: time.Hour + 20*time.Minute}}
		},
		"push unheeded": func(r *run) { r.warned = []time.Duration{time.Hour + 20*time.Minute} },
		"told after the end": func(r *run) {
			r.status.Timeline = append(r.status.Timeline, workflows.Moment{At: r.status.EndedAt.Add(time.Second)})
		},
		"update slow": func(r *run) { r.updates = []*update{{accepted: true, complete: true, Answered: time.Minute}} },
		"update too late": func(r *run) {
			r.cancelAt, r.updates = 0, []*update{{accepted: true, complete: true, Accepted: 1, Answered: 1}}
		},
		"update refused": func(r *run) {
			r.updates = []*update{{Name: "extend-deadline", Refusal: refusedAs(workflows.RefusedWithdrawing)}}
		},
		"update untrue":  func(r *run) { r.withdrawn(workflows.Answer{Kind: workflows.AnswerWithdrawn}) },
		"promise broken": func(r *run) { r.withdrawn(workflows.Answer{Kind: workflows.AnswerStillTakeBack}) },
		"pushes not coalesced": func(r *run) {
			for range 2 {
				r.attempts = append(r.attempts, &attempt{of: &activityRun{arg: activities.PollInput{Mode: activities.PollHint}}})
			}
		},
		"update unanswered": func(r *run) { r.updates = []*update{{accepted: true}} },
		"history grows":     func(r *run) { r.counts["activity"] = 40 },
		"too many calls":    func(r *run) { r.wechat.exchanges = make([]exchange, 2_000) },
	} {
		t.Run(kind, func(t *testing.T) {
			r := simulate(t, calm(), false)
			require.Empty(t, r.check())
			lie(r)
			var kinds []string
			for _, v := range r.check() {
				kinds = append(kinds, v.kind)
			}
			require.Contains(t, kinds, kind)
		})
	}
}

func (r *run) exchange(n int) *exchange { return &r.wechat.exchanges[n] }

// answer makes the nth exchange another one, counted from the end when it is negative.
func (r *run) answer(n int, endpoint string, code int) {
	if n < 0 {
		n += len(r.wechat.exchanges)
	}
	r.exchange(n).Endpoint, r.exchange(n).Code = endpoint, code
}

func (r *run) blocked(kind activities.ProblemKind) {
	r.status.Outcome, r.status.Problem = workflows.OutcomeBlocked, &activities.Problem{Kind: kind}
}

// checks makes the privacy check run for so long.
func (r *run) checks(long time.Duration) {
	of := &activityRun{name: "WaitForDetection"}
	for _, at := range []time.Duration{0, long} {
		t := &attempt{of: of}
		r.attempts = append(r.attempts, t)
		r.wechat.exchanges = append(r.wechat.exchanges, exchange{At: at, Answered: at, Endpoint: detectPath, Code: 61039, by: t})
	}
}

// withdrawn is an operator's withdrawal that was answered so while the review was open.
func (r *run) withdrawn(answer workflows.Answer) {
	u := &update{Name: "withdraw", accepted: true, complete: true, Answer: answer, Accepted: time.Minute, Answered: time.Minute}
	u.Reviews = []review{{AuditID: r.status.AuditID, Status: wxatest.StatusReviewing}}
	r.updates = []*update{u}
}

// refusedAs is the failure of an update that a release refuses.
func refusedAs(kind workflows.RefusalKind) error {
	return sdktemporal.NewNonRetryableApplicationError(
		"",
		workflows.FailureRefused,
		nil,
		activities.Problem{},
		workflows.Refusal{Kind: kind},
	)
}
