package releases

import (
	"context"

	commonpb "go.temporal.io/api/common/v1"
	failurepb "go.temporal.io/api/failure/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/proxy"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/sdk/converter"

	"github.com/wxrelease/wxrelease/internal/words"
)

// decoded reads one value, the zero value when it is not there or not readable.
func decoded[T any](with converter.DataConverter, payload *commonpb.Payload) (value T) {
	if payload != nil && with.FromPayload(payload, &value) != nil {
		var none T
		return none
	}
	return value
}

// attribute reads one search attribute, the zero value when it is not there. No data converter of a program changes these.
func attribute[T any](info *workflowpb.WorkflowExecutionInfo, name string) T {
	return decoded[T](converter.GetDefaultDataConverter(), info.GetSearchAttributes().GetIndexedFields()[name])
}

// UnreadableError says that what is kept of the start of an open release cannot be read: it was written with another data
// converter, such as one that encrypts, or the converter's remote codec does not answer.
type UnreadableError struct {
	AppID, RunID string
	Err          error
}

func (e *UnreadableError) Error() string { return e.Words().String() }

// Words says the error in the languages of the programs.
func (e *UnreadableError) Words() words.Text { return words.ReadingMemo.Of(e.RunID, e.AppID, e.Err) }

func (e *UnreadableError) Unwrap() error { return e.Err }

// readable tells whether the memo of a run can be read, by the one field that every start writes.
func (c *Client) readable(appid string, info *workflowpb.WorkflowExecutionInfo) error {
	if _, err := c.memoField(info.GetMemo(), memoContent); err != nil {
		return &UnreadableError{AppID: appid, RunID: info.GetExecution().GetRunId(), Err: err}
	}
	return nil
}

// plain takes encryption and compression off everything in the events, as far as the data converter can, so that the SDK's default
// converter reads them. It gives the number of payloads for which that did not work; these stay as they are.
func (c *Client) plain(ctx context.Context, events []*historypb.HistoryEvent) (unreadable int, err error) {
	if c.options.DataConverter == converter.GetDefaultDataConverter() {
		return 0, nil
	}
	history := &historypb.History{Events: events}
	err = proxy.VisitFailures(ctx, history, proxy.VisitFailuresOptions{
		Visitor: func(_ *proxy.VisitFailuresContext, f *failurepb.Failure) error {
			converter.DecodeCommonFailureAttributes(c.options.DataConverter, f)
			return nil
		},
	})
	if err != nil {
		return 0, err
	}
	return unreadable, proxy.VisitPayloads(ctx, history, proxy.VisitPayloadsOptions{
		SkipSearchAttributes: true,
		Visitor: func(_ *proxy.VisitPayloadsContext, payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
			all := make([]*commonpb.Payload, len(payloads))
			for i, p := range payloads {
				var raw converter.RawValue // which is decoded and not converted
				if all[i] = p; c.options.DataConverter.FromPayload(p, &raw) == nil {
					all[i] = raw.Payload()
				} else {
					unreadable++
				}
			}
			return all, nil
		},
	})
}

// failureText reads the message of a failure, which a program's failure converter may have encoded as well.
func (c *Client) failureText(f *failurepb.Failure) string {
	if f == nil {
		return ""
	}
	converter.DecodeCommonFailureAttributes(c.options.DataConverter, f)
	return f.GetMessage()
}
