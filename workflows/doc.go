// Package workflows holds ReleaseWorkflow: one Mini Program version on its way through WeChat's review.
//
// # Changing it in the middle of a review
//
// A review lasts for days and a worker is upgraded meanwhile: what an open run has done so far is replayed by the new code,
// which must ask Temporal for the same things in the same order.
//
// Free to change: activities and what they return (new fields of inputs and results mean the default when they are missing,
// because an older worker wrote them); words, details, summaries, time-outs, retry policies; queries; validators of updates;
// what clients check before a start.
//
// Needs workflow.GetVersion, with the old way kept beside the new one: everything that schedules, cancels or leaves out an
// activity, a timer, an upsert of search attributes, or that ends a run otherwise, on a path that an open run can have taken.
// Ask for the version only on that path: it costs two events. The change's ids are in version.go.
//
// Never: a check in the workflow that a running release could fail when it is tightened. Callers check their input
// ([ReleaseInput.Validate]); the workflow takes what it was given.
//
// A new path gets a recorded history, made by the end-to-end tests on a real server:
//
//	go test ./demo/e2e -count=1 -record $PWD/workflows/testdata/history/3
//
// The folder's number is the story's generation: begin a new one when paths that are there have changed. A landed history is
// never recorded anew to make a test pass: if today's code cannot replay it, neither can a worker that is upgraded.
package workflows
