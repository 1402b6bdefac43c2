package command

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

func TestList(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{pageSize: 1}
		s.finish(s.open("run-1"), workflows.OutcomeRejected)
		s.open("run-2", func(st *workflows.Status) {
			st.AppID, st.Version, st.NeedsHuman = "wx1111222233334444", "2.0", true
		})
		s.open("run-3", func(st *workflows.Status) {
			st.AppID, st.Stage, st.AuditID = "wxaaaabbbbccccdddd", workflows.StageDetect, 0
		})
		code, out, errw := s.wxrelease(t.Context(), t, "list", "--all")
		assert.Equal(t, exitOK, code)
		assert.Empty(t, errw)
		assert.Equal(t, `APPID               VERSION  STAGE   OUTCOME   AUDIT ID   STARTED                  BY  NEEDS
wxaaaabbbbccccdddd  1.4.0    detect  open      -          2000-01-01 00:00:00 UTC  -
wx1111222233334444  2.0      review  open      430000001  2000-01-01 00:00:00 UTC  -   a person
wx5555666677778888  1.4.0    done    rejected  430000001  2000-01-01 00:00:00 UTC  -
`, out)

		_, out, _ = s.wxrelease(t.Context(), t, "list", "--all", "--limit", "2")
		assert.Equal(t, 2+1+1, strings.Count(out, "\n"))
		assert.Contains(t, out, "… and more: --page Ag\n")
		_, out, _ = s.wxrelease(t.Context(), t, "list", "--all", "--limit", "2", "--page", "Ag")
		assert.Equal(t, 1+1, strings.Count(out, "\n"), "the rest")
		assert.Contains(t, out, "wx5555666677778888")

		_, out, _ = s.wxrelease(t.Context(), t, "list", "--all", "--limit", "3", "-o", "json")
		got := object(t, out)
		assert.Equal(t, false, got["more"])
		rows := got["releases"].([]any)
		require.Len(t, rows, 3)
		assert.Equal(t, map[string]any{
			"appid": "wx1111222233334444", "version": "2.0", "stage": "review", "outcome": "open", "needs_human": true,
			"audit_id":    430000001.0,
			"workflow_id": "wxrelease/wx1111222233334444", "run_id": "run-2", "execution": "running", "started_at": "2000-01-01T00:00:00Z",
			"workflow_url": "http://ui/namespaces/default/workflows/wxrelease%2Fwx1111222233334444/run-2/user-metadata",
		}, rows[1])
	})
}

func TestListNothing(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		_, out, _ := (&fakeTemporal{}).wxrelease(t.Context(), t, "list")
		assert.Equal(t, "no releases\n", out)
		_, out, _ = (&fakeTemporal{}).wxrelease(t.Context(), t, "list", "-o", "json")
		assert.Equal(t, map[string]any{"releases": []any{}, "more": false, "exit_code": 0.0}, object(t, out))
	})
}

// Without the search attributes each release is asked itself, and the filter still holds.
func TestListWithoutSearchAttributes(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{noAttrs: true}
		s.finish(s.open("run-1"), workflows.OutcomeRejected)
		s.open("run-2", func(st *workflows.Status) { st.AppID, st.NeedsHuman = "wx1111222233334444", true })
		code, out, errw := s.wxrelease(t.Context(), t, "list", "--all")
		assert.Equal(t, exitOK, code)
		assert.Contains(t, errw, "note: namespace \"default\" lacks the search attributes WxAppId, WxAuditId, WxNeedsHuman, WxOutcome, "+
			"WxStage, WxVersion, so each release was asked itself; "+
			"start a worker, which may register them, or run: `temporal operator search-attribute create --namespace default --name "+
			"WxAppId ")
		assert.Equal(t, `APPID               VERSION  STAGE   OUTCOME   AUDIT ID   STARTED                  BY  NEEDS
wx1111222233334444  1.4.0    review  open      430000001  2000-01-01 00:00:00 UTC  -   a person
wx5555666677778888  1.4.0    done    rejected  430000001  2000-01-01 00:00:00 UTC  -
`, out)

		_, out, _ = s.wxrelease(t.Context(), t, "list", "--all", "--needs-human", "-o", "json")
		rows := object(t, out)["releases"].([]any)
		require.Len(t, rows, 1)
		assert.Equal(t, "wx1111222233334444", rows[0].(map[string]any)["appid"])

		s.setNoWorker(true)
		s.runs[1].info.Memo = &commonpb.Memo{Fields: map[string]*commonpb.Payload{"version": payload("1.4.0")}}
		_, out, _ = s.wxrelease(t.Context(), t, "list")
		assert.Contains(t, out, "wx1111222233334444  1.4.0    -      open      -          ", "the id and the memo still tell something")
		_, _, errw = s.wxrelease(t.Context(), t, "list", "--stage", "review")
		assert.Contains(t, errw, "1 release left out because no worker answered")
	})
}

