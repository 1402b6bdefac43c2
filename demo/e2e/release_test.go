package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// The budget of the ordinary release: the privacy check, the trial version, the submission and the verdict are one call each.
// The newest review is read three times: what was there before, once more just before sending, and which version was accepted.
// The history stays small.
func TestApprovedByPush(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	shared.start(t, in)
	shared.reviewing(t, in)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	shared.push(t, in, "weapp_audit_success")
	status := shared.result(t, in)
	require.Equal(t, workflows.OutcomeApproved, status.Outcome)
	require.Equal(t, workflows.ByPush, status.VerdictBy)
	require.Equal(t, shared.submitted(t, in), status.AuditID)
	for path, calls := range map[string]int{detectPath: 1, versionPath: 1, submitPath: 1, statusPath: 1, latestPath: 3, "": 7} {
		require.Equal(t, calls, shared.sim.Calls(path, in.AppID), path)
	}
	h := shared.history(t, in)
	require.LessOrEqual(t, len(h.Events), 30, "events of a basic release")
	require.Equal(t, 4, events(h, enumspb.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES))
	t.Logf("a basic release with one push has %d events", len(h.Events))
	shared.keep(t, in, "approved-by-push")
}

func TestApprovedWithoutAnyPush(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	shared.start(t, in)
	shared.reviewing(t, in)
	until(t, "some looks", func() bool { return shared.sim.Calls(statusPath, in.AppID) >= 3 })
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	status := shared.result(t, in)
	require.Equal(t, workflows.OutcomeApproved, status.Outcome)
	require.Equal(t, workflows.ByPoll, status.VerdictBy)
	shared.keep(t, in, "approved-by-poll")
}

// Waiting adds nothing to the history: neither 50 looks at the privacy check nor 50 at the review.
func TestWaitingCostsNoEvents(t *testing.T) {
	t.Parallel()
	length := func(detections, polls int) int {
		in := shared.app(t, nil)
		if detections > 0 {
			shared.sim.Fault(wxatest.Fault{Endpoint: detectPath, AppID: in.AppID, Errcode: 61039, Times: detections})
		}
		shared.start(t, in)
		until(t, "the looks", func() bool { return shared.sim.Calls(statusPath, in.AppID) >= polls })
		require.GreaterOrEqual(t, shared.sim.Calls(detectPath, in.AppID), detections+1)
		shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
		require.Equal(t, workflows.OutcomeApproved, shared.result(t, in).Outcome)
		return len(shared.history(t, in).Events)
	}
	short := length(0, 1)
	require.Equal(t, short, length(50, 1), "50 waits for the privacy check")
	require.Equal(t, short, length(0, 50), "50 looks at the review")
	t.Logf("a release found by polling has %d events, however long it waits", short)
}

func TestRejected(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	shared.start(t, in)
	shared.reviewing(t, in)
	shared.decide(
		t,
		in,
		wxatest.Verdict{Status: wxatest.StatusRejected, Reason: "1:服务类目不符:<br>(1):a &amp; b<br>", Screenshots: "mid1|mid2"},
	)
	shared.push(t, in, "weapp_audit_fail")
	status := shared.result(t, in)
	require.Equal(t, workflows.OutcomeRejected, status.Outcome)
	require.Equal(t, []string{"1:服务类目不符:", "(1):a & b"}, status.Reason)
	require.Equal(t, []string{"mid1", "mid2"}, status.Screenshots)
	require.True(t, status.NeedsHuman)
	shared.keep(t, in, "rejected")
}

func TestDelayedThenApproved(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	shared.start(t, in)
	shared.reviewing(t, in)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusDelayed, Reason: "审核延后"})
	shared.push(t, in, "weapp_audit_delay")
	seen := shared.sim.Calls(statusPath, in.AppID)
	until(t, "looks at the delayed review", func() bool { return shared.sim.Calls(statusPath, in.AppID) > seen+3 })
	require.Equal(t, workflows.StageReview, shared.status(t, in).Stage, "a delay is no verdict")
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.OutcomeApproved, shared.result(t, in).Outcome)
	shared.keep(t, in, "delayed-then-approved")
}

func TestWithdrawnFromOutside(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	shared.start(t, in)
	shared.reviewing(t, in)
	require.NoError(t, shared.sim.WithdrawFromOutside(in.AppID))
	status := shared.result(t, in)
	require.Equal(t, workflows.OutcomeWithdrawn, status.Outcome)
	require.Equal(t, []string{"submit"}, shared.accepted(in))
	shared.keep(t, in, "withdrawn-from-outside")
}

func TestCancelledReleaseTakesItsReviewBack(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	shared.start(t, in)
	shared.reviewing(t, in)
	status := shared.cancel(t, in)
	require.Equal(t, workflows.OutcomeCancelled, status.Outcome)
	require.False(t, status.NeedsHuman)
	require.Equal(t, []string{"submit", "undo"}, shared.accepted(in))
	shared.keep(t, in, "cancelled")
}

