// Package live is the front end for people who watch releases: lines for what happens and, on a terminal, under them the present
// state, redrawn in place: a panel for one release, a table for several. The command line and the demo show releases by it.
//
// A [View] is the whole of it. [View.Follow] adds a release and gives what a [releases.Follower] tells its changes to:
//
//	shown := view.Follow(live.Release{AppID: appid})
//	defer shown.End()
//	follower := releases.Follower{Client: c, AppID: appid, Changed: shown.Changed, Polled: shown.Polled}
//	last, err := follower.Follow(ctx)
//
// Below it, [Terminal] keeps lines at the end of a terminal's output up to date, [Panel] and [Table] make such lines.
package live
