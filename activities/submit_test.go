package activities

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// oldAudit is a review from before the release.
const oldAudit = 429999999

func submitInput() SubmitInput {
	return SubmitInput{
		AppID: testApp, Version: "1.4.0", Since: time.Now().Add(-time.Minute), Before: &Before{AuditID: oldAudit, RunID: "run"},
		Audit: wxa.SubmitAuditRequest{ItemList: []wxa.AuditItem{{FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616}}},
		Limit: timing.Duration(
			30 * time.Minute,
		), DetectionLimit: timing.Duration(time.Hour), OutageLimit: timing.Duration(14 * 24 * time.Hour), Pace: quick,
		CallsPerson: true,
	}
}

const accepted = `{"errcode":0,"errmsg":"ok","auditid":430000001}`

func submits(reply string) exchange { return exchange{submitPath, reply} }
func shows(reply string) exchange   { return exchange{latestPath, reply} }

// What get_latest_auditstatus shows. Times of WeChat decide nothing where it is known what was there before, so they are far off.
var (
	// sameVersion stands before every submission.
	sameVersion = exchange{versionPath, uploaded}

	wrongTime = time.Now().Add(-48 * time.Hour)
	ours      = latest(testAudit, 2, "1.4.0", wrongTime)
	oursOver  = latest(testAudit, 0, "1.4.0", wrongTime)
	nothingUp = refusal(85058)
	old       = latest(oldAudit, 1, "1.4.0", time.Now().Add(time.Hour))
	oldOpen   = latest(oldAudit, 2, "1.4.0", time.Now().Add(time.Hour))
	foreign   = latest(430000000, 2, "1.3.9", time.Now())
	nameless  = `{"errcode":0,"errmsg":"ok","auditid":430000001,"status":2,"reason":"","screenshot":""}`
)

// Each conversation is the whole of what WeChat may be asked: a second submit_audit stands there only where nothing can have
// come of the first, and WeChat showed so.
func TestSubmitAuditOnce(t *testing.T) {
	send := func(reply string) []exchange { return []exchange{sameVersion, submits(reply)} }
	reads := func(replies ...string) (all []exchange) {
		for _, reply := range replies {
			all = append(all, shows(reply))
		}
		return all
	}
	done := talk(send(accepted), reads(ours))
	for name, conversation := range map[string][]exchange{
		"accepted":                           talk(reads(old), done),
		"accepted, first review ever":        talk(reads(nothingUp), done),
		"accepted, the comparison fails":     talk(reads(old), send(accepted), reads(refusal(-1))),
		"reply lost, accepted":               talk(reads(old), send(cut), reads(ours)),
		"reply lost, accepted and decided":   talk(reads(old), send(cut), reads(oursOver)),
		"reply lost, never arrived":          talk(reads(old), send(cut), reads(old), done),
		"reply lost, reads that lag":         talk(reads(old), send(cut), reads(old), send(refusal(85009)), reads(old, old), send(refusal(85009)), reads(ours)),
		"reply lost, the read fails":         talk(reads(old), send(cut), reads(refusal(-1), cut, cut, cut, ours)),
		"reply lost, no version is told":     talk(reads(old), send(cut), reads(nameless)),
		"502 with effect":                    talk(reads(old), send(gateway), reads(ours)),
		"-1 with effect":                     talk(reads(old), send(refusal(-1)), reads(ours)),
		"-1 without effect":                  talk(reads(old), send(refusal(-1)), reads(old), done),
		"-1 on the first review ever":        talk(reads(nothingUp), send(refusal(-1)), reads(nothingUp), done),
		"9402202 with effect":                talk(reads(old), send(refusal(9402202)), reads(ours)),
		"9402202 without effect":             talk(reads(old), send(refusal(9402202)), reads(old), done),
		"answer without an audit id":         talk(reads(old), send(`{"errcode":0,"errmsg":"ok"}`), reads(ours)),
		"not JSON":                           talk(reads(old), send(`<html>502</html>`), reads(ours)),
		"85009 for our own":                  talk(reads(old), send(refusal(85009)), reads(ours)),
		"85009 after a withdrawal that lags": talk(reads(old), send(refusal(85009)), reads(old, old), done),
		"61039 comes back":                   talk(reads(old), send(refusal(61039)), reads(old), done),
		"too many calls a minute":            talk(reads(old), send(refusal(45011)), reads(old), done),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), conversation...)
			require.NoError(t, err)
			require.EqualValues(t, testAudit, got.AuditID)
			require.Equal(t, name == "85009 for our own", got.TakenOver)
			last := conversation[len(conversation)-2]
			require.Equal(t, last.reply != accepted, got.Adopted)
		})
	}
}

