package command

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/testkit/vt"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
)

// polled is a release whose poll began at the start; a worker of today leaves the next look to its readers.
func polled(st *workflows.Status) {
	pace := timing.Pace{}.WithDefaults()
	st.Pace, st.Waiting.PollMode, st.Waiting.PollBegan = &pace, activities.PollRegular, st.StartedAt
}

// The next look lies ahead however long nothing has happened in the release: JSON, text and the live view say the same.
func TestNextPollIsAhead(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s, tty := &fakeTemporal{}, vt.New(100)
		r := s.open("run-1", polled)
		time.Sleep(9*time.Hour + 17*time.Minute)
		want := r.status.NextPoll(time.Now())
		require.True(t, want.After(time.Now()) && want.Before(time.Now().Add(3*time.Hour)), want)
		_, out, _ := s.wxrelease(t.Context(), t, "status", testApp, "-o", "json")
		waiting := object(t, out)["status"].(map[string]any)["waiting"].(map[string]any)
		assert.Equal(t, want.Format(time.RFC3339Nano), waiting["next_poll"])
		_, out, _ = s.wxrelease(t.Context(), t, "status", testApp)
		assert.Contains(t, out, ", next poll about "+inJSON.Time(want)+", until ")
		result := s.onTerminal(t.Context(), t, tty, "wait", testApp, "--timeout", "1m")
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Contains(t, strings.Join(trimmed(tty), "\n"), "("+inJSON.Time(want)+")")
		result()
	})
}

// Temporal's pending call knows the next look exactly; the request to hurry is no look. What an older worker said hours ago is
// worth nothing.
func TestNextPollIsTheBestThatIsKnown(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		r := s.open("run-1", polled)
		time.Sleep(9 * time.Hour)
		next := func() string {
			_, out, _ := s.wxrelease(t.Context(), t, "status", testApp, "-o", "json")
			at, _ := object(t, out)["status"].(map[string]any)["waiting"].(map[string]any)["next_poll"].(string)
			return at
		}
		call := func(activity string, in time.Duration) {
			r.pending = append(r.pending, &workflowpb.PendingActivityInfo{
				ActivityType: &commonpb.ActivityType{Name: activity}, Attempt: 3,
				NextAttemptScheduleTime: timestamppb.New(time.Now().Add(in)),
			})
		}
		planned := r.status.NextPoll(time.Now()).Format(time.RFC3339Nano)
		assert.Equal(t, planned, next())
		call("ExpediteAudit", time.Minute)
		assert.Equal(t, planned, next())
		call("PollAudit", 7*time.Minute)
		assert.Equal(t, time.Now().Add(7*time.Minute).UTC().Format(time.RFC3339), next())

		r.pending = nil
		s.change(r, func(st *workflows.Status) {
			st.Pace, st.Waiting.PollBegan, st.Waiting.NextPoll = nil, time.Time{}, time.Now().Add(-8*time.Hour)
		})
		assert.Empty(t, next())
		s.change(r, func(st *workflows.Status) { st.Waiting.NextPoll = time.Now().Add(time.Minute) })
		assert.Equal(t, time.Now().Add(time.Minute).UTC().Format(time.RFC3339), next())
	})
}

// status and list agree on when a release began, whoever answers, also where its run is not its first.
func TestStartedAtAgrees(t *testing.T) {
	isolate(t)
	first := time.Date(1999, 12, 1, 8, 30, 0, 0, time.UTC)
	for _, tt := range []struct {
		name   string
		own    bool // the run is the release's first
		worker time.Time
		want   string
	}{
		{"one run", true, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), "2000-01-01T00:00:00Z"},
		{"a later run", false, first.Add(345 * time.Millisecond), "1999-12-01T08:30:00Z"},
		{"a later run, and a worker that does not know", false, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), "1999-12-01T08:30:00Z"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &fakeTemporal{}
			r := s.open("run-1", func(st *workflows.Status) { st.StartedAt = tt.worker })
			memo := time.Now().Add(-2 * time.Second).UTC().Format(time.RFC3339) // the command's clock is not the server's
			r.info.StartTime = timestamppb.Now()
			if !tt.own {
				memo = first.Format(time.RFC3339)
			}
			r.info.Memo = &commonpb.Memo{Fields: map[string]*commonpb.Payload{workflows.MemoFirstStart: payload(memo)}}
			agree := func(what string) {
				_, out, _ := s.wxrelease(t.Context(), t, "status", testApp, "-o", "json")
				assert.Equal(t, tt.want, object(t, out)["status"].(map[string]any)["started_at"], "%s: status, %s", tt.name, what)
				_, out, _ = s.wxrelease(t.Context(), t, "list", "--all", "-o", "json")
				assert.Equal(t, tt.want, object(t, out)["releases"].([]any)[0].(map[string]any)["started_at"], "%s: list, %s", tt.name,
					what)
			}
			agree("by a worker")
			s.setNoWorker(true)
			agree("without a worker")
			s.finish(r, workflows.OutcomeRejected)
			agree("by the result")
		})
	}
}

// A long time line says what was cut and what happened again and again.
func TestLongTimeLine(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.open("run-1", func(st *workflows.Status) {
			st.Timeline = nil
			for i := range workflows.FirstMoments + 2 {
				st.Timeline = append(st.Timeline, workflows.Moment{At: st.StartedAt.Add(time.Duration(i) * time.Second), Text: "a line"})
			}
			st.Timeline[workflows.FirstMoments].Times, st.TimelineCut = 3, 17
			st.Delay = &workflows.Delay{Since: st.StartedAt, Reason: []string{"资质待核实"}}
		})
		_, out, _ := s.wxrelease(t.Context(), t, "status", testApp)
		assert.Contains(t, out, "\n  2000-01-01 00:00:49 UTC  a line\n  … 17 lines more\n  2000-01-01 00:00:50 UTC  a line (3 times in "+
			"a row)\n  2000-01-01 00:00:51 UTC  a line\n")
		assert.Contains(t, out, "\ndelayed       since 2000-01-01 00:00:00 UTC\n              资质待核实\n")
		_, out, _ = s.wxrelease(t.Context(), t, "status", testApp, "--lang", "zh")
		assert.Contains(t, out, "\n  … 另有 17 行\n  2000-01-01 00:00:50 UTC  a line（连续 3 次）\n")
	})
}