// without gives the attributes of a namespace that lacks one.
func without(name string) map[string]enumspb.IndexedValueType {
	types := releases.SearchAttributeTypes()
	delete(types, name)
	return types
}

// Where only some of the attributes are missing, they are named; where they cannot be read, that is said.
func TestListSaysWhatIsMissing(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{noAttrs: true, attrs: without("WxNeedsHuman")}
		s.open("run-1", func(st *workflows.Status) { st.NeedsHuman = true })
		_, out, errw := s.wxrelease(t.Context(), t, "list", "--needs-human")
		assert.Contains(t, out, testApp)
		assert.Equal(t, `note: namespace "default" lacks the search attributes WxNeedsHuman, so each release was asked itself; start a `+
			`worker, which may register them, `+
			"or run: `temporal operator search-attribute create --namespace default --name WxNeedsHuman --type Bool`\n", errw)

		s.runs = nil
		_, out, errw = s.wxrelease(t.Context(), t, "list", "--needs-human")
		assert.Equal(t, "no releases\n", out)
		assert.Contains(t, errw, "lacks the search attributes WxNeedsHuman", "also where nothing was found")

		s.attrsDenied = true
		_, _, errw = s.wxrelease(t.Context(), t, "list", "--needs-human")
		assert.Contains(t, errw, `namespace "default" does not know the search attributes of releases as they should be, so each `+
			`release was asked itself; see: `+"`wxrelease doctor`"+`; which ones it lacks cannot be read: `)
	})
}

// A single run without search attributes, from before they were registered, says nothing about the namespace.
func TestListWithOneRunWithoutSearchAttributes(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{noAttrs: true, attrs: releases.SearchAttributeTypes()}
		s.open("run-1", func(st *workflows.Status) { st.NeedsHuman = true })
		s.noAttrs = false
		s.open("run-2", func(st *workflows.Status) { st.AppID, st.NeedsHuman = "wx1111222233334444", true })
		_, out, errw := s.wxrelease(t.Context(), t, "list", "--needs-human")
		assert.Empty(t, errw)
		assert.Contains(t, out, testApp, "it was asked itself")
		assert.Contains(t, out, "wx1111222233334444")

		s.setNoWorker(true)
		_, out, errw = s.wxrelease(t.Context(), t, "list", "--needs-human")
		assert.Equal(t, "note: 1 release left out because no worker answered\n", errw)
		assert.NotContains(t, out, testApp)
	})
}

// Another program's workflows of the same type are no releases, and do not keep the list from working.
func TestListWithoutForeignRuns(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{noAttrs: true, attrs: releases.SearchAttributeTypes()}
		s.open("run-1").info.Execution.WorkflowId = "other-program/7"
		s.noAttrs = false
		for _, args := range [][]string{{"list"}, {"list", "--all"}, {"list", "--needs-human"}} {
			code, out, errw := s.wxrelease(t.Context(), t, args...)
			assert.Equal(t, exitOK, code, errw)
			assert.Equal(t, "no releases\n", out)
			assert.Empty(t, errw)
		}
	})
}

