package releases

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// Started is a release that runs.
type Started struct {
	WorkflowID string `json:"workflow_id"`
	RunID      string `json:"run_id"`
	Attached   bool   `json:"attached"`           // it was there already, with the same content
	Approved   bool   `json:"approved,omitempty"` // and has ended, approved
}

// Start begins a release, or attaches to the open one with the same content. A repeat is therefore safe. An open release with
// other content, or one that is being cancelled, gives a [*BusyError]. The content is the input as it was given, before defaults:
// a newer version of this program with other defaults still attaches. The run gets the defaults of the day it was started.
//
// A repeat attaches also to the Mini Program's last release when that one has ended and was approved, unless [Origin.Again] is
// set, or was started by the same [Origin.CIRun], as long as the namespace keeps it. Two starts of one CI run at the same moment
// are one if the Temporal client was made with [DialOption], as [Dial] does.
func (c *Client) Start(ctx context.Context, in workflows.ReleaseInput, from Origin) (Started, error) {
	if err := in.Validate(); err != nil {
		return Started{}, err
	}
	content, err := digest(in)
	if err != nil {
		return Started{}, err
	}
	if id := from.requestID(content); id != "" {
		ctx = WithRequestID(ctx, id)
	}
	for range startTries {
		switch plan, err := c.Preview(ctx, in, from); {
		case err != nil:
			return Started{}, err
		case plan.Kind == PlanAttach:
			return Started{WorkflowID: c.WorkflowID(in.AppID), RunID: plan.RunID, Attached: true, Approved: plan.Approved}, nil
		case plan.Kind == PlanBusy:
			return Started{}, plan.Busy
		default:
			run := in.WithDefaults()
			run.StartedAt, run.Previous = time.Now().UTC(), plan.previous
			started, err := c.launch(ctx, c.startOptions(in, content, from, run.StartedAt), run)
			if err == nil {
				return Started{WorkflowID: started.GetID(), RunID: started.GetRunID()}, nil
			}
			if !temporal.IsWorkflowExecutionAlreadyStartedError(err) {
				return Started{}, words.Starting.Err(in.AppID, err)
			}
			// Another one was begun in between.
		}
	}
	return Started{}, words.StartingRaces.Err(in.AppID, startTries)
}

// startTries bounds how often a start gives way to others that come and go in between.
const startTries = 5

func (c *Client) startOptions(in workflows.ReleaseInput, content string, from Origin, start time.Time) client.StartWorkflowOptions {
	summary, details := cmp.Or(words.LangNamed(c.options.Language), words.English).Plan(in, from.By, from.From)
	return client.StartWorkflowOptions{
		ID:                                       c.WorkflowID(in.AppID),
		TaskQueue:                                c.options.TaskQueue,
		WorkflowIDConflictPolicy:                 enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		WorkflowIDReusePolicy:                    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		StaticSummary:                            summary,
		StaticDetails:                            details,
		Memo:                                     from.memo(in, content, start),
		TypedSearchAttributes: temporal.NewSearchAttributes(
			workflows.AttrAppID.ValueSet(in.AppID),
			workflows.AttrVersion.ValueSet(in.Version),
			workflows.AttrStage.ValueSet(string(workflows.StageDetect)),
			workflows.AttrOutcome.ValueSet(string(workflows.OutcomeOpen)),
			workflows.AttrNeedsHuman.ValueSet(false),
		),
	}
}

// launch starts the workflow, in a namespace without our search attributes too: the run will see that it was started without,
// and never touch them.
func (c *Client) launch(
	ctx context.Context, options client.StartWorkflowOptions, in workflows.ReleaseInput,
) (client.WorkflowRun, error) {
	run, err := c.temporal.ExecuteWorkflow(ctx, options, workflows.WorkflowType, in)
	if lacksSearchAttributes(err) {
		options.TypedSearchAttributes = temporal.SearchAttributes{}
		run, err = c.temporal.ExecuteWorkflow(ctx, options, workflows.WorkflowType, in)
	}
	return run, err
}

// lacksSearchAttributes tells the server's refusal of an unknown search attribute.
func lacksSearchAttributes(err error) bool {
	invalid, ok := errors.AsType[*serviceerror.InvalidArgument](err)
	return ok && strings.Contains(strings.ToLower(invalid.Error()), "search attribute")
}
