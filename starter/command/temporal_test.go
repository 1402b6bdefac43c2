package command

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	failurepb "go.temporal.io/api/failure/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	taskqueuepb "go.temporal.io/api/taskqueue/v1"
	updatepb "go.temporal.io/api/update/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

const testApp = "wx5555666677778888"

// fakeTemporal imitates the few calls of a Temporal server that wxrelease makes. The real client talks to it, through an
// interceptor in place of the network, so that its retries and its translation of errors and payloads are under test too,
// and all of it runs on a test's virtual clock.
type fakeTemporal struct {
	opens       converter.DataConverter // of a worker, where it is not the SDK's own
	mu          sync.Mutex
	runs        []*testRun                              // oldest first
	down        error                                   // every call fails with it
	noWorker    bool                                    // queries get no answer
	noAttrs     bool                                    // the namespace lacks our search attributes
	attrsDenied bool                                    // reading the namespace's search attributes is not allowed
	noSpace     bool                                    // the namespace is not there
	attrs       map[string]enumspb.IndexedValueType     // the namespace's, for doctor
	pollers     map[enumspb.TaskQueueType]time.Duration // how long ago one has asked for work
	clock       func() time.Time                        // nil: time.Now
	pageSize    int
	env         settings.Env // of the next command, besides the Web UI's address
	queries     []string     // of list
	cancels     []*workflowservice.RequestCancelWorkflowExecutionRequest
	updates     []*workflowservice.UpdateWorkflowExecutionRequest
	decide      func(update string) (answer any, refusal string) // of the workflow; nil: "done"
	problem     *activities.Problem                              // the refusal's detail; nil: an older worker sends none
	refusal     *workflows.Refusal                               // the refusal as facts; nil: an older worker sends none
	signals     []*workflowservice.SignalWorkflowExecutionRequest
	calls       map[string]int // by the request's type
}

// testRun is one run of a release.
type testRun struct {
	info    *workflowpb.WorkflowExecutionInfo
	pending []*workflowpb.PendingActivityInfo
	status  workflows.Status // the answer of the query
	last    *historypb.HistoryEvent
	ended   chan struct{}
	request string                    // request id of its start
	cancel  bool                      // requested
	input   workflows.ReleaseInput    // of its start
	events  []*historypb.HistoryEvent // its whole record
}

func payload(v any) *commonpb.Payload {
	p, err := converter.GetDefaultDataConverter().ToPayload(v)
	if err != nil {
		panic(err)
	}
	return p
}

func payloads(v any) *commonpb.Payloads {
	return &commonpb.Payloads{Payloads: []*commonpb.Payload{payload(v)}}
}

func (s *fakeTemporal) now() time.Time {
	if s.clock != nil {
		return s.clock()
	}
	return time.Now()
}

