package releases

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.temporal.io/api/serviceerror"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func TestWorkerAnswer(t *testing.T) {
	for want, all := range map[WorkerAnswer][]error{
		WorkerAnswers: {nil, serviceerror.NewQueryFailed("unknown query type")},
		WorkerSilent: {
			serviceerror.NewDeadlineExceeded("context deadline exceeded"),
			serviceerror.FromStatus(status.New(codes.FailedPrecondition, "no poller seen for task queue recently, worker may be down")),
		},
		WorkerUnasked: {
			serviceerror.NewWorkflowNotReady("Unable to query workflow due to Workflow Task in failed state."),
			serviceerror.NewNotFound("past its retention"),
			serviceerror.NewPermissionDenied("no", ""), serviceerror.NewUnavailable("connection refused"), errors.New("other"),
		},
	} {
		for _, err := range all {
			assert.Equal(t, want, workerAnswer(err), "%v", err)
		}
	}
}