func TestSubmitAuditStops(t *testing.T) {
	start := []exchange{shows(old), sameVersion}
	for _, c := range []struct {
		name    string
		failure string
		message string
		talk    []exchange
	}{
		{"an open review from before", FailureBusy, "429999999", []exchange{shows(oldOpen)}},
		{"an open review of a stranger's", FailureBusy, "version 1.3.9", []exchange{shows(foreign)}},
		{"85009 for a stranger's", FailureBusy, "version 1.3.9", append(start, submits(refusal(85009)), shows(foreign))},
		{"reply lost, the old one is still open", FailureBusy, "429999999", []exchange{shows(old), sameVersion, submits(cut), shows(oldOpen)}},
		{"quota", FailureQuota, "85085", append(start, submits(refusal(85085)))},
		{"daily call quota", FailureQuota, "45009", append(start, submits(refusal(45009)))},
		{"IP list", FailureCredentials, "61004", append(start, submits(refusal(61004)))},
		{"permission", FailureCredentials, "61007", append(start, submits(refusal(61007)))},
		{"privacy", FailureBlocked, "61040", append(start, submits(refusal(61040)))},
		{"tag", FailureBlocked, "85006", append(start, submits(refusal(85006)))},
		{"a code that nobody knows", FailureBlocked, "rid: 65c0a1b2", append(start, submits(refusal(77777)))},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), c.talk...)
			require.Contains(t, requireStop(t, err, c.failure).Message, c.message)
		})
	}
}

// Whatever WeChat refuses after a submission whose reply was lost: nothing ends the release before it is known what became of
// it. A refused read calls a person, and when that is over the review is found.
func TestSubmitAuditAfterALostReply(t *testing.T) {
	for _, code := range []int{61004, 61007, 48001, 50002, 43002, 47001, 40097, 86002, 45009, 77777, 85064} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			_, err := attempts[SubmitInput, Submission](
				t,
				"SubmitAudit",
				submitInput(),
				shows(old),
				sameVersion,
				submits(cut),
				shows(refusal(code)),
			)
			require.Equal(t, code, requireStop(t, err, FailureNeedsPerson).Code)

			parked := submitInput()
			parked.Parked, parked.OutSince = true, time.Now()
			got, err := attempts[SubmitInput, Submission](
				t,
				"SubmitAudit",
				parked,
				talk(again(6, shows(refusal(code))), []exchange{shows(ours)})...)
			require.NoError(t, err)
			require.True(t, got.Adopted)
			// Asked ever more seldom: 2^n minutes.
			require.Greater(t, lastTook, 50*time.Minute)

			old := submitInput() // a workflow that cannot call a person
			old.CallsPerson, old.OutSince = false, time.Now()
			_, err = attempts[SubmitInput, Submission](t, "SubmitAudit", old, shows(refusal(code)), shows(ours))
			require.NoError(t, err)
		})
	}
	t.Run("a refused submission counts once the reads have settled", func(t *testing.T) {
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), talk(
			[]exchange{shows(old), sameVersion, submits(cut)},
			// Within five minutes it may be in nevertheless.
			again(3, shows(old), sameVersion, submits(refusal(85085))),
			[]exchange{shows(old), sameVersion, submits(refusal(85085))})...)
		requireStop(t, err, FailureQuota)
		require.Greater(t, lastTook, 5*time.Minute)
	})
	t.Run("another trial version", func(t *testing.T) {
		other := exchange{versionPath, `{"errcode":0,"errmsg":"ok","exp_info":{"exp_time":1,"exp_version":"1.3.9","exp_desc":""}}`}
		_, err := attempts[SubmitInput, Submission](
			t,
			"SubmitAudit",
			submitInput(),
			shows(old),
			sameVersion,
			submits(cut),
			shows(old),
			other,
		)
		requireStop(t, err, FailureNeedsPerson)
	})
	t.Run("a stranger's new review may be ours under another name", func(t *testing.T) {
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), shows(old), sameVersion, submits(cut), shows(foreign))
		requireStop(t, err, FailureNeedsPerson)
	})
	t.Run("a stranger's review that is over may hide ours", func(t *testing.T) {
		over := latest(430000002, 0, "1.3.9", time.Now())
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), shows(old), sameVersion, submits(cut), shows(over))
		require.Equal(t, ProblemLaterReview, requireStop(t, err, FailureNeedsPerson).Kind)
		reset := submitInput()
		reset.ReadFirst, reset.Before, reset.Parked = true, nil, true
		got, err := attempts[SubmitInput, Submission](
			t,
			"SubmitAudit",
			reset,
			shows(over),
			shows(over),
			shows(latest(testAudit, 2, "1.4.0", time.Now())),
		)
		require.NoError(t, err)
		require.True(t, got.Adopted)
	})
	t.Run("nobody learns anything until the deadline", func(t *testing.T) {
		in := submitInput()
		in.OutageLimit, in.Parked, in.OutSince = timing.Duration(2*time.Hour), true, time.Now()
		_, err := endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{shows(refusal(61004))})
		require.Contains(t, requireStop(t, err, FailureExpired).Message, "of which nobody knows")
		require.Greater(t, lastTook, 2*time.Hour)
	})
}

