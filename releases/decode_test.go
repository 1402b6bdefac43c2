package releases

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	failurepb "go.temporal.io/api/failure/v1"
	historypb "go.temporal.io/api/history/v1"
	sdkpb "go.temporal.io/api/sdk/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"

	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/workflows"
)

// What a start leaves in the memo is read with the client's converter. With another one it is not known what is open: that is an
// error of its own, and not taken for another release.
func TestPreviewWithAnEncryptingConverter(t *testing.T) {
	sealing, other := testkit.NewSealingCodec().Converter(), testkit.NewSealingCodec().Converter()
	content, err := digest(testInput)
	require.NoError(t, err)
	memo := &commonpb.Memo{Fields: map[string]*commonpb.Payload{}}
	for field, text := range map[string]string{memoContent: content, MemoVersion: testInput.Version} {
		memo.Fields[field], err = sealing.ToPayload(text)
		require.NoError(t, err)
	}
	s := server{last: &workflowservice.DescribeWorkflowExecutionResponse{WorkflowExecutionInfo: &workflowpb.WorkflowExecutionInfo{
		Status: enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, Memo: memo,
	}}}
	plan, err := New(s, Options{DataConverter: sealing}).Preview(t.Context(), testInput, Origin{})
	require.NoError(t, err)
	assert.Equal(t, PlanAttach, plan.Kind)
	changed := testInput
	changed.Version = "1.4.1"
	plan, err = New(s, Options{DataConverter: sealing}).Preview(t.Context(), changed, Origin{})
	require.NoError(t, err)
	assert.Equal(t, PlanBusy, plan.Kind)
	assert.Equal(t, testInput.Version, plan.Busy.Version)
	for _, wrong := range []converter.DataConverter{other, nil} {
		_, err = New(s, Options{DataConverter: wrong}).Preview(t.Context(), testInput, Origin{})
		var unreadable *UnreadableError
		require.ErrorAs(t, err, &unreadable)
		assert.Equal(t, testInput.AppID, unreadable.AppID)
	}
}

// The events of a history are decoded everywhere: arguments, summaries, failures. Search attributes are never encoded.
func TestPlain(t *testing.T) {
	sealing := testkit.NewSealingCodec().Converter()
	seal := func(value any) *commonpb.Payload {
		p, err := sealing.ToPayload(value)
		require.NoError(t, err)
		return p
	}
	failure := &failurepb.Failure{Message: "errcode 61039", Cause: &failurepb.Failure{Message: "why"}}
	require.NoError(t, converter.EncodeCommonFailureAttributes(sealing, failure))
	require.NoError(t, converter.EncodeCommonFailureAttributes(sealing, failure.Cause))
	plainStage, err := converter.GetDefaultDataConverter().ToPayload("review")
	require.NoError(t, err)
	events := []*historypb.HistoryEvent{
		{
			UserMetadata: &sdkpb.UserMetadata{Summary: seal("Polling")},
			Attributes: &historypb.HistoryEvent_ActivityTaskScheduledEventAttributes{
				ActivityTaskScheduledEventAttributes: &historypb.ActivityTaskScheduledEventAttributes{
					Input: &commonpb.Payloads{Payloads: []*commonpb.Payload{seal("argument")}},
				},
			},
		},
		{Attributes: &historypb.HistoryEvent_ActivityTaskFailedEventAttributes{
			ActivityTaskFailedEventAttributes: &historypb.ActivityTaskFailedEventAttributes{Failure: failure},
		}},
		{Attributes: &historypb.HistoryEvent_UpsertWorkflowSearchAttributesEventAttributes{
			UpsertWorkflowSearchAttributesEventAttributes: &historypb.UpsertWorkflowSearchAttributesEventAttributes{
				SearchAttributes: &commonpb.SearchAttributes{
					IndexedFields: map[string]*commonpb.Payload{workflows.AttrStage.GetName(): plainStage},
				},
			},
		}},
	}
	sealed := []*historypb.HistoryEvent{proto.Clone(events[0]).(*historypb.HistoryEvent)}
	unreadable, err := New(nil, Options{DataConverter: sealing}).plain(t.Context(), events)
	require.NoError(t, err)
	assert.Zero(t, unreadable)
	plain := converter.GetDefaultDataConverter()
	assert.Equal(t, "Polling", decoded[string](plain, events[0].GetUserMetadata().GetSummary()))
	assert.Equal(t, "argument", decoded[string](plain, events[0].GetActivityTaskScheduledEventAttributes().GetInput().GetPayloads()[0]))
	assert.Equal(t, "errcode 61039", events[1].GetActivityTaskFailedEventAttributes().GetFailure().GetMessage())
	assert.Equal(t, "why", events[1].GetActivityTaskFailedEventAttributes().GetFailure().GetCause().GetMessage())

	unreadable, err = New(nil, Options{DataConverter: testkit.NewSealingCodec().Converter()}).plain(t.Context(), sealed)
	require.NoError(t, err)
	assert.Equal(t, 2, unreadable)
}