// --needs-human tells by Mini Program: its open or last release. What a newer one has overtaken is past.
func TestListNeedsHuman(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{attrs: releases.SearchAttributeTypes()}
		n := 0
		run := func(appid, version string, outcome workflows.Outcome, needs bool) {
			n++
			r := s.open("run-"+strconv.Itoa(n), func(st *workflows.Status) { st.AppID, st.Version, st.NeedsHuman = appid, version, needs })
			if outcome != workflows.OutcomeOpen {
				s.finish(r, outcome)
			}
		}
		run("wx000000000000000a", "1.0", workflows.OutcomeRejected, true)
		run("wx000000000000000a", "1.1", workflows.OutcomeApproved, false) // overtaken by an approved one
		run("wx000000000000000b", "1.0", workflows.OutcomeRejected, true)
		run("wx000000000000000b", "1.1", workflows.OutcomeOpen, false) // overtaken by an open one
		run("wx000000000000000c", "1.0", workflows.OutcomeRejected, true)
		run("wx000000000000000c", "1.1", workflows.OutcomeExpired, true) // rejected, then expired
		run("wx000000000000000d", "1.0", workflows.OutcomeOpen, true)    // parked
		run("wx000000000000000e", "1.0", workflows.OutcomeBlocked, true)
		run("wx000000000000000a", "1.2", workflows.OutcomeApproved, false)

		found := func(args ...string) (rows []string, answer map[string]any) {
			code, out, errw := s.wxrelease(t.Context(), t, append([]string{"list", "--needs-human", "-o", "json"}, args...)...)
			require.Equal(t, exitOK, code, errw)
			answer = object(t, out)
			for _, r := range answer["releases"].([]any) {
				row := r.(map[string]any)
				rows = append(rows, row["appid"].(string)[17:]+" "+row["version"].(string)+" "+row["outcome"].(string))
			}
			return rows, answer
		}
		want := []string{"e 1.0 blocked", "d 1.0 open", "c 1.1 expired"}
		for _, args := range [][]string{nil, {"--all"}, {"--limit", "3"}} {
			got, answer := found(args...)
			assert.Equal(t, want, got, "%v", args)
			assert.Equal(t, false, answer["more"], "what is overtaken is not more: %v", args)
		}
		for _, s.pageSize = range []int{0, 1, 2} {
			var all []string
			for page := ""; ; {
				got, answer := found("--limit", "1", "--page", page)
				require.Len(t, got, 1)
				all = append(all, got...)
				if answer["more"] == false {
					break
				}
				page = answer["next"].(string)
			}
			assert.Equal(t, want, all, "pages of the server: %d", s.pageSize)
		}
	})
}

// Each of the first hundred is asked whether it is being cancelled, for the index knows that only when a worker has begun with it. Of
// the others the index is believed.
func TestListManyThatAreCancelled(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{attrs: releases.SearchAttributeTypes()}
		for i := range 150 {
			s.open("run-"+strconv.Itoa(i), func(st *workflows.Status) { st.AppID = fmt.Sprintf("wx%016d", i) })
		}
		cancelled := func(row int, indexed bool) {
			r := s.runs[len(s.runs)-1-row] // the newest is the first row
			r.cancel = true
			if indexed {
				r.info.SearchAttributes.IndexedFields["WxOutcome"] = payload(workflows.IndexedCancelling)
			}
		}
		cancelled(3, false)
		cancelled(4, true)
		cancelled(120, false)
		cancelled(121, true)
		code, out, errw := s.wxrelease(t.Context(), t, "list", "--limit", "1000", "-o", "json")
		require.Equal(t, exitOK, code, errw)
		var rows []int
		for i, r := range object(t, out)["releases"].([]any) {
			row := r.(map[string]any)
			assert.Equal(t, "open", row["outcome"])
			if row["cancelling"] == true {
				rows = append(rows, i)
			}
		}
		assert.Equal(t, []int{3, 4, 121}, rows)
		assert.Less(t, s.calls["DescribeWorkflowExecutionRequest"], 101)

		// One that was terminated meanwhile did not say how it ended.
		last := s.runs[len(s.runs)-1-121]
		last.info.Status = enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED
		_, out, _ = s.wxrelease(t.Context(), t, "list", "--all", "--limit", "1000")
		assert.Regexp(t, last.status.AppID+` .*  terminated  `, out)
	})
}

// A release that goes on in another run began when its first run did.
func TestListFirstStart(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{noWorker: true}
		r := s.open("run-1")
		r.info.Memo = &commonpb.Memo{Fields: map[string]*commonpb.Payload{workflows.MemoFirstStart: payload("1999-12-01T08:30:00Z")}}
		_, out, _ := s.wxrelease(t.Context(), t, "list")
		assert.Contains(t, out, "  1999-12-01 08:30:00 UTC  ")
		_, out, _ = s.wxrelease(t.Context(), t, "status", testApp)
		assert.Contains(t, out, "\nstarted       1999-12-01 08:30:00 UTC\n")
		r.info.Memo.Fields[workflows.MemoFirstStart] = payload("yesterday")
		_, out, _ = s.wxrelease(t.Context(), t, "list")
		assert.Contains(t, out, "  2000-01-01 00:00:00 UTC  ", "what is no time is not taken for one")
	})
}