// Each limit is about one condition: what lies between two occurrences of it does not count.
func TestSubmitAuditLimits(t *testing.T) {
	send := func(code int) []exchange { return []exchange{shows(old), sameVersion, submits(refusal(code))} }
	down := again(30, shows(refusal(-1))) // for over an hour: 1, 1.5, 2.25, … 5 minutes
	t.Run("-1 that lasts", func(t *testing.T) {
		// Ten within half an hour, at growing pauses; then WeChat's reads get their time.
		_, err := endless[SubmitInput, Submission](t, "SubmitAudit", submitInput(), []exchange{shows(old)}, slices.Repeat(send(-1), 10)...)
		p := requireStop(t, err, FailureBlocked)
		require.Equal(t, -1, p.Code)
		require.Equal(t, ProblemLastingError, p.Kind)
		require.Greater(t, lastTook, 30*time.Minute)
	})
	t.Run("-1, an outage, -1", func(t *testing.T) {
		in := submitInput()
		in.CallsPerson = false
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, talk(send(-1), down, send(-1), []exchange{shows(ours)})...)
		require.NoError(t, err)
		require.Greater(t, lastTook, time.Hour)
	})
	t.Run("61039 that lasts", func(t *testing.T) {
		in := submitInput()
		in.DetectionLimit = timing.Duration(3 * time.Minute)
		_, err := endless[SubmitInput, Submission](t, "SubmitAudit", in, send(61039))
		requireStop(t, err, FailureDetectionExpired)
		require.GreaterOrEqual(t, lastTook, 3*time.Minute)
	})
	t.Run("an outage, 61039, an outage, 61039", func(t *testing.T) {
		in := submitInput()
		in.DetectionLimit, in.CallsPerson = timing.Duration(3*time.Minute), false
		once := talk(again(20, shows(refusal(-1))), send(61039))
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, talk(once, once, send(61039), []exchange{shows(ours)})...)
		require.NoError(t, err)
	})
	t.Run("an outage that lasts", func(t *testing.T) {
		in := submitInput()
		in.OutageLimit, in.CallsPerson = timing.Duration(time.Hour), false
		_, err := endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{shows(refusal(-1))})
		require.Contains(t, requireStop(t, err, FailureExpired).Message, "gave up")
		require.Greater(t, lastTook, time.Hour)
	})
	t.Run("an outage calls a person after an hour", func(t *testing.T) {
		_, err := endless[SubmitInput, Submission](t, "SubmitAudit", submitInput(), []exchange{shows(refusal(-1))})
		requireStop(t, err, FailureNeedsPerson)
		require.Greater(t, lastTook, time.Hour)
	})
	t.Run("85009 that nobody can see", func(t *testing.T) {
		blind := []exchange{shows(nothingUp), sameVersion, submits(refusal(85009)), shows(nothingUp)}
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), again(10, blind...)...)
		p := requireStop(t, err, FailureBusy)
		require.Equal(t, ProblemUnseenReview, p.Kind)
		require.False(t, p.MayBeOut)
		require.GreaterOrEqual(t, lastTook, 30*time.Minute)
	})
	t.Run("85009 that nobody can see, after a lost reply", func(t *testing.T) {
		blind := []exchange{shows(old), sameVersion, submits(refusal(85009)), shows(old)}
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), talk(
			[]exchange{shows(old), sameVersion, submits(cut)}, again(10, blind...))...)
		p := requireStop(t, err, FailureNeedsPerson)
		require.Equal(t, ProblemUnseenReview, p.Kind)
		require.True(t, p.MayBeOut)
	})
	t.Run("WeChat refuses every token", func(t *testing.T) {
		// The client tries a second token each time.
		_, err := attempts[SubmitInput, Submission](
			t,
			"SubmitAudit",
			submitInput(),
			again(5, shows(refusal(40001)), shows(refusal(40001)))...)
		requireStop(t, err, FailureNeedsPerson)
		in := submitInput()
		in.Parked = true
		_, err = attempts[SubmitInput, Submission](t, "SubmitAudit", in, again(12, shows(refusal(40001)), shows(refusal(40001)))...)
		requireStop(t, err, FailureCredentials)
		require.Greater(t, lastTook, 30*time.Minute)
	})
}

