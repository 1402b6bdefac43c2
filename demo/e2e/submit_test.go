package e2e

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// Whatever happens to the submission's reply, WeChat accepts one, and the release knows its audit id.
func TestOneAcceptedSubmission(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path   string
		faults []wxatest.Fault
	}{
		{"lost-reply", []wxatest.Fault{{Endpoint: submitPath, Cut: wxatest.CutAfter}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, Cut: wxatest.CutMiddle}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, Cut: wxatest.CutBefore}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, Errcode: -1, Effect: true}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, Errcode: -1, Times: 3}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, Errcode: 9402202, Effect: true}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, Errcode: 9402202, Times: 2}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, HTTPStatus: 502, Effect: true}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, HTTPStatus: 503, Times: 2}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, Body: "<html>busy</html>", Effect: true}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, EmptyBody: true, Effect: true}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, Cut: wxatest.CutAfter}, {Endpoint: latestPath, HTTPStatus: 500, Times: 9}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, Cut: wxatest.CutAfter}, {Endpoint: latestPath, Errcode: -1, Times: 3}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, Errcode: 61039, Times: 3}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, Errcode: 40001}}},
		{"", []wxatest.Fault{{Endpoint: submitPath, Errcode: 45011, Times: 2}}},
	} {
		name := ""
		for _, f := range c.faults {
			name += faultName(f) + ","
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := shared.app(t, nil)
			for _, f := range c.faults {
				f.AppID = in.AppID
				shared.sim.Fault(f)
			}
			shared.start(t, in)
			status := shared.reviewing(t, in)
			require.Equal(t, shared.submitted(t, in), status.AuditID)
			shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
			require.Equal(t, workflows.OutcomeApproved, shared.result(t, in).Outcome)
			require.Equal(t, []string{"submit"}, shared.accepted(in))
			if c.path != "" {
				shared.keep(t, in, c.path)
			}
		})
	}
}

func faultName(f wxatest.Fault) string {
	switch {
	case f.Cut != "":
		return f.Endpoint[5:] + " cut " + string(f.Cut)
	case f.Errcode != 0 && f.Effect:
		return f.Endpoint[5:] + " errcode with effect"
	case f.Errcode != 0:
		return f.Endpoint[5:] + " errcode"
	case f.HTTPStatus != 0:
		return f.Endpoint[5:] + " status"
	default:
		return f.Endpoint[5:] + " body"
	}
}

// -1 that lasts stops with what is known about it, instead of looping.
func TestSystemErrorThatLasts(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	in.Limits.Submit = ms(1500)
	shared.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Errcode: -1, Times: -1})
	shared.start(t, in)
	status := shared.result(t, in)
	require.Equal(t, workflows.OutcomeBlocked, status.Outcome)
	require.Equal(t, -1, status.Problem.Code)
	require.Contains(t, remedy(status), "approved category")
	require.GreaterOrEqual(t, shared.sim.Calls(submitPath, in.AppID), 3)
	require.Empty(t, shared.accepted(in))
	shared.keep(t, in, "blocked")
}

func TestBusyWithAStrangersReview(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	_, err := shared.sim.OpenForeignReview(in.AppID, wxatest.ForeignReview{Version: "1.3.9"})
	require.NoError(t, err)
	shared.start(t, in)
	status := shared.result(t, in)
	require.Equal(t, workflows.OutcomeBusy, status.Outcome)
	require.Contains(t, status.Problem.Message, "1.3.9")
	require.Empty(t, shared.accepted(in))
	shared.keep(t, in, "busy")
}

func TestStartTwice(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	first := shared.start(t, in)
	require.False(t, first.Attached)
	second := shared.start(t, in)
	require.True(t, second.Attached)
	require.Equal(t, first.RunID, second.RunID)

	other := in
	other.Audit.VersionDesc = "something else"
	_, err := releases.New(shared.client, clientOptions()).Start(t.Context(), other, releases.Origin{})
	var busy *releases.BusyError
	require.True(t, errors.As(err, &busy), err)
	require.Equal(t, first.RunID, busy.RunID)
	require.Equal(t, "1.4.0", busy.Version)
	require.WithinDuration(t, time.Now(), busy.Since, patience)

	shared.reviewing(t, in)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	shared.result(t, in)
	require.Equal(t, []string{"submit"}, shared.accepted(in))
}

// A reset run repeats its steps; the submission of the run before must not be repeated, even when its review is over.
func TestResetDoesNotSubmitAgain(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	started := shared.start(t, in)
	shared.reviewing(t, in)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	shared.result(t, in)
	shared.reset(t, started, 1) // before the submission
	status := shared.result(t, in)
	require.Equal(t, workflows.OutcomeApproved, status.Outcome)
	require.Equal(t, []string{"submit"}, shared.accepted(in))
	require.Equal(t, shared.submitted(t, in), status.AuditID)
	shared.keep(t, in, "reset")
}

func TestTokenExpiresInTheMiddle(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	shared.start(t, in)
	shared.reviewing(t, in)
	require.NoError(t, shared.sim.ExpireToken(in.AppID))
	seen := shared.sim.Calls(statusPath, in.AppID)
	until(t, "looks with the new token", func() bool { return shared.sim.Calls(statusPath, in.AppID) > seen+2 })
	require.False(t, shared.status(t, in).NeedsHuman)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.OutcomeApproved, shared.result(t, in).Outcome)
}
