package workflows

import "go.temporal.io/sdk/workflow"

// Changes of the story since histories were first kept. Each is asked for where the ways part.
const (
	changeUnauthorized = "unauthorized-is-a-hint"  // a push of that kind is read after; before, it ended the release
	changePark         = "park-every-refusal"      // no refused status read ends a release, and a person's poll parks it too
	changeLastPoll     = "last-look-beside-poll"   // what the poll learnt during the last poll at the deadline counts
	changeCovered      = "pushes-coalesce"         // a push beside a poll that has just begun starts no other
	changeWithdraw     = "withdraw-goes-on"        // a withdrawal that takes long goes on; before, it ended
	changeCancel       = "cancel-ends-the-alarm"   // what a release was parked for is over when it is cancelled
	changeReset        = "cancel-of-a-reset-run"   // a reset run takes back what the run before it submitted, from the first stage on
	changeContinue     = "continue-as-new"         // a long run continues as a new one
	changeSearchable   = "searchable-by-itself"    // a run that was started without search attributes gets them where it can
	changeOver         = "expedite-finds-it-over"  // a verdict that expediting met is read at once
	changeMoved        = "refused-last-poll-calls" // a last poll that was refused is repeated when the deadline has moved

	changeAtOnce = "reads-at-once"       // a push is read in the task that takes it; what nobody waits for at the end is left
	changeHeard  = "poll-is-heard-first" // a run with a poll that has ended hears it before it continues as a new one

	changeShowsCancel = "cancelling-is-indexed" // the search attributes tell that a release is being cancelled
)

// changed tells whether this run goes the new way at a change.
func changed(ctx workflow.Context, change string) bool {
	return workflow.GetVersion(ctx, change, workflow.DefaultVersion, 1) != workflow.DefaultVersion
}
