package releases

import (
	"context"
	"errors"
	"slices"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"

	"github.com/wxrelease/wxrelease/internal/words"
)

// Record is what Temporal has of one run.
type Record struct {
	RunID  string
	Events []*historypb.HistoryEvent
}

// History is the record of a release. Its payloads are decoded: the SDK's default data converter reads them.
type History struct {
	Release *Release // as [Client.Describe] tells it
	Records []Record // of its runs, the oldest first

	Gone string // the run from which on Temporal has no record any more: this release began with it and those before it
	// How much in the events could not be read, for it was written with another data converter; 0 when all is plain.
	Unreadable int
	Earlier    string // where one run was asked for: the run before it, "" for a release's first
}

// History reads the record of a run alone, or without its id that of the open or last release, which may have had several runs. It
// needs no worker.
func (c *Client) History(ctx context.Context, appid, runID string) (*History, error) {
	r, err := c.Describe(ctx, appid, runID)
	if err != nil {
		return nil, err
	}
	h := &History{Release: r}
	for next := r.RunID; next != ""; {
		record, err := c.record(ctx, r.WorkflowID, next)
		_, gone := errors.AsType[*serviceerror.NotFound](err)
		switch {
		case len(h.Records) > 0 && gone:
			h.Gone, next = next, ""
			continue
		case err != nil:
			return nil, words.ReadingRecord.Err(next, appid, c.at(), err)
		}
		unreadable, err := c.plain(ctx, record.Events)
		if err != nil {
			return nil, words.DecodingRecord.Err(next, appid, err)
		}
		h.Unreadable += unreadable
		h.Records = append(h.Records, record)
		if next = record.continues(); next != "" && runID != "" {
			h.Earlier = next
			break
		}
	}
	slices.Reverse(h.Records)
	return h, nil
}

// record reads all events of a run.
func (c *Client) record(ctx context.Context, workflowID, runID string) (Record, error) {
	r := Record{RunID: runID}
	events := c.temporal.GetWorkflowHistory(ctx, workflowID, runID, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			return r, err
		}
		r.Events = append(r.Events, e)
	}
	return r, nil
}

// continues is the id of the run that this one goes on with, "" for the first of a release.
func (r Record) continues() string {
	if len(r.Events) == 0 {
		return ""
	}
	return r.Events[0].GetWorkflowExecutionStartedEventAttributes().GetContinuedExecutionRunId()
}
