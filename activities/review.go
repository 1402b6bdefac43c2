package activities

import (
	"context"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// PollInput is the argument of PollAudit.
type PollInput struct {
	AppID       string      `json:"appid"`
	AuditID     int64       `json:"audit_id"`
	Version     string      `json:"version,omitempty"` // ours; an approval of another one is told. "": not compared
	SubmittedAt time.Time   `json:"submitted_at"`      // by the Temporal server's clock
	Began       time.Time   `json:"began,omitzero"`    // when the polls in a row began; default SubmittedAt
	Mode        PollMode    `json:"mode"`
	Pace        timing.Pace `json:"pace"`
	Tries       int         `json:"tries,omitempty"`     // mode once: failures in a row after which it ends; 0: it goes on
	Due         bool        `json:"due,omitempty"`       // mode regular: the first poll of the row is due now
	TellOpen    bool        `json:"tell_open,omitempty"` // mode hint: answer a review that is still open, for a person was called

	CallsPerson bool     `json:"calls_person,omitempty"` // the workflow knows FailureNeedsPerson
	TellDelay   bool     `json:"tell_delay,omitempty"`   // answer a delayed review (status 4) that has another reason than Delay
	Delayed     bool     `json:"delayed,omitempty"`      // that the review is delayed is known
	Delay       []string `json:"delay,omitempty"`        // with this reason
}

func (in PollInput) withDefaults() PollInput {
	in.Pace = in.Pace.WithDefaults()
	if in.Began.IsZero() {
		in.Began = in.SubmittedAt
	}
	return in
}

// Review is what WeChat says of a review.
type Review struct {
	Status      wxa.Status `json:"status,omitzero"`       // missing only next to an error
	Reason      []string   `json:"reason,omitempty"`      // lines of text: why rejected or delayed
	Screenshots []string   `json:"screenshots,omitempty"` // media ids of a rejection
	// The review's version where it is not the release's; told with an approval.
	OtherVersion string `json:"other_version,omitempty"`
}

func (t *attempt) reviewOf(got wxa.AuditStatus) Review {
	return Review{Status: got.Status, Reason: t.bounded(wxa.ReasonLines(got.Reason)), Screenshots: t.bounded(got.Screenshots)}
}

// newIDLag is how long WeChat may not know the id (85012) of a review that is there before a person is called.
const newIDLag = 5 * time.Minute

// poll is one attempt at PollAudit.
type poll struct {
	*attempt
	in  PollInput
	app *wxa.App
}

// PollAudit waits for the verdict by asking. The pauses are Temporal's retry delays, so that a review of two weeks is one
// activity in the history, and a worker holds nothing while it pauses. Modes once and parked answer with a review that is not
// over, and with TellDelay every mode does so once for a delay that is new. No answer of WeChat's ends the release: a person
// is called, and the polls go on.
//
// WeChat docs: get_auditstatus, get_latest_auditstatus.
func (a *Activities) PollAudit(ctx context.Context, in PollInput) (Review, error) {
	p := poll{attempt: a.begin(ctx, in.AppID, in.Version), in: in.withDefaults(), app: a.WeChat.App(in.AppID)}
	defer p.end()
	if in.Mode == PollRegular && !in.Due && p.Attempt == 0 && !p.lost {
		// A run of an older worker has no timer before the first poll: the first attempt only sets its own retry delay.
		return Review{}, p.again(wxa.StatusMissing)
	}
	got, err := p.read()
	if err != nil {
		return Review{}, err
	}
	if got.Status == wxa.StatusApproved && in.Version != "" {
		latest, err := p.app.LatestAudit(ctx)
		if err != nil {
			return Review{}, p.fail(err)
		}
		got.OtherVersion = otherVersion(latest, in.AuditID, in.Version)
	}
	if got.Status.Final() || in.Mode == PollOnce || in.Mode == PollParked || in.TellOpen || p.newDelay(got) {
		return got, nil
	}
	return Review{}, p.again(got.Status)
}

// ReadAudit reads the review once, for a workflow task that waits for it: PollAudit in mode once with one try.
func (a *Activities) ReadAudit(ctx context.Context, in PollInput) (Review, error) {
	return a.PollAudit(ctx, in)
}

// read asks for the review. WeChat does not know some ids that are right (85012) while it shows the same review as the newest.
func (p poll) read() (Review, error) {
	got, err := p.app.AuditStatus(p.ctx, p.in.AuditID)
	if err == nil {
		return p.reviewOf(*got), nil
	}
	if !wxa.IsCode(err, wxa.CodeInvalidAuditID) {
		return Review{}, p.fail(err)
	}
	latest, latestErr := p.app.LatestAudit(p.ctx)
	switch {
	case latestErr != nil:
		return Review{}, p.fail(latestErr)
	case latest != nil && latest.AuditID == p.in.AuditID:
		return p.reviewOf(latest.AuditStatus), nil
	}
	p.see(unknownID)
	if p.Main.lasted() < newIDLag {
		return Review{}, p.once(p.repeat(p.patience(), err), err)
	}
	return Review{}, p.once(p.callPerson(p.patience(), problemOf(err)), err)
}

func (p poll) patience() patience {
	return patience{
		pace: p.in.Pace, key: p.in.AppID, open: true,
		calls: p.in.CallsPerson && p.in.Mode != PollOnce, parked: p.in.Mode == PollParked,
	}
}

func (p poll) fail(err error) error { return p.once(p.attempt.fail(p.patience(), err), err) }

// once bounds a poll in mode once, whose caller waits for the answer: few tries, and short pauses between them.
func (p poll) once(failure, err error) error {
	switch {
	case p.ctx.Err() != nil || p.in.Mode != PollOnce || p.in.Tries == 0:
		return failure
	case p.Failed+1 >= p.in.Tries:
		return refuse(err)
	default:
		p.failed()
		pause := timing.Backoff(p.in.Pace.Retry, 2, p.in.Pace.RetryMax, p.Failed)
		return p.later(failureTransient, problemOf(err), timing.Jitter(pause, p.in.AppID, p.Failed))
	}
}

// newDelay tells whether the workflow does not know of this delay yet.
func (p poll) newDelay(got Review) bool {
	return got.Status == wxa.StatusDelayed && p.in.TellDelay &&
		(!p.in.Delayed || strings.Join(got.Reason, "\n") != strings.Join(p.in.Delay, "\n"))
}

// again waits for the next poll. The status is what this one read, missing where it read nothing.
func (p poll) again(status wxa.Status) error {
	p.see(reviewing)
	now := p.now()
	// A retry may come a moment early; the poll that it came for is not done twice.
	slack := time.Duration(min(p.in.Pace.Poll, p.in.Pace.Hint)) / 5
	pause := time.Duration(p.in.Pace.PollMax)
	if next := NextPoll(p.in, now.Add(slack)); !next.IsZero() {
		pause = next.Sub(now)
	}
	return p.later(failureWaiting, Problem{Kind: ProblemReviewOpen, AuditID: p.in.AuditID, Status: status}, pause)
}
