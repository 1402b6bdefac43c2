package workflows

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
)

// Memo fields of a run.
const (
	MemoVersion = "version" // the version, where there are no search attributes
	memoContent = "content" // digest of the release's content
)

// Started is a release that runs.
type Started struct {
	WorkflowID string `json:"workflow_id"`
	RunID      string `json:"run_id"`
	Attached   bool   `json:"attached"` // it ran already, with the same content
}

// BusyError says that another release of the Mini Program is open.
type BusyError struct {
	AppID   string
	Version string // "" when the open run does not tell
	RunID   string
	Since   time.Time
}

func (e *BusyError) Error() string {
	what := "another release of " + e.AppID
	if e.Version != "" {
		what += ", version " + e.Version + " with other content,"
	}
	return fmt.Sprintf("%s is open since %s (run %s): wait for it, or cancel it, then start again", what, clock(e.Since), e.RunID)
}

// Start begins a release, or attaches to the open one with the same content. A repeat of Start is therefore safe. An open
// release with other content gives a [*BusyError]. The content is the input as it was given, before defaults: a newer version
// of this program with other defaults still attaches. The run gets the defaults of the day it was started.
func Start(ctx context.Context, c client.Client, in ReleaseInput) (Started, error) {
	if err := in.Validate(); err != nil {
		return Started{}, err
	}
	content, err := digest(in)
	if err != nil {
		return Started{}, err
	}
	options := client.StartWorkflowOptions{
		ID:                                       WorkflowID(in.AppID),
		TaskQueue:                                TaskQueue,
		WorkflowIDConflictPolicy:                 enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		WorkflowIDReusePolicy:                    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		StaticSummary:                            fmt.Sprintf("%s %s", in.AppID, in.Version),
		StaticDetails:                            plan(in.WithDefaults()),
		Memo:                                     map[string]any{memoContent: content, MemoVersion: in.Version},
		TypedSearchAttributes: temporal.NewSearchAttributes(
			AttrAppID.ValueSet(in.AppID),
			AttrVersion.ValueSet(in.Version),
			AttrStage.ValueSet(string(StageDetect)),
			AttrOutcome.ValueSet(string(OutcomeOpen)),
			AttrNeedsHuman.ValueSet(false),
		),
	}
	in = in.WithDefaults()
	run, err := c.ExecuteWorkflow(ctx, options, WorkflowType, in)
	if lacksSearchAttributes(err) {
		// The run will see that it was started without, and never touch them.
		options.TypedSearchAttributes = temporal.SearchAttributes{}
		run, err = c.ExecuteWorkflow(ctx, options, WorkflowType, in)
	}
	switch {
	case err == nil:
		return Started{WorkflowID: run.GetID(), RunID: run.GetRunID()}, nil
	case temporal.IsWorkflowExecutionAlreadyStartedError(err):
		return attach(ctx, c, in.AppID, content)
	default:
		return Started{}, fmt.Errorf("starting the release of %s: %w", in.AppID, err)
	}
}

// plan tells in Markdown how patient the release is; the Temporal UI shows it beside the summary.
func plan(in ReleaseInput) string {
	expedite := string(in.Expedite.Policy)
	if in.Expedite.Policy == ExpediteAfter {
		expedite += " " + in.Expedite.After.String()
	}
	return fmt.Sprintf("Version %s of %s.\n\n| Waits at most | |\n|---|---|\n| for the privacy check | %s |\n| for the verdict | %s |\n| Expedite | %s |\n",
		cell(in.Version), in.AppID, in.Limits.Detection, in.Limits.Review, expedite)
}

// attach finds the open release and compares its content.
func attach(ctx context.Context, c client.Client, appid, content string) (Started, error) {
	open, err := c.DescribeWorkflowExecution(ctx, WorkflowID(appid), "")
	if err != nil {
		return Started{}, fmt.Errorf("a release of %s is open, reading it: %w", appid, err)
	}
	info := open.GetWorkflowExecutionInfo()
	if memoText(open, memoContent) == content {
		return Started{WorkflowID: info.GetExecution().GetWorkflowId(), RunID: info.GetExecution().GetRunId(), Attached: true}, nil
	}
	return Started{}, &BusyError{
		AppID: appid, Version: memoText(open, MemoVersion), RunID: info.GetExecution().GetRunId(), Since: info.GetStartTime().AsTime(),
	}
}

// memoText reads one text of a run's memo, "" when it is not there.
func memoText(open *workflowservice.DescribeWorkflowExecutionResponse, field string) string {
	var text string
	payload := open.GetWorkflowExecutionInfo().GetMemo().GetFields()[field]
	if payload == nil || converter.GetDefaultDataConverter().FromPayload(payload, &text) != nil {
		return ""
	}
	return text
}

// digest is the identity of a release's content.
func digest(in ReleaseInput) (string, error) {
	text, err := json.Marshal(in)
	if err != nil {
		return "", fmt.Errorf("writing the release of %s as JSON: %w", in.AppID, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// lacksSearchAttributes tells the server's refusal of an unknown search attribute.
func lacksSearchAttributes(err error) bool {
	invalid, ok := errors.AsType[*serviceerror.InvalidArgument](err)
	return ok && strings.Contains(strings.ToLower(invalid.Error()), "search attribute")
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