func TestSubmitAuditAfterAReset(t *testing.T) {
	for name, reset := range map[string]func(*SubmitInput){
		"of the activity, all forgotten":  func(in *SubmitInput) { in.ScheduledAt = time.Now().Add(-time.Hour) },
		"of the run, after the detection": func(in *SubmitInput) { in.ReadFirst = true },
		"of the run, to its first task": func(in *SubmitInput) {
			in.ReadFirst, in.Before, in.Since = true, nil, wrongTime.Add(-time.Minute)
		},
	} {
		t.Run(name, func(t *testing.T) {
			in := submitInput()
			reset(&in)
			for _, reply := range []string{ours, oursOver} {
				got, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, shows(reply))
				require.NoError(t, err)
				require.EqualValues(t, testAudit, got.AuditID)
			}
		})
	}
	t.Run("refused afterwards", func(t *testing.T) {
		in := submitInput()
		in.ReadFirst = true
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, shows(refusal(61004)))
		requireStop(t, err, FailureNeedsPerson)
	})
}

// Temporal's database was put back to an older copy: what the release did since is only known to WeChat, and what was read since as
// the review from before may be its own.
func TestSubmitAuditAfterARestore(t *testing.T) {
	in := submitInput()
	in.Before = &Before{AuditID: testAudit, RunID: "run"} // read after the restore
	began := func() time.Time { return in.Since.Add(time.Second) }
	for _, reply := range []string{latest(testAudit, 2, "1.4.0", began()), latest(testAudit, 0, "1.4.0", began())} {
		restoredFrom = in.Since.Add(20 * time.Second)
		got, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, shows(reply))
		restoredFrom = time.Time{}
		require.NoError(t, err)
		require.EqualValues(t, testAudit, got.AuditID)
		require.True(t, got.Adopted)
	}
	t.Run("nothing was submitted", func(t *testing.T) {
		restoredFrom = in.Since.Add(20 * time.Second)
		defer func() { restoredFrom = time.Time{} }()
		earlier := latest(oldAudit, 0, "1.4.0", in.Since.Add(-time.Hour))
		got, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, shows(earlier), sameVersion, submits(accepted), shows(ours))
		require.NoError(t, err)
		require.False(t, got.Adopted)
	})
	t.Run("begun after the copy", func(t *testing.T) {
		restoredFrom = in.Since.Add(-time.Second)
		defer func() { restoredFrom = time.Time{} }()
		over := latest(testAudit, 0, "1.4.0", began())
		again := latest(430000002, 2, "1.4.0", began())
		got, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, shows(over), sameVersion,
			submits(`{"errcode":0,"errmsg":"ok","auditid":430000002}`), shows(again))
		require.NoError(t, err)
		require.EqualValues(t, 430000002, got.AuditID)
	})
}

