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
// # What the environment lacks and this package adds
//
// The environment gives every attempt the first one's start, keeps a cancelled activity going, and takes no limit of attempts
// for ten. Interceptors put that right: an attempt has its own start and number, what it records by heartbeat is there for the
// next one unless the worker died first, a cancelled activity waits for its running attempt where the workflow asked for
// that, and an attempt can be lost with its worker at any call, before or after WeChat acted. A worker that is down for hours
// starts no attempt and delivers no signal.
//
// # What the schedules leave out
//
// What no release can stand is not in them: that a version is uploaded between the look at the trial version and the
// submission; that a review is withdrawn by hand before get_latest_auditstatus shows it; that WeChat's clock is off by more than
// two minutes and its answers have no Date header; that WeChat denies for long that there is a review, or says ok to a
// withdrawal and does nothing. get_auditstatus never lags behind; a push that comes early is the same to a release.
//
// # What the environment leaves out
//
// There is no Temporal server and no history: nothing is replayed, no run is reset, no workflow task is lost, and a timer fires
// on time even while every worker is down. "Waiting adds no history" is judged by counting the activities and timers that the
// workflow starts. There is one Mini Program in a run, so nothing is said about quotas that several share, or about tokens: the
// client always has a good one. Pushes are made from the reviews' changes as signals; their encryption and the bridge are not
// in it. The end-to-end tests in demo/ have all of that, with fewer faults.
package simulation
