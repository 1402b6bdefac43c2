package command

import (
	"strings"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	failurepb "go.temporal.io/api/failure/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/workflows"
)

// finish ends a run with an outcome, as its result.
func (s *fakeTemporal) finish(r *testRun, outcome workflows.Outcome) {
	s.change(r, func(st *workflows.Status) {
		st.Stage, st.Outcome, st.Waiting, st.EndedAt = workflows.StageDone, outcome, nil, s.now().UTC()
		st.Timeline = append(st.Timeline[:len(st.Timeline):len(st.Timeline)],
			workflows.Moment{At: st.EndedAt, Text: "Ended: " + string(outcome)})
	})
	if outcome == workflows.OutcomeCancelled || outcome == workflows.OutcomeCancelFailed {
		s.end(r, enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED, &historypb.HistoryEvent{
			EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
			Attributes: &historypb.HistoryEvent_WorkflowExecutionCanceledEventAttributes{
				WorkflowExecutionCanceledEventAttributes: &historypb.WorkflowExecutionCanceledEventAttributes{Details: payloads(r.status)},
			},
		})
		return
	}
	s.end(r, enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED, &historypb.HistoryEvent{
		EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
		Attributes: &historypb.HistoryEvent_WorkflowExecutionCompletedEventAttributes{
			WorkflowExecutionCompletedEventAttributes: &historypb.WorkflowExecutionCompletedEventAttributes{Result: payloads(r.status)},
		},
	})
}

func (s *fakeTemporal) fail(r *testRun, message string) {
	s.end(r, enumspb.WORKFLOW_EXECUTION_STATUS_FAILED, &historypb.HistoryEvent{
		EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
		Attributes: &historypb.HistoryEvent_WorkflowExecutionFailedEventAttributes{
			WorkflowExecutionFailedEventAttributes: &historypb.WorkflowExecutionFailedEventAttributes{Failure: &failurepb.Failure{
				Message: message,
				FailureInfo: &failurepb.Failure_ApplicationFailureInfo{
					ApplicationFailureInfo: &failurepb.ApplicationFailureInfo{Type: "invalid-input"},
				},
			}},
		},
	})
}

func (s *fakeTemporal) terminate(r *testRun) {
	s.end(r, enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED, &historypb.HistoryEvent{
		EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
		Attributes: &historypb.HistoryEvent_WorkflowExecutionTerminatedEventAttributes{
			WorkflowExecutionTerminatedEventAttributes: &historypb.WorkflowExecutionTerminatedEventAttributes{},
		},
	})
}

func (s *fakeTemporal) end(r *testRun, status enumspb.WorkflowExecutionStatus, event *historypb.HistoryEvent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.info.Status, r.info.CloseTime, r.last = status, timestamppb.New(s.now()), event
	close(r.ended)
}

// continueAs ends a run that has become long, and gives the one in which its release goes on.
func (s *fakeTemporal) continueAs(r *testRun, runID string) *testRun {
	next := s.open(runID, func(st *workflows.Status) { *st = r.status })
	s.mu.Lock()
	next.info.FirstRunId, next.info.StartTime = r.info.GetFirstRunId(), timestamppb.New(s.now())
	next.info.Memo = &commonpb.Memo{
		Fields: map[string]*commonpb.Payload{workflows.MemoFirstStart: payload(r.status.StartedAt.Format(time.RFC3339))},
	}
	s.mu.Unlock()
	s.end(r, enumspb.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW, &historypb.HistoryEvent{
		EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
		Attributes: &historypb.HistoryEvent_WorkflowExecutionContinuedAsNewEventAttributes{
			WorkflowExecutionContinuedAsNewEventAttributes: &historypb.WorkflowExecutionContinuedAsNewEventAttributes{
				NewExecutionRunId: runID,
			},
		},
	})
	return next
}

// find gives the run with this id, or the last one.
func (s *fakeTemporal) find(e *commonpb.WorkflowExecution) (*testRun, error) {
	for i := len(s.runs) - 1; i >= 0; i-- {
		run := s.runs[i].info.GetExecution()
		if run.GetWorkflowId() == e.GetWorkflowId() && (e.GetRunId() == "" || e.GetRunId() == run.GetRunId()) {
			return s.runs[i], nil
		}
	}
	return nil, serviceerror.NewNotFound("workflow not found for ID: " + e.GetWorkflowId())
}

// goingOn is find for an open run; with a first run, only for one that came of it.
func (s *fakeTemporal) goingOn(e *commonpb.WorkflowExecution, firstRun string) (*testRun, error) {
	r, err := s.find(e)
	if err == nil && (r.last != nil || firstRun != "" && firstRun != r.info.GetFirstRunId()) {
		err = serviceerror.NewNotFound("workflow execution already completed")
	}
	return r, err
}

// page answers list with every run, newest first; what the query means is for the server's own tests.
func (s *fakeTemporal) page(req *workflowservice.ListWorkflowExecutionsRequest) (proto.Message, error) {
	s.queries = append(s.queries, req.GetQuery())
	if s.noAttrs && strings.Contains(req.GetQuery(), "Wx") {
		return nil, serviceerror.NewInvalidArgument("invalid query: invalid search attribute: WxStage")
	}
	at := 0
	if len(req.GetNextPageToken()) > 0 {
		at = int(req.GetNextPageToken()[0])
	}
	out := &workflowservice.ListWorkflowExecutionsResponse{}
	size := int(req.GetPageSize())
	if s.pageSize > 0 {
		size = min(size, s.pageSize)
	}
	for ; at < len(s.runs) && len(out.Executions) < size; at++ {
		out.Executions = append(out.Executions, s.runs[len(s.runs)-1-at].info)
	}
	if at < len(s.runs) {
		out.NextPageToken = []byte{byte(at)}
	}
	return out, nil
}

// run gives a run to what happens beside the command that has started it.
func (s *fakeTemporal) run(i int) *testRun {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.runs[i]
}