// WeChat denies an old review while it is asked what was there before, and shows it later.
func TestSubmitAuditKnowsWhatWasDenied(t *testing.T) {
	in := submitInput()
	in.Before.AuditID = 0
	got, err := attempts[SubmitInput, Submission](
		t,
		"SubmitAudit",
		in,
		shows(old),
		sameVersion,
		submits(cut),
		shows(old),
		sameVersion,
		submits(accepted),
		shows(ours),
	)
	require.NoError(t, err)
	require.EqualValues(t, testAudit, got.AuditID)
}

// Taking over what another run submitted.
func TestSubmitAuditAdopts(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*SubmitInput)
		shown  string
	}{
		{"asked to", func(in *SubmitInput) { in.Adopt = true }, oldOpen},
		{"open, of our last run", func(in *SubmitInput) { in.Previous.AuditID = oldAudit }, oldOpen},
		{"rejected, of our last run, which did not see it", func(in *SubmitInput) { in.Previous.AuditID = oldAudit }, old},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := submitInput()
			c.change(&in)
			got, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, shows(c.shown))
			require.NoError(t, err)
			require.EqualValues(t, oldAudit, got.AuditID)
			require.True(t, got.TakenOver)
		})
	}
	t.Run("never another version", func(t *testing.T) {
		in := submitInput()
		in.Adopt = true
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, shows(foreign))
		requireStop(t, err, FailureBusy)
	})
	t.Run("never one that is over, unless our last run missed its end", func(t *testing.T) {
		for _, previous := range []Previous{{}, {AuditID: oldAudit, Seen: true}} {
			in := submitInput()
			in.Adopt, in.Previous = true, previous
			got, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, shows(old), sameVersion, submits(accepted), shows(ours))
			require.NoError(t, err)
			require.False(t, got.Adopted)
		}
	})
	t.Run("the way out is named", func(t *testing.T) {
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), shows(oldOpen))
		p := requireStop(t, err, FailureBusy)
		require.Equal(t, ProblemForeignReview, p.Kind)
		require.Equal(t, p.Version, p.OtherVersion)
	})
}

func TestSubmitAuditChecksTheTrialVersion(t *testing.T) {
	trial := func(info string) exchange { return exchange{versionPath, `{"errcode":0,"errmsg":"ok"` + info + `}`} }
	_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), shows(old),
		trial(`,"exp_info":{"exp_time":1,"exp_version":"1.3.9","exp_desc":""}`))
	require.Contains(t, requireStop(t, err, FailureBlocked).Message, `the trial version is "1.3.9", not "1.4.0"`)
	for _, silent := range []exchange{trial(""), trial(`,"exp_info":{"exp_time":1,"exp_version":"","exp_desc":""}`)} {
		_, err = attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), shows(old), silent, submits(accepted), shows(ours))
		require.NoError(t, err)
	}
	_, err = attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), shows(old), exchange{versionPath, refusal(-1)},
		shows(old), sameVersion, submits(accepted), shows(ours))
	require.NoError(t, err)

	// Somebody uploads another version between the look and the submission.
	got, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), shows(old), sameVersion, submits(accepted),
		shows(latest(testAudit, 2, "1.3.9", wrongTime)))
	require.NoError(t, err)
	require.Equal(t, "1.3.9", got.OtherVersion)
}

func TestSubmitAuditSendsNothingInvalid(t *testing.T) {
	in := submitInput()
	in.Audit.ItemList = nil
	_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, shows(old), sameVersion)
	require.Contains(t, requireStop(t, err, FailureBlocked).Message, "item_list")
}