// open adds an open run in review.
func (s *fakeTemporal) open(runID string, change ...func(*workflows.Status)) *testRun {
	status := workflows.Status{
		AppID: testApp, Version: "1.4.0", Stage: workflows.StageReview, Outcome: workflows.OutcomeOpen, AuditID: 430000001,
		StartedAt: s.now().UTC(),
		Waiting: &workflows.Waiting{For: workflows.WaitVerdict, Since: s.now().UTC(), Until: s.now().Add(14 * 24 * time.Hour).UTC(),
			Whose: workflows.WhoseWeChat},
		Timeline: []workflows.Moment{{At: s.now().UTC(), Kind: workflows.MomentSubmitted, AuditID: 430000001}},
	}
	for _, f := range change {
		f(&status)
	}
	r := &testRun{
		info: &workflowpb.WorkflowExecutionInfo{
			Execution: &commonpb.WorkflowExecution{WorkflowId: workflows.WorkflowID(status.AppID), RunId: runID}, FirstRunId: runID,
			Type: &commonpb.WorkflowType{Name: workflows.WorkflowType}, Status: enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING,
			StartTime: timestamppb.New(status.StartedAt),
		},
		ended: make(chan struct{}),
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs = append(s.runs, r)
	s.set(r, status)
	return r
}

// change edits a run's status as the workflow would.
func (s *fakeTemporal) change(r *testRun, f func(*workflows.Status)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	status := r.status
	f(&status)
	s.set(r, status)
}

func (s *fakeTemporal) set(r *testRun, status workflows.Status) {
	r.status = status
	if s.noAttrs {
		return
	}
	fields := map[string]*commonpb.Payload{
		"WxAppId": payload(status.AppID), "WxVersion": payload(status.Version), "WxStage": payload(string(status.Stage)),
		"WxOutcome": payload(string(status.Outcome)), "WxNeedsHuman": payload(status.NeedsHuman),
	}
	if status.AuditID != 0 {
		fields["WxAuditId"] = payload(fmt.Sprint(status.AuditID))
	}
	r.info.SearchAttributes = &commonpb.SearchAttributes{IndexedFields: fields}
}

func (s *fakeTemporal) setDown(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = err
}

func (s *fakeTemporal) setNoWorker(is bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.noWorker = is
}

// answer serves one call.
func (s *fakeTemporal) answer(ctx context.Context, req, reply any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down != nil {
		return s.down
	}
	if s.calls == nil {
		s.calls = map[string]int{}
	}
	s.calls[strings.TrimPrefix(fmt.Sprintf("%T", req), "*workflowservice.")]++
	var out proto.Message
	switch req := req.(type) {
	case *workflowservice.GetSystemInfoRequest:
		out = &workflowservice.GetSystemInfoResponse{}
	case *workflowservice.DescribeWorkflowExecutionRequest:
		r, err := s.find(req.GetExecution())
		if err != nil {
			return err
		}
		out = &workflowservice.DescribeWorkflowExecutionResponse{
			WorkflowExecutionInfo: r.info, PendingActivities: r.pending,
			WorkflowExtendedInfo: &workflowpb.WorkflowExecutionExtendedInfo{CancelRequested: r.cancel},
		}
	case *workflowservice.QueryWorkflowRequest:
		if s.noWorker {
			s.mu.Unlock()
			<-ctx.Done()
			s.mu.Lock()
			return serviceerror.NewDeadlineExceeded("context deadline exceeded")
		}
		r, err := s.find(req.GetExecution())
		if err != nil {
			return err
		}
		out = &workflowservice.QueryWorkflowResponse{QueryResult: payloads(r.status)}
	case *workflowservice.GetWorkflowExecutionHistoryRequest:
		r, err := s.find(req.GetExecution())
		if err != nil {
			return err
		}
		if req.GetHistoryEventFilterType() == enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT {
			out = &workflowservice.GetWorkflowExecutionHistoryResponse{History: &historypb.History{Events: r.events}}
			break
		}
		s.mu.Unlock()
		select {
		case <-r.ended:
			out = &workflowservice.GetWorkflowExecutionHistoryResponse{History: &historypb.History{Events: []*historypb.HistoryEvent{r.last}}}
		case <-time.After(20 * time.Second): // a real server ends a long poll so
			out = &workflowservice.GetWorkflowExecutionHistoryResponse{History: &historypb.History{}, NextPageToken: []byte("more")}
		case <-ctx.Done():
			err = serviceerror.NewDeadlineExceeded("context deadline exceeded")
		}
		s.mu.Lock()
		if err != nil {
			return err
		}
	case *workflowservice.ListWorkflowExecutionsRequest:
		var err error
		if out, err = s.page(req); err != nil {
			return err
		}
	case *workflowservice.SignalWorkflowExecutionRequest:
		if _, err := s.goingOn(req.GetWorkflowExecution(), ""); err != nil {
			return err
		}
		s.signals = append(s.signals, req)
		out = &workflowservice.SignalWorkflowExecutionResponse{}
	case *workflowservice.RequestCancelWorkflowExecutionRequest:
		r, err := s.goingOn(req.GetWorkflowExecution(), req.GetFirstExecutionRunId())
		if err != nil {
			return err
		}
		s.cancels = append(s.cancels, req)
		r.cancel = true
		out = &workflowservice.RequestCancelWorkflowExecutionResponse{}
	case *workflowservice.StartWorkflowExecutionRequest:
		r, err := s.find(&commonpb.WorkflowExecution{WorkflowId: req.GetWorkflowId()})
		if err == nil && r.request == req.GetRequestId() {
			out = &workflowservice.StartWorkflowExecutionResponse{RunId: r.info.GetExecution().GetRunId(), Started: true}
			break
		}
		if err == nil && r.last == nil {
			return serviceerror.NewWorkflowExecutionAlreadyStarted("already started", req.GetRequestId(), r.info.GetExecution().GetRunId())
		}
		var in workflows.ReleaseInput
		if err := cmp.Or(s.opens, converter.GetDefaultDataConverter()).FromPayloads(req.GetInput(), &in); err != nil {
			return err
		}
		n := len(s.runs) + 1
		s.mu.Unlock()
		r = s.open(fmt.Sprintf("run-%d", n), func(st *workflows.Status) { st.AppID, st.Version = in.AppID, in.Version })
		s.mu.Lock()
		r.info.Memo, r.request, r.input = req.GetMemo(), req.GetRequestId(), in
		out = &workflowservice.StartWorkflowExecutionResponse{RunId: r.info.GetExecution().GetRunId(), Started: true}
	case *workflowservice.DescribeNamespaceRequest:
		if s.noSpace {
			return serviceerror.NewNamespaceNotFound(req.GetNamespace())
		}
		out = &workflowservice.DescribeNamespaceResponse{}
	case *operatorservice.ListSearchAttributesRequest:
		if s.attrsDenied {
			return serviceerror.NewPermissionDenied("not allowed", "")
		}
		out = &operatorservice.ListSearchAttributesResponse{CustomAttributes: s.attrs}
	case *workflowservice.DescribeTaskQueueRequest:
		found := &workflowservice.DescribeTaskQueueResponse{}
		if ago, ok := s.pollers[req.GetTaskQueueType()]; ok && req.GetTaskQueue().GetName() == workflows.TaskQueue {
			found.Pollers = []*taskqueuepb.PollerInfo{{Identity: "worker@host", LastAccessTime: timestamppb.New(time.Now().Add(-ago))}}
		}
		out = found
	case *workflowservice.UpdateWorkflowExecutionRequest:
		if _, err := s.goingOn(req.GetWorkflowExecution(), req.GetFirstExecutionRunId()); err != nil {
			return err
		}
		if s.noWorker {
			s.mu.Unlock()
			<-ctx.Done()
			s.mu.Lock()
			return serviceerror.NewDeadlineExceeded("context deadline exceeded")
		}
		s.updates = append(s.updates, req)
		var answer any = "done"
		var refusal string
		if s.decide != nil {
			answer, refusal = s.decide(req.GetRequest().GetInput().GetName())
		}
		outcome := &updatepb.Outcome{Value: &updatepb.Outcome_Success{Success: payloads(answer)}}
		if refusal != "" {
			info := &failurepb.ApplicationFailureInfo{Type: "refused", NonRetryable: true}
			if s.problem != nil {
				info.Details = payloads(s.problem)
				if s.refusal != nil {
					info.Details = &commonpb.Payloads{Payloads: append(info.Details.Payloads, payloads(s.refusal).Payloads...)}
				}
			}
			outcome.Value = &updatepb.Outcome_Failure{Failure: &failurepb.Failure{Message: refusal,
				FailureInfo: &failurepb.Failure_ApplicationFailureInfo{
					ApplicationFailureInfo: info,
				}}}
		}
		out = &workflowservice.UpdateWorkflowExecutionResponse{
			UpdateRef: &updatepb.UpdateRef{WorkflowExecution: req.GetWorkflowExecution(),
				UpdateId: req.GetRequest().GetMeta().GetUpdateId()},
			Stage: enumspb.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED, Outcome: outcome,
		}
	default:
		return serviceerror.NewUnimplemented(fmt.Sprintf("%T", req))
	}
	proto.Merge(reply.(proto.Message), out)
	return nil
}

// dial gives the real client over the imitation.
func (s *fakeTemporal) dial(ctx context.Context, opts client.Options) (client.Client, error) {
	opts.HostPort = "passthrough:///imitation"
	opts.ConnectionOptions.DialOptions = append(opts.ConnectionOptions.DialOptions, grpc.WithChainUnaryInterceptor(
		func(ctx context.Context, _ string, req, reply any, _ *grpc.ClientConn, _ grpc.UnaryInvoker, _ ...grpc.CallOption) error {
			if err := s.answer(ctx, req, reply); err != nil {
				return serviceerror.ToStatus(err).Err()
			}
			return nil
		}))
	return client.DialContext(ctx, opts)
}

// wxrelease runs a command line against the imitation.
func (s *fakeTemporal) wxrelease(ctx context.Context, t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errw bytes.Buffer
	a := &app{env: append(settings.Env{"WXRELEASE_WEB_UI=http://ui"}, s.env...), stdin: strings.NewReader(""), stdout: &out,
		stderr: &errw, dial: s.dial}
	code = a.run(ctx, args)
	return code, out.String(), errw.String()
}

// The imitation itself: the real client reads what it is given.
func TestImitation(t *testing.T) {
	s := &fakeTemporal{}
	r := s.open("run-1")
	c, err := s.dial(t.Context(), client.Options{})
	require.NoError(t, err)
	defer c.Close()
	s.finish(r, workflows.OutcomeApproved)
	var status workflows.Status
	require.NoError(t, c.GetWorkflow(t.Context(), workflows.WorkflowID(testApp), "").Get(t.Context(), &status))
	assert.Equal(t, workflows.OutcomeApproved, status.Outcome)
	_, err = c.DescribeWorkflowExecution(t.Context(), "other", "")
	var notFound *serviceerror.NotFound
	assert.ErrorAs(t, err, &notFound)
}
