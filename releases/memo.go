package releases

import (
	"time"

	commonpb "go.temporal.io/api/common/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/sdk/converter"

	"github.com/wxrelease/wxrelease/workflows"
)

// Memo fields of a run.
const (
	MemoVersion     = "version"      // the version, where there are no search attributes
	MemoName        = "name"         // the merchant's, for people
	MemoStartedBy   = "started_by"   // who started it
	MemoStartedFrom = "started_from" // address of the CI job that started it
	memoContent     = "content"      // digest of the release's content
	memoRequest     = "request"      // request id of the start, where a CI run gave one
)

// memoText reads one text of a run's memo, "" when it is not there.
func (c *Client) memoText(memo *commonpb.Memo, field string) string {
	text, _ := c.memoField(memo, field)
	return text
}

// memoField is memoText, with the error where the field is there and cannot be read. A run may be older than the program's data
// converter.
func (c *Client) memoField(memo *commonpb.Memo, field string) (text string, err error) {
	payload := memo.GetFields()[field]
	if payload == nil {
		return "", nil
	}
	if err = c.options.DataConverter.FromPayload(payload, &text); err == nil {
		return text, nil
	}
	if converter.GetDefaultDataConverter().FromPayload(payload, &text) == nil {
		return text, nil
	}
	return "", err
}

// startOf tells when the release of a run began. A run that came of another one, by a reset or because that one was long, has a
// start of its own, long after the release's, which its memo keeps. That was taken from the clock of another machine: of a run's
// own start Temporal's is the better one.
func (c *Client) startOf(run *workflowpb.WorkflowExecutionInfo) time.Time {
	own := run.GetStartTime().AsTime()
	first, err := time.Parse(time.RFC3339, c.memoText(run.GetMemo(), workflows.MemoFirstStart))
	if err == nil && own.Sub(first) > clocksDiffer {
		return first.UTC()
	}
	return own
}

// clocksDiffer is more than the clocks of two machines do.
const clocksDiffer = 5 * time.Minute