func TestWhoseByID(t *testing.T) {
	review := func(id int64, status wxa.Status, version string) *wxa.LatestAudit {
		return &wxa.LatestAudit{AuditStatus: wxa.AuditStatus{Status: status}, AuditID: id, UserVersion: version, SubmittedAt: wrongTime}
	}
	for _, c := range []struct {
		latest *wxa.LatestAudit
		out    bool
		want   owner
	}{
		{nil, true, noReview},
		{review(oldAudit, wxa.StatusReviewing, "1.4.0"), true, foreignReview},
		{review(oldAudit, wxa.StatusWithdrawn, "1.4.0"), true, noReview},
		{review(oldAudit, wxa.StatusRejected, ""), true, noReview},
		{review(testAudit, wxa.StatusReviewing, "1.4.0"), false, ownReview},
		{review(testAudit, wxa.StatusApproved, "1.4.0"), true, ownReview},
		{review(testAudit, wxa.StatusReviewing, "1.3.9"), true, foreignReview},
		{review(testAudit, wxa.StatusOther, "1.3.9"), true, foreignReview},
		{review(testAudit, wxa.StatusRejected, "1.3.9"), true, hidingReview},
		{review(testAudit, wxa.StatusRejected, "1.3.9"), false, noReview},
		{review(oldAudit, wxa.StatusRejected, "1.3.9"), true, noReview},
		{review(testAudit, wxa.StatusReviewing, ""), true, ownReview},
		{review(testAudit, wxa.StatusReviewing, ""), false, unclearReview},
	} {
		claim := claim{version: "1.4.0", before: &Before{AuditID: oldAudit}, since: time.Now(), out: c.out}
		require.Equal(t, c.want, claim.whose(c.latest, time.Now()), fmt.Sprintf("%+v", c.latest))
	}
	first := claim{version: "1.4.0", before: &Before{}, since: time.Now()}
	require.Equal(t, ownReview, first.whose(review(testAudit, wxa.StatusReviewing, "1.4.0"), time.Now()))
}

func TestWhoseByTime(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	since := now.Add(-10 * time.Minute)
	for _, c := range []struct {
		name      string
		status    wxa.Status
		version   string
		submitted time.Duration // after the begin, by our clock
		ahead     time.Duration // WeChat's clock
		blind     bool          // no Date header
		want      owner
	}{
		{"open, since", wxa.StatusReviewing, "1.4.0", 0, 0, false, ownReview},
		{"approved, since", wxa.StatusApproved, "1.4.0", time.Second, 0, false, ownReview},
		{"open, before", wxa.StatusReviewing, "1.4.0", -time.Minute, 0, false, foreignReview},
		{"over, before", wxa.StatusApproved, "1.4.0", -time.Minute, 0, false, noReview},
		{"over, before, WeChat ahead", wxa.StatusWithdrawn, "1.4.0", -30 * time.Second, time.Minute, false, noReview},
		{"over, since, WeChat ahead", wxa.StatusWithdrawn, "1.4.0", 30 * time.Second, time.Minute, false, ownReview},
		{"over, since, WeChat behind", wxa.StatusRejected, "1.4.0", 30 * time.Second, -time.Hour, false, ownReview},
		{"over, before, WeChat behind", wxa.StatusRejected, "1.4.0", -30 * time.Second, -time.Hour, false, noReview},
		{"another version, open", wxa.StatusDelayed, "1.3.9", 0, 0, false, foreignReview},
		{"no version, since", wxa.StatusReviewing, "", time.Minute, 0, false, ownReview},
		{"no version, before", wxa.StatusReviewing, "", -time.Minute, 0, false, foreignReview},
		{"blind, long since", wxa.StatusRejected, "1.4.0", 5 * time.Minute, 0, true, ownReview},
		{"blind, over, about the begin", wxa.StatusRejected, "1.4.0", 0, 0, true, unclearReview},
		{"blind, open, about the begin", wxa.StatusReviewing, "1.4.0", 0, 0, true, ownReview},
		{"blind, long before", wxa.StatusRejected, "1.4.0", -5 * time.Minute, 0, true, noReview},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &wxa.LatestAudit{
				AuditStatus: wxa.AuditStatus{Status: c.status},
				AuditID:     1,
				UserVersion: c.version,
				SubmittedAt: since.Add(c.submitted + c.ahead),
			}
			if !c.blind {
				l.ReadAt = now.Add(c.ahead)
			}
			require.Equal(t, c.want, claim{version: "1.4.0", since: since}.whose(l, now))
		})
	}
	untimed := &wxa.LatestAudit{AuditStatus: wxa.AuditStatus{Status: wxa.StatusApproved}, AuditID: 1, UserVersion: "1.4.0"}
	require.Equal(t, unclearReview, claim{version: "1.4.0", since: since}.whose(untimed, now))
	untimed.Status = wxa.StatusReviewing
	require.Equal(t, ownReview, claim{version: "1.4.0", since: since}.whose(untimed, now))
}
