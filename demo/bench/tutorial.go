package main

import (
	"context"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// tutorialType is the name of a workflow as a first draft would have it: it takes the push's word for the verdict, reads nothing
// before it submits, keeps no index and cannot be asked anything.
const tutorialType = "TutorialWorkflow"

const (
	tutorialDetect = "TutorialDetect"
	tutorialSubmit = "TutorialSubmit"
)

type tutorial struct{ wechat *wxa.Client }

func registerTutorial(w worker.Worker, wechat *wxa.Client) {
	t := tutorial{wechat}
	w.RegisterWorkflowWithOptions(tutorialWorkflow, workflow.RegisterOptions{Name: tutorialType})
	w.RegisterActivityWithOptions(t.detect, activityNamed(tutorialDetect))
	w.RegisterActivityWithOptions(t.submit, activityNamed(tutorialSubmit))
}

func (t tutorial) detect(ctx context.Context, in workflows.ReleaseInput) error {
	_, err := t.wechat.App(in.AppID).CodePrivacyInfo(ctx)
	return err
}

func (t tutorial) submit(ctx context.Context, in workflows.ReleaseInput) (int64, error) {
	return t.wechat.App(in.AppID).SubmitAudit(ctx, in.Audit)
}

func tutorialWorkflow(ctx workflow.Context, in workflows.ReleaseInput) (string, error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Minute, RetryPolicy: &temporal.RetryPolicy{InitialInterval: time.Second},
	})
	if err := workflow.ExecuteActivity(ctx, tutorialDetect, in).Get(ctx, nil); err != nil {
		return "", err
	}
	var audit int64
	if err := workflow.ExecuteActivity(ctx, tutorialSubmit, in).Get(ctx, &audit); err != nil {
		return "", err
	}
	var event workflows.AuditEvent
	timeout := workflow.NewTimer(ctx, 14*24*time.Hour)
	outcome := "expired"
	s := workflow.NewSelector(ctx)
	s.AddReceive(workflow.GetSignalChannel(ctx, workflows.SignalAuditEvent), func(c workflow.ReceiveChannel, _ bool) {
		c.Receive(ctx, &event)
		outcome = event.Event
	})
	s.AddFuture(timeout, func(workflow.Future) {})
	s.Select(ctx)
	return outcome, nil
}
