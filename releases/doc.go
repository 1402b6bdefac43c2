// Package releases is the Go client of releases: it starts them and tells which one stands in the way, and it registers what a
// namespace needs to list them. The workflow that takes a release through WeChat's review is in package workflows.
package releases
