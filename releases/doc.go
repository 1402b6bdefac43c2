// Package releases is the Go client of releases: it starts them, tells about them, waits for their end and asks them for something.
// The workflow that takes a release through WeChat's review is in package workflows.
//
//	c, err := releases.Dial(ctx, client.Options{HostPort: "temporal:7233"}, releases.Options{})
//	started, err := c.Start(ctx, workflows.ReleaseInput{AppID: appid, Version: "1.4.0"}, releases.Origin{By: "nightly build"})
//	end, err := c.Wait(ctx, appid, started.RunID, nil)
//
// A release is named by its Mini Program's appid: a Mini Program has one open release at most. All that a method learns is a fact
// with a type, errors as well: [*BusyError], [*NotFoundError], [*EndedError], [*RefusedError], [*NoAnswerError],
// [*UnreachableError], [*StoppedError].
package releases
