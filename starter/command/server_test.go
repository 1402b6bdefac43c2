package command

import (
	"context"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// serve puts the imitation behind a port, for a wxrelease that is a process of its own.
func (s *fakeTemporal) serve() (address string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := grpc.NewServer(grpc.UnaryInterceptor(func(ctx context.Context, req any, info *grpc.UnaryServerInfo,
		_ grpc.UnaryHandler) (any, error) {
		reply, err := replyOf(info.FullMethod)
		if err == nil {
			err = s.answer(ctx, req, reply)
		}
		if err != nil {
			return nil, serviceerror.ToStatus(err).Err()
		}
		return reply, nil
	}))
	workflowservice.RegisterWorkflowServiceServer(server, workflowservice.UnimplementedWorkflowServiceServer{})
	operatorservice.RegisterOperatorServiceServer(server, operatorservice.UnimplementedOperatorServiceServer{})
	go func() { _ = server.Serve(listener) }()
	return listener.Addr().String(), server.Stop, nil
}

// replyOf makes the empty answer of a method such as /temporal.api.workflowservice.v1.WorkflowService/QueryWorkflow.
func replyOf(method string) (any, error) {
	name := protoreflect.FullName(strings.ReplaceAll(strings.TrimPrefix(method, "/"), "/", "."))
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(name)
	if err != nil {
		return nil, err
	}
	kind, err := protoregistry.GlobalTypes.FindMessageByName(found.(protoreflect.MethodDescriptor).Output().FullName())
	if err != nil {
		return nil, err
	}
	return kind.New().Interface(), nil
}

// scripted is the moment in which all releases of the scripts begin, so that what wxrelease prints of them is always the same.
var scripted = time.Date(2026, 9, 30, 8, 0, 0, 0, time.UTC)

type fakeKey struct{}

// The scripts show every command as its users type it, against an imitated Temporal server of their own.
func TestServerScripts(t *testing.T) {
	cmds := scriptCommands()
	cmds["fake"] = fakeCommand
	testscript.Run(t, testscript.Params{
		Dir: "testdata/server", Cmds: cmds, UpdateScripts: *testkit.Update,
		Setup: func(e *testscript.Env) error {
			now := scripted
			s := &fakeTemporal{
				clock: func() time.Time { return now }, attrs: releases.SearchAttributeTypes(),
				pollers: map[enumspb.TaskQueueType]time.Duration{enumspb.TASK_QUEUE_TYPE_WORKFLOW: time.Second,
					enumspb.TASK_QUEUE_TYPE_ACTIVITY: time.Second},
			}
			address, stop, err := s.serve()
			if err != nil {
				return err
			}
			e.Defer(stop)
			e.Values[fakeKey{}] = s
			e.Setenv("TEMPORAL_ADDRESS", address)
			e.Setenv("USER", "wang")
			return nil
		},
	})
}

// fakeCommand is the word fake of a script: what happens on the server's side meanwhile.
func fakeCommand(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(fakeKey{}).(*fakeTemporal)
	need := func(n int) {
		if neg || len(args) != n {
			ts.Fatalf("fake: wrong arguments %q", args)
		}
	}
	if len(args) == 0 {
		need(1)
	}
	last := func() *testRun {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.runs[len(s.runs)-1]
	}
	set := func(change func()) {
		s.mu.Lock()
		defer s.mu.Unlock()
		change()
	}
	switch args[0] {
	case "open": // fake open APPID VERSION STAGE: somebody else has started a release
		need(4)
		s.open("run-"+args[2], func(st *workflows.Status) {
			st.AppID, st.Version, st.Stage = args[1], args[2], workflows.Stage(args[3])
		})
	case "ends": // fake ends OUTCOME: the last release ends so
		need(2)
		s.finish(last(), workflows.Outcome(args[1]))
	case "fails": // fake fails MESSAGE: the run of the last release fails
		need(2)
		s.fail(last(), args[1])
	case "terminated":
		need(1)
		s.terminate(last())
	case "rejects": // fake rejects LINE: with a reason
		need(2)
		s.change(last(), func(st *workflows.Status) { st.Reason, st.Screenshots = []string{args[1]}, []string{"MEDIAID1"} })
		s.finish(last(), workflows.OutcomeRejected)
	case "answers": // fake answers TEXT: what the workflow says to updates
		need(2)
		set(func() { s.decide = func(string) (any, string) { return args[1], "" } })
	case "refuses": // fake refuses TEXT [CODE]: with WeChat's errcode as an answer of today's workers has it
		if len(args) == 3 {
			code, err := strconv.Atoi(args[2])
			ts.Check(err)
			info, _ := wxa.Lookup(code)
			set(func() { s.problem = &activities.Problem{Code: code, Class: info.Class.String(), Message: args[1]} })
			args = args[:2]
		}
		need(2)
		set(func() { s.decide = func(string) (any, string) { return nil, args[1] } })
	case "continues": // fake continues RUN: the last release goes on in a new run
		need(2)
		s.continueAs(last(), args[1])
	case "cancel-fails": // fake cancel-fails TEXT: the last release is cancelled, and WeChat does not give its review back
		need(2)
		s.change(last(), func(st *workflows.Status) { st.Problem = &activities.Problem{Message: args[1]} })
		s.finish(last(), workflows.OutcomeCancelFailed)
	case "worker": // fake worker gone
		need(2)
		set(func() {
			if s.noWorker = args[1] == "gone"; s.noWorker {
				s.pollers = nil
			}
		})
	case "namespace": // fake namespace gone
		need(2)
		set(func() { s.noSpace = args[1] == "gone" })
	default:
		ts.Fatalf("fake: %q is unknown", args[0])
	}
}