// The submission's reply is lost and the release is cancelled before it can read what became of it.
func TestCancelledInTheMiddleOfASubmission(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	in.Pace.Retry, in.Pace.RetryMax = timing.Duration(time.Hour), timing.Duration(time.Hour)
	shared.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Cut: wxatest.CutAfter})
	shared.start(t, in)
	until(t, "WeChat has accepted it", func() bool { return len(shared.accepted(in)) == 1 })
	status := shared.cancel(t, in)
	require.Equal(t, workflows.OutcomeCancelled, status.Outcome)
	require.Equal(t, []string{"submit", "undo"}, shared.accepted(in))
}

// An undo whose own reply is lost is read back, not repeated: a Mini Program has five a day.
func TestCancelWithALostUndoReply(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	shared.sim.Fault(wxatest.Fault{Endpoint: undoPath, AppID: in.AppID, Cut: wxatest.CutAfter})
	shared.start(t, in)
	shared.reviewing(t, in)
	shared.cancel(t, in)
	require.Equal(t, []string{"submit", "undo"}, shared.accepted(in))
	require.Equal(t, 1, shared.sim.Calls(undoPath, in.AppID))
}

// cancel cancels the open release and gives its last status.
func (w *world) cancel(t *testing.T, in workflows.ReleaseInput) workflows.Status {
	t.Helper()
	require.NoError(t, w.client.CancelWorkflow(t.Context(), workflows.WorkflowID(in.AppID), ""))
	err := w.client.GetWorkflow(t.Context(), workflows.WorkflowID(in.AppID), "").Get(t.Context(), nil)
	var cancelled *temporal.CanceledError
	require.ErrorAs(t, err, &cancelled)
	var status workflows.Status
	require.NoError(t, cancelled.Details(&status))
	return status
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	in.Limits.Review = ms(1500)
	shared.start(t, in)
	status := shared.result(t, in)
	require.Equal(t, workflows.OutcomeExpired, status.Outcome)
	require.True(t, status.NeedsHuman)
	require.Equal(t, 1, shared.sim.Calls(statusPath, in.AppID), "the last look")
	require.Equal(t, []string{"submit"}, shared.accepted(in), "the review stays open at WeChat")
	shared.keep(t, in, "expired")
}

func TestDetectionThatNeverEnds(t *testing.T) {
	t.Parallel()
	in := shared.app(t, func(a *wxatest.App) { a.Detection = 1000 * time.Hour })
	in.Limits.Detection = ms(800)
	shared.start(t, in)
	status := shared.result(t, in)
	require.Equal(t, workflows.OutcomeDetectionExpired, status.Outcome)
	require.Equal(t, 61039, status.Problem.Code)
	require.Contains(t, remedy(status), "upload the code once more")
	require.Empty(t, shared.accepted(in))
	shared.keep(t, in, "detection-expired")
}

func TestStoppedByWeChat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*wxatest.App)
		want   workflows.Outcome
		code   int
	}{
		{"IP list", func(a *wxatest.App) { a.IPRefused = true }, workflows.OutcomeCredentials, 61004},
		{"permission", func(a *wxatest.App) { a.Unauthorized = 61007 }, workflows.OutcomeCredentials, 61007},
		{"privacy", func(a *wxatest.App) { a.PrivacyBlocked, a.WithoutAuth = true, []string{"wx.getLocation"} }, workflows.OutcomeBlocked, 61040},
		{"another version uploaded", func(a *wxatest.App) { a.TrialVersion = "1.3.9" }, workflows.OutcomeBlocked, 0},
		{"nothing uploaded", func(a *wxatest.App) { a.TrialVersion = "" }, workflows.OutcomeBlocked, 86001},
		{"category", func(a *wxatest.App) {
			a.Categories = []wxatest.Category{{FirstClass: "其他", SecondClass: "其他", FirstID: 1, SecondID: 2}}
		}, workflows.OutcomeBlocked, 85008},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := shared.app(t, c.change)
			in.Version = "1.4.0"
			shared.start(t, in)
			status := shared.result(t, in)
			require.Equal(t, c.want, status.Outcome)
			require.True(t, status.NeedsHuman)
			require.Equal(t, c.code, status.Problem.Code)
			require.NotEmpty(t, remedy(status))
			if c.code != 0 {
				require.NotEmpty(t, status.Problem.RID)
			}
			require.Empty(t, shared.accepted(in))
		})
	}
	in := shared.app(t, func(a *wxatest.App) { a.Unauthorized = 61007 })
	shared.start(t, in)
	shared.result(t, in)
	shared.keep(t, in, "credentials")
}

// Every upsert is an event; a basic release makes three, and one more tells the server which changes of the story it goes by.
func TestSearchAttributeUpserts(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	shared.start(t, in)
	shared.reviewing(t, in)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	shared.result(t, in)
	require.Equal(t, 4, events(shared.history(t, in), enumspb.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES))
}
