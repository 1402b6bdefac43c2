package workflows

import (
	"time"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

var registerOptions = workflow.RegisterOptions{Name: WorkflowType}

// Register is [Options.Register] with the defaults.
func Register(w Registry, a *activities.Activities) {
	Options{}.Register(w, a)
}

// WorkerOptions suit every worker of this program.
func WorkerOptions() worker.Options {
	return worker.Options{
		// A stopping worker lets a call that is under way finish: a submission whose reply is lost costs a reconciliation. The
		// client ends every call within 30 s by itself.
		WorkerStopTimeout: 40 * time.Second,
		// Names on the wire are only those that Register gives.
		DisableRegistrationAliasing: true,
	}
}
