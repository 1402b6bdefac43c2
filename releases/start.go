package releases

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/internal/requestid"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// Memo fields of a run.
const (
	MemoVersion     = "version"      // the version, where there are no search attributes
	MemoStartedBy   = "started_by"   // who started it
	MemoStartedFrom = "started_from" // address of the CI job that started it
	memoContent     = "content"      // digest of the release's content
	memoRequest     = "request"      // request id of the start, where a CI run gave one
)

// Started is a release that runs.
type Started struct {
	WorkflowID string `json:"workflow_id"`
	RunID      string `json:"run_id"`
	Attached   bool   `json:"attached"`           // it was there already, with the same content
	Approved   bool   `json:"approved,omitempty"` // and has ended, approved
}

// Origin says where a start comes from. It is no part of the release's content.
type Origin struct {
	By    string // who, for people
	From  string // address of the CI job, "" when it is none
	CIRun string // names the CI run, but not the attempt at it
	Again bool   // start anew though the last release had the same content and was approved
}

// requestID is the identity of a start: the CI run and the content. "" when there is no CI run.
func (o Origin) requestID(content string) string {
	if o.CIRun == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(o.CIRun + "\x00" + content))
	return "start-" + hex.EncodeToString(sum[:])
}

// memo is what a run keeps of its start.
func (o Origin) memo(in workflows.ReleaseInput, content string, start time.Time) map[string]any {
	m := map[string]any{memoContent: content, MemoVersion: in.Version, workflows.MemoFirstStart: start.Format(time.RFC3339)}
	for field, text := range map[string]string{MemoStartedBy: o.By, MemoStartedFrom: o.From, memoRequest: o.requestID(content)} {
		if text != "" {
			m[field] = text
		}
	}
	return m
}

// BusyError says that another release of the Mini Program is open.
type BusyError struct {
	AppID   string
	Version string // "" when the open run does not tell
	RunID   string
	Since   time.Time
	By      string // who started it, "" when the open run does not tell
	From    string // address of the CI job that did, "" when the open run does not tell
	// It was cancelled and takes its review back; it ends by itself.
	Cancelling bool
}

func (e *BusyError) Error() string {
	what := "another release of " + e.AppID
	switch {
	case e.Cancelling:
		what = "a release of " + e.AppID + ", version " + e.Version + ","
	case e.Version != "":
		what += ", version " + e.Version + " with other content,"
	}
	since := e.Since.UTC().Format("2006-01-02 15:04 UTC")
	if e.By != "" {
		since += ", started by " + e.By
	}
	if e.From != "" {
		since += ", from " + e.From
	}
	if e.Cancelling {
		return fmt.Sprintf("%s is being cancelled, open since %s (run %s): it is taking its review back; wait for its end, then start again",
			what, since, e.RunID)
	}
	return fmt.Sprintf("%s is open since %s (run %s): wait for it, or cancel it, then start again", what, since, e.RunID)
}

// Start is [StartFrom] without an origin.
func Start(ctx context.Context, c client.Client, in workflows.ReleaseInput) (Started, error) {
	return StartFrom(ctx, c, in, Origin{})
}

