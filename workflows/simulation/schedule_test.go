package simulation

import (
	"time"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// schedule is all that will happen to one release. It depends on nothing but its seed. Moments are counted from the start of
// the release, on the Temporal server's clock, unless they say otherwise.
type schedule struct {
	Seed  uint64
	Theme string // "": none
	Input workflows.ReleaseInput

	App         wxatest.App   // with the course of its reviews, counted from their submission
	ClockOffset time.Duration // WeChat's clock minus ours
	NoDate      bool          // its answers have no Date header

	Earlier  []earlier  // reviews from before the release, oldest first
	Troubles []trouble  // what goes wrong on the way to WeChat and back
	Slow     []slowness // answers that take their time
	Tokens   []noToken  // the source of tokens fails

	Deaths           float64 // chance of each attempt to be lost with its worker
	LostWhileSending int     // this attempt that submits is lost with its worker when WeChat has acted, and has told nothing; 0: none
	ForgottenSending bool    // before the third attempt that submits an operator resets the activity with its heartbeats
	Resets           float64 // chance of each attempt to be counted as the first one again, by an operator's reset of the activity
	Down             []window
	Continue         []time.Duration // when the server suggests to continue as a new run
	ResetAt          time.Duration   // when an operator resets the workflow to its beginning; 0: never
	Pushes           pushes
	Acts             []act
	QueryTimes       []time.Duration // when somebody reads the status
}

// window is [From, From+For).
type window struct{ From, For time.Duration }

func (w window) holds(at time.Duration) bool { return at >= w.From && at < w.From+w.For }

const forEver = 10_000 * time.Hour

// earlier is a review that began before the release.
type earlier struct {
	Age       time.Duration // how long before the release it was submitted
	Version   string
	Plan      wxatest.Plan
	Invisible bool
}

// trouble spoils calls: those within its window, or a number of them from the Nth on.
type trouble struct {
	Endpoint string // "": every one
	When     window // For 0: by number
	Nth      int
	Times    int
	Fault    wxatest.Fault // what the caller gets, and whether the call had its effect
}

// noToken is a time in which the source gives no token.
type noToken struct {
	When window
	Kind tokenFault
}

type tokenFault string

const (
	tokenDown    tokenFault = "the token service cannot be reached"
	tokenBroken  tokenFault = "the token service answers with 403"
	tokenRefused tokenFault = "the merchant gives no access" // as a store of authorisations knows
)

// slowness makes one call wait before it reaches WeChat and before its answer is back; acts can fall into both.
type slowness struct {
	Endpoint      string
	Nth           int
	Before, After time.Duration
	Lands         bool // the call reaches WeChat in the end although its caller has given up
}

// pushes says how the events of reviews reach the release.
type pushes struct {
	None     bool
	Times    int
	Late     time.Duration
	Early    time.Duration // before get_auditstatus shows the verdict
	Time     pushTime
	Spurious []time.Duration // pushes about nothing
}

// pushTime is what a push says about when its event happened.
type pushTime string

const (
	timeTrue   pushTime = ""
	timeAbsent pushTime = "absent"
	timeFuture pushTime = "future"
	timePast   pushTime = "past"
)

// act is something that a person does: at a moment, or while the Nth call of an endpoint is under way.
type act struct {
	At       time.Duration
	During   string // endpoint; "": at the moment
	Nth      int
	Answered bool // during the call: after WeChat has acted, before the answer is back
	Do       deed
	More     time.Duration // of extend-deadline
}

type deed string

const (
	doPollNow    deed = "poll-now"
	doExpedite   deed = "expedite"
	doWithdraw   deed = "withdraw"
	doExtend     deed = "extend-deadline"
	doCancel     deed = "cancel"
	doOutside    deed = "the merchant withdraws the review"
	doUpload     deed = "another version is uploaded"
	doReupload   deed = "the version is uploaded again"
	doForeign    deed = "another tool submits another version"
	doRevoke     deed = "the merchant takes the authorisation back" // and WeChat pushes it
	doRestore    deed = "the merchant authorises again"
	doOldRevoke  deed = "a push of a revocation from before the release"
	doFalsePush  deed = "a push of a revocation that never was"
	doPush       deed = "a push of an approval that never was"
	doNoAccess   deed = "the IP list loses our address"
	doGiveAccess deed = "the IP list has our address again"
)
