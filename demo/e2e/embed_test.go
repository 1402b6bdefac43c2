package e2e

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/proto"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// A program of its own, as docs/embedding.md shows it: other queues, another prefix of workflow ids, and a data converter that lets
// the server read nothing.
const (
	shopQueue  = "shop"
	shopCalls  = "shop-wechat-calls"
	shopPrefix = "shop/wechat/"
)

// train is a workflow of that program, with a release as its child.
func train(ctx workflow.Context, in workflows.ReleaseInput) (workflows.Outcome, error) {
	child, run, err := releases.Child(
		ctx,
		in,
		releases.Origin{By: "train"},
		releases.Options{TaskQueue: shopQueue, WorkflowIDPrefix: shopPrefix},
	)
	if err != nil {
		return "", err
	}
	var end workflows.Status
	err = workflow.ExecuteChildWorkflow(child, workflows.WorkflowType, run).Get(ctx, &end)
	return end.Outcome, err
}

// embedding is a world in which a foreign program runs releases.
func embedding(t *testing.T) (*world, *releases.Client) {
	w, err := newWorld(devserver.Options{SearchAttributes: releases.SearchAttributeTypes()}, wxatest.Config{TokenSecret: tokenSecret})
	require.NoError(t, err)
	t.Cleanup(w.close)
	tokens, err := w.tokenService()
	require.NoError(t, err)
	wechat, err := wxa.New(wxa.Config{BaseURL: w.wechat.URL, Tokens: tokens, Logger: testkit.DebugLog(w.logs)})
	require.NoError(t, err)
	sealing := testkit.NewSealingCodec().Converter()
	c, err := w.temporal.NewClient(t.Context(), client.Options{DataConverter: sealing})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	run := func(queue string, o releases.PluginOptions, register func(worker.Worker)) {
		plugin, err := releases.NewPlugin(o)
		require.NoError(t, err)
		wk := worker.New(c, queue, worker.Options{Plugins: []worker.Plugin{plugin}, DisableWorkflowWorker: o.ActivitiesOnly})
		register(wk)
		require.NoError(t, wk.Start())
		t.Cleanup(wk.Stop)
	}
	options := workflows.Options{ActivityQueue: shopCalls, Searchable: true}
	run(shopQueue, releases.PluginOptions{Workflows: options}, func(wk worker.Worker) { wk.RegisterWorkflow(train) })
	run(shopCalls, releases.PluginOptions{WeChat: wechat, ActivitiesOnly: true}, func(worker.Worker) {})
	return w, releases.New(c, releases.Options{TaskQueue: shopQueue, WorkflowIDPrefix: shopPrefix, DataConverter: sealing})
}

// From the start over a repeated one, which attaches, to the verdict; the server sees no content.
func TestEmbedded(t *testing.T) {
	t.Parallel()
	w, c := embedding(t)
	in := w.app(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	first, err := c.Start(ctx, in, releases.Origin{By: "li"})
	require.NoError(t, err)
	require.Equal(t, shopPrefix+in.AppID, first.WorkflowID)
	again, err := c.Start(ctx, in, releases.Origin{By: "wang"})
	require.NoError(t, err)
	require.True(t, again.Attached)
	require.Equal(t, first.RunID, again.RunID)

	seen := map[releases.ChangeKind]int{}
	end, err := c.Wait(ctx, in.AppID, first.RunID, func(change releases.Change) {
		if seen[change.Kind]++; change.Kind == releases.ChangeWaiting && len(w.accepted(in)) > 0 && seen["decided"] == 0 {
			seen["decided"]++
			w.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
		}
	})
	require.NoError(t, err)
	require.Equal(t, workflows.OutcomeApproved, end.Outcome())
	require.Equal(t, "li", end.StartedBy)
	require.Equal(t, []string{"submit"}, w.accepted(in))
	require.Positive(t, seen[releases.ChangeMoment])

	plain, err := readHistory(ctx, w.client, first.WorkflowID, first.RunID)
	require.NoError(t, err)
	wire, err := proto.Marshal(plain)
	require.NoError(t, err)
	require.NotContains(t, string(wire), "pages/index/index")
	for _, e := range plain.GetEvents() {
		if a := e.GetActivityTaskScheduledEventAttributes(); a != nil {
			require.Equal(t, shopCalls, a.GetTaskQueue().GetName())
		}
	}
	record, err := c.History(ctx, in.AppID, "")
	require.NoError(t, err)
	require.Zero(t, record.Unreadable)
	wire, err = proto.Marshal(record.Records[0].Events[0])
	require.NoError(t, err)
	require.Contains(t, string(wire), "pages/index/index")
}

// A release that is a child of another workflow is a release as any other: a start attaches to it.
func TestEmbeddedAsAChild(t *testing.T) {
	t.Parallel()
	w, c := embedding(t)
	in := w.app(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	parent, err := c.Temporal().ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: "train-1", TaskQueue: shopQueue}, train, in)
	require.NoError(t, err)
	until(t, "the child's review is open", func() bool {
		r, err := c.Read(ctx, in.AppID, "")
		return err == nil && r.Status.Stage == workflows.StageReview
	})
	attached, err := c.Start(ctx, in, releases.Origin{})
	require.NoError(t, err)
	require.True(t, attached.Attached)
	w.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	var outcome workflows.Outcome
	require.NoError(t, parent.Get(ctx, &outcome))
	require.Equal(t, workflows.OutcomeApproved, outcome)
}

// A run that a plain client has started, without our search attributes, gets them from its worker.
func TestStartedByAPlainClientIsSearchable(t *testing.T) {
	t.Parallel()
	w, c := embedding(t)
	in := w.app(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_, err := c.Temporal().ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: c.WorkflowID(in.AppID), TaskQueue: shopQueue, WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
	}, workflows.WorkflowType, in)
	require.NoError(t, err)
	query := workflows.AttrAppID.GetName() + " = '" + in.AppID + "' AND " + workflows.AttrStage.GetName() + " = 'review'"
	until(t, "the index knows the release", func() bool {
		page, err := c.Temporal().ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Query: query})
		return err == nil && len(page.GetExecutions()) == 1
	})
	list, err := c.List(ctx, releases.Query{Stage: workflows.StageReview})
	require.NoError(t, err)
	require.Len(t, list.Releases, 1)
	require.Equal(t, in.AppID, list.Releases[0].AppID)
	require.False(t, list.Asked, "the index knows all that the list tells")
	w.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	end, err := c.Wait(ctx, in.AppID, "", nil)
	require.NoError(t, err)
	require.Equal(t, workflows.OutcomeApproved, end.Outcome())
}