// StartFrom begins a release, or attaches to the open one with the same content. A repeat is therefore safe. An open release
// with other content, or one that is being cancelled, gives a [*BusyError]. The content is the input as it was given, before
// defaults: a newer version of this program with other defaults still attaches. The run gets the defaults of the day it was
// started.
//
// A repeat attaches also to the Mini Program's last release when that one has ended and was approved, unless [Origin.Again] is
// set, or was started by the same [Origin.CIRun], as long as the namespace keeps it. Two starts of one CI run at the same moment
// are one if the client was made with requestid.DialOption.
func StartFrom(ctx context.Context, c client.Client, in workflows.ReleaseInput, from Origin) (Started, error) {
	if err := in.Validate(); err != nil {
		return Started{}, err
	}
	content, err := digest(in)
	if err != nil {
		return Started{}, err
	}
	if id := from.requestID(content); id != "" {
		ctx = requestid.With(ctx, id)
	}
	for range startTries {
		switch there, err := Preview(ctx, c, in, from); {
		case err != nil:
			return Started{}, err
		case there.Would == WouldAttach:
			return there.started(in.AppID), nil
		case there.Would == WouldBeBusy:
			return Started{}, there.Busy
		default:
			run := in.WithDefaults()
			run.StartedAt, run.Previous = time.Now().UTC(), there.previous
			started, err := launch(ctx, c, startOptions(in, content, from, run.StartedAt), run)
			if err == nil {
				return Started{WorkflowID: started.GetID(), RunID: started.GetRunID()}, nil
			}
			if !temporal.IsWorkflowExecutionAlreadyStartedError(err) {
				return Started{}, fmt.Errorf("starting the release of %s: %w", in.AppID, err)
			}
			// Another one was begun in between.
		}
	}
	return Started{}, fmt.Errorf("starting the release of %s: others begin and end at the same time, %d tries met one each: start again later",
		in.AppID, startTries)
}

// startTries bounds how often a start gives way to others that come and go in between.
const startTries = 5

func startOptions(in workflows.ReleaseInput, content string, from Origin, start time.Time) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID:                                       workflows.WorkflowID(in.AppID),
		TaskQueue:                                workflows.TaskQueue,
		WorkflowIDConflictPolicy:                 enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		WorkflowIDReusePolicy:                    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		StaticSummary:                            fmt.Sprintf("%s %s", in.AppID, in.Version),
		StaticDetails:                            plan(in.WithDefaults(), from),
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
func launch(ctx context.Context, c client.Client, options client.StartWorkflowOptions, in workflows.ReleaseInput) (client.WorkflowRun, error) {
	run, err := c.ExecuteWorkflow(ctx, options, workflows.WorkflowType, in)
	if lacksSearchAttributes(err) {
		options.TypedSearchAttributes = temporal.SearchAttributes{}
		run, err = c.ExecuteWorkflow(ctx, options, workflows.WorkflowType, in)
	}
	return run, err
}

// plan tells in Markdown how patient the release is; the Temporal UI shows it beside the summary.
func plan(in workflows.ReleaseInput, from Origin) string {
	expedite := string(in.Expedite.Policy)
	if in.Expedite.Policy == workflows.ExpediteAfter {
		expedite += " " + in.Expedite.After.String()
	}
	started := ""
	if from.By != "" {
		started = "\nStarted by " + words.Cell(from.By) + ".\n"
	}
	return fmt.Sprintf("Version %s of %s.\n\n| Waits at most | |\n|---|---|\n| for the privacy check | %s |\n| for the verdict | %s |\n| Expedite | %s |\n",
		words.Cell(in.Version), in.AppID, in.Limits.Detection, in.Limits.Review, expedite) + started
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

// StartOf tells when the release of a run began. A run that came of another one, by a reset or because that one was long, has a
// start of its own, long after the release's, which its memo keeps. That was taken from the clock of another machine: of a run's
// own start Temporal's is the better one.
func StartOf(run *workflowpb.WorkflowExecutionInfo) time.Time {
	own := run.GetStartTime().AsTime()
	var text string
	if payload := run.GetMemo().GetFields()[workflows.MemoFirstStart]; payload != nil {
		// Text of ours; another one would only mean that nothing is known.
		_ = converter.GetDefaultDataConverter().FromPayload(payload, &text)
	}
	if first, err := time.Parse(time.RFC3339, text); err == nil && own.Sub(first) > clocksDiffer {
		return first.UTC()
	}
	return own
}

// clocksDiffer is more than the clocks of two machines do.
const clocksDiffer = 5 * time.Minute

// digest is the identity of a release's content. Whose review it may take over is no part of it.
func digest(in workflows.ReleaseInput) (string, error) {
	in.Adopt = false
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
