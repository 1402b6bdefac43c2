package e2e

import (
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// A worker process tells Prometheus of its releases, of its calls to WeChat, of the open releases and the quota, and whether it is ready.
func TestWorkerMetrics(t *testing.T) {
	t.Parallel()
	w := ownWorld(t, devserver.Options{SearchAttributes: releases.SearchAttributeTypes()})
	address := freeAddress(t)
	w.workerProcess(t, "WXRELEASE_METRICS_ADDR="+address)
	get := func(path string) (int, string) {
		answer, err := http.Get("http://" + address + path)
		if err != nil {
			return 0, ""
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer.StatusCode, string(text)
	}
	until(t, "the worker is ready", func() bool { code, _ := get("/readyz"); return code == http.StatusOK })

	done, open := w.app(t, nil), quietly(w.app(t, nil))
	w.start(t, done)
	w.reviewing(t, done)
	w.decide(t, done, wxatest.Verdict{Status: wxatest.StatusApproved})
	w.push(t, done, "weapp_audit_success")
	require.Equal(t, workflows.OutcomeApproved, w.result(t, done).Outcome)
	w.start(t, open)
	w.reviewing(t, open)

	_, text := get("/metrics")
	for _, figure := range []string{
		"wxrelease_releases_started_total 2", "wxrelease_releases_in_review_total{", "wxrelease_releases_ended_total{",
		"wxrelease_release_detection_seconds_bucket{", "wxrelease_release_verdict_seconds_bucket{",
		`wxrelease_wechat_request_seconds_count{endpoint="/wxa/submit_audit",result="ok"} 2`,
		`wxrelease_open_releases{stage="review"}`, "wxrelease_open_releases_needing_a_person 0", `wxrelease_quota_left{of="submit"}`,
		"temporal_request_total{", "temporal_activity_execution_latency_seconds_bucket{",
	} {
		assert.Contains(t, text, figure)
	}
	assert.Regexp(t, `wxrelease_releases_ended_total\{[^}]*outcome="approved"[^}]*verdict_by="push"[^}]*\} 1\n`, text)
	assert.NotContains(t, text, done.AppID, "a label of one Mini Program would grow without end")
}

// freeAddress is a loopback address on which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return l.Addr().String()
}
