// Package simulation is a test: it runs thousands of releases against the simulated WeChat, each with a schedule of faults that
// a seed gives, and checks after each what must hold whatever happens.
//
// A run is the real ReleaseWorkflow with the real activities and the real client, in the Temporal SDK's test environment,
// against wxatest in the same process. All of it shares one simulated clock, so that a review of two weeks takes milliseconds:
// timers and pauses between attempts are skipped by the environment, and while an attempt waits for a slow answer, time passes on
// the clock of a testing/synctest bubble as well. The client's own short repeats, within 3 s, take no time.
//
//	go test ./workflows/simulation                                  the fixed set, as CI runs it
//	go test ./workflows/simulation -run TestSeeds -seeds 10000      that many seeds
//	go test ./workflows/simulation -run TestSeeds -seed 12345 -v    one of them, with its schedule and all that happened
//
// tools/mutants puts faults into the code and has the simulation find them.
//
// # What the environment lacks and this package adds
//
// The environment gives every attempt the first one's start, keeps a cancelled activity going, and takes no limit of attempts
// for ten. Interceptors put that right: an attempt has its own start and number, what it records by heartbeat is there for the
// next one unless the worker died first, a cancelled activity waits for its running attempt where the workflow asked for
// that, an activity ends when its time is over whatever its attempt does, and an attempt can be lost with its worker at any
// call, before or after WeChat acted. A worker that is down for hours starts no attempt and delivers no signal.
//
// A release is a chain of runs. The server may suggest at any moment to continue as a new run, and an operator may reset the
// workflow to its first task: the next run is in an environment of its own, on the same simulator and clock, and what comes in
// between reaches it. It begins when the running attempts of the one before have ended.
//
// # What the schedules leave out
//
// What no release can stand is not in them: that a review is withdrawn by hand before the reads show it; that WeChat denies for
// long that there is a review, or says ok to a withdrawal and does nothing. Nor does WeChat deny a review even once where an
// earlier one of our version is there, which would then look like one that came after, or where our own may be over already,
// withdrawn by hand or before a reset, since then nothing keeps it from being submitted again. Nor is what a workflow that is
// reset cannot know: whose a review is when its answers have neither version nor time, or no Date header and a clock that is off
// by more than two minutes.
//
// And the checks leave out a review whose reply was lost and which is about another version, uploaded in that moment; an approval
// of one whose version was never told before a newer review hid it; and a submission that its caller had given up and that
// reached WeChat when the next one was over.
//
// # What the environment leaves out
//
// There is no Temporal server and no history: nothing is replayed, no workflow task is lost, and a timer fires on time even while
// every worker is down. A reset workflow does not get again what was said to the run before. "Waiting adds no history" is judged
// by counting the activities and timers that the workflow starts. There is one Mini Program in a run, so nothing is said about
// quotas that several share, and one release, so nothing about the one before it. The source of tokens fails as a whole; how
// tokens are refreshed is not in it. Pushes are made from the reviews' changes as signals; their encryption and the bridge are
// not in it either. The end-to-end tests in demo/ have all of that, with fewer faults.
package simulation
