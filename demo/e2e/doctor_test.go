package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// On a sound set-up doctor finds nothing, on a real server too; without a namespace it says so.
func TestCommandLineDoctor(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := shared.wxrelease(t, "doctor")
	require.Zero(t, code, stdout+stderr)
	for _, check := range []string{"settings ", "temporal ", "namespace ", "search-attributes ", "worker "} {
		require.Regexp(t, "(?m)^ok +"+check, stdout)
	}
}

// Temporal remembers the polls of a worker that was killed a moment ago. Doctor asks it, and knows better.
func TestCommandLineDoctorAfterAKill(t *testing.T) {
	t.Parallel()
	w := ownWorld(t, devserver.Options{SearchAttributes: releases.SearchAttributeTypes()})
	in := quietly(w.app(t, nil))
	w.start(t, in)
	worker := w.workerProcess(t)
	w.reviewing(t, in)
	code, stdout, stderr := w.wxrelease(t, "doctor")
	require.Zero(t, code, stdout+stderr)
	require.Regexp(t, "(?m)^ok +worker +one answered within ", stdout)
	require.NoError(t, worker.Process.Kill())
	_ = worker.Wait()
	code, stdout, _ = w.wxrelease(t, "doctor")
	require.Equal(t, 1, code, stdout)
	require.Regexp(t, "(?m)^FAIL +worker +no worker answered within 5s; task queue wxrelease was asked for workflow tasks ", stdout)
}

// A release that needs somebody is listed until a newer one has overtaken it, also on a real server.
func TestCommandLineListNeedsHuman(t *testing.T) {
	t.Parallel()
	version := fmt.Sprintf("4.6.%d", apps.Load()) // of this test alone, also when it runs again
	in := shared.app(t, func(a *wxatest.App) {
		a.TrialVersion = version
		a.Plans = append([]wxatest.Plan{{{After: 1, Status: wxatest.StatusRejected, Reason: "1:服务类目不符"}}}, a.Plans...)
	})
	list := func() string {
		code, stdout, stderr := shared.wxrelease(t, "list", "--needs-human", "--version-name", version)
		require.Zero(t, code, stderr)
		require.Empty(t, stderr)
		return stdout
	}
	shared.start(t, in)
	require.Equal(t, workflows.OutcomeRejected, shared.result(t, in).Outcome)
	// The index is a moment behind.
	require.Eventually(t, func() bool { return strings.Contains(list(), in.AppID) }, time.Minute, 50*time.Millisecond)
	shared.start(t, in)
	require.Equal(t, "no releases\n", list(), "that a newer one is open is known at once")
	shared.wxrelease(t, "cancel", in.AppID, "--wait")
	require.Equal(t, "no releases\n", list())
}

// The record of an ended release, in words, and what it shows of who started it.
func TestCommandLineHistory(t *testing.T) {
	t.Parallel()
	in := shared.app(t, plan(wxatest.StatusRejected))
	code, stdout, stderr := shared.wxrelease(t, "start", "-f", releaseFile(t, in, ""), "--by", "Li", "--wait", "--wait-timeout", "1m")
	require.Equal(t, 3, code, stdout+stderr)
	code, stdout, stderr = shared.wxrelease(t, "history", in.AppID)
	require.Zero(t, code, stderr)
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	require.Contains(t, lines[0], "  started: version "+in.Version+" of "+in.AppID+", by Li")
	require.Contains(t, stdout, "  Submit "+in.Version+" for review: review ")
	require.Contains(t, stdout, "  ended: rejected\n")
	require.Contains(t, stdout, "服务类目不符")
}

// Pages of a list follow one another without a gap and without a repeat, on a real server.
func TestCommandLineListPages(t *testing.T) {
	t.Parallel()
	version := fmt.Sprintf("4.5.%d", apps.Load()) // of this test alone, also when it runs again
	pages := map[string]int{}
	for range 3 {
		in := shared.app(t, func(a *wxatest.App) { a.TrialVersion = version })
		shared.wxrelease(t, "start", "-f", releaseFile(t, in, ""))
		shared.wxrelease(t, "cancel", in.AppID, "--wait")
		pages[in.AppID] = 0
	}
	list := func(args ...string) string {
		code, stdout, stderr := shared.wxrelease(t, append([]string{"list", "--all", "--version-name", version}, args...)...)
		require.Zero(t, code, stderr)
		return stdout
	}
	// The index is a moment behind.
	require.Eventually(t, func() bool { return strings.Count(list(), " cancelled ") == 3 }, time.Minute, 50*time.Millisecond)

	first := list("--limit", "2")
	first, page, found := strings.Cut(strings.TrimSpace(first), "\n… and more: --page ")
	require.True(t, found, first)
	second := list("--limit", "2", "--page", page)
	require.NotContains(t, second, "and more")
	for _, line := range append(strings.Split(first, "\n")[1:], strings.Split(strings.TrimSpace(second), "\n")[1:]...) {
		pages[strings.Fields(line)[0]]++
	}
	for appid, n := range pages {
		require.Equal(t, 1, n, "%s is on one page:\n%s\n%s", appid, first, second)
	}

	code, stdout, stderr := shared.wxrelease(t, "list", "--older-than", "30d")
	require.Zero(t, code, stderr)
	require.Equal(t, "no releases\n", stdout)
}
