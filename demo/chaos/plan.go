package main

import (
	"time"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// plan is all that will happen. It follows from the seed and the number of releases alone, so that a run can be tried once more;
// how the processes get along with it differs from run to run, for their clocks are real.
type plan struct {
	Seed     uint64
	Releases []release
	Blows    []blow
}

// release is what will happen to one Mini Program.
type release struct {
	N     int // from 0
	AppID string

	Obstacle obstacle      // what keeps it from being reviewed
	Verdict  int           // of the review: wxatest.StatusApproved or StatusRejected
	Delayed  bool          // WeChat says first that it takes longer
	Review   time.Duration // from the submission to the verdict
	Check    time.Duration // the privacy check
	ReadLag  time.Duration // of WeChat's status calls
	UndoLag  time.Duration // of submit_audit, after a withdrawal
	Pushes   pushing
	Granted  bool   // the authorisation is pushed; else the store finds it in WeChat's list
	NoAccess window // in review WeChat refuses our address; counted from the submission

	Limit    time.Duration // of the review; 0: the default, which no run reaches
	Expedite workflows.ExpeditePolicy

	Troubles []trouble
	Letters  []letter // pushes that WeChat did not send, or not for this
	Start    starting
	Acts     []act
	Again    bool // started once more after its end
}

type window struct{ From, For time.Duration }

// obstacle is what keeps a release from being reviewed at all.
type obstacle string

const (
	noObstacle   obstacle = ""
	endlessCheck obstacle = "endless privacy check"
	usedUp       obstacle = "quota used up"
	privacy      obstacle = "privacy refused"
	noAddress    obstacle = "address refused"
	stranger     obstacle = "stranger's review open"
)

// pushing is how the review's events are pushed.
type pushing struct {
	Name string
	Plan wxatest.PushPlan
}

// trouble is a fault of WeChat's with the name that the account gives it.
type trouble struct {
	Name  string
	Fault wxatest.Fault
}

// letter is a push that chaos itself sends.
type letter struct {
	Kind  letterKind
	After time.Duration // the submission
}

type letterKind string

const (
	unsigned    letterKind = "forged: without a signature"
	wrongToken  letterKind = "forged: signed with another token"
	stale       letterKind = "replayed: signed a day ago"
	untrue      letterKind = "genuine, of an approval that never was"
	unsolicited letterKind = "genuine, of a rejection that never was"
)

// forged tells that the bridge must not take it.
func (k letterKind) forged() bool { return k == unsigned || k == wrongToken || k == stale }

// starting is who starts a release, and how.
type starting string

const (
	byClient    starting = "by the client"
	byTwo       starting = "by two clients at once"
	byCommand   starting = "by the command line"
	byCommandCI starting = "by the command line, which waits"
	byBoth      starting = "by client and command line at once"
)

// act is something that a person does.
type act struct {
	Do      deed
	After   time.Duration // the submission; with Early the start
	Early   bool
	Command bool // on the command line
}

type deed string

const (
	doExpedite deed = "expedite"
	doWithdraw deed = "withdraw"
	doExtend   deed = "extend"
	doPoll     deed = "poll"
	doCancel   deed = "cancel"
	doRestart  deed = "start while it is open"
	doOutside  deed = "withdraw in the merchant's console"
)

// blow hits processes.
type blow struct {
	Kind   blowKind
	Worker int           // which one
	Starts int           // when so many releases have been started
	Wait   time.Duration // and so long after
	Down   time.Duration // until the process is started again
	// Held, where it is not 0, is a release's number + 1: the blow falls when WeChat has accepted its submission and has not told.
	Held int
}

type blowKind string

const (
	killWorker  blowKind = "kill a worker"
	stopWorker  blowKind = "stop a worker"
	killWorkers blowKind = "kill all workers"
	killBridge  blowKind = "kill the bridge"
	stopBridge  blowKind = "stop the bridge"
	killServer  blowKind = "kill Temporal"
	stopServer  blowKind = "stop Temporal"
)
