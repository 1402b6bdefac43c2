package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/wxrelease/wxrelease/workflows"
)

// filter is what list is asked for. The zero filter means all open releases.
type filter struct {
	stage, outcome, version string
	needsHuman, all         bool
	limit                   int
}

// listAnswer is the answer of list.
type listAnswer struct {
	Releases []listed `json:"releases"`
	More     bool     `json:"more"` // there are more than the limit
	Note     string   `json:"note,omitempty"`
	ending
}

// listed is one row. stage and outcome are "" where they are not known.
type listed struct {
	AppID       string            `json:"appid"`
	Version     string            `json:"version"`
	Stage       workflows.Stage   `json:"stage"`
	Outcome     workflows.Outcome `json:"outcome"`
	NeedsHuman  bool              `json:"needs_human"`
	AuditID     int64             `json:"audit_id,omitempty"`
	WorkflowID  string            `json:"workflow_id"`
	RunID       string            `json:"run_id"`
	WorkflowURL string            `json:"workflow_url,omitempty"`
	Execution   string            `json:"execution"`
	StartedAt   time.Time         `json:"started_at"`
	StartedBy   string            `json:"started_by,omitempty"`
	EndedAt     time.Time         `json:"ended_at,omitzero"`
}

func (a *app) listCommand() *cobra.Command {
	var f filter
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List releases",
		Long: `List shows open releases; with --all or --outcome the ended ones after them, the last first, as long as the namespace keeps
their records. A change needs a moment to show in the list.`,
		Example: `  starter list --needs-human
  starter list --outcome rejected --limit 20
  starter list --stage review -o json | jq -r '.releases[].appid'`,
		Args:    cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error { return f.check() },
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			c, err := a.connect(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			ans, err := c.list(ctx, f)
			if err != nil {
				return nil, err
			}
			if ans.Note != "" && !a.json {
				fmt.Fprintf(a.stderr, "note: %s\n", ans.Note)
			}
			return ans, nil
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.stage, "stage", "", "only this stage: "+strings.Join(stages, ", "))
	flags.StringVar(&f.outcome, "outcome", "", "only this outcome: "+strings.Join(outcomes(), ", "))
	flags.StringVar(&f.version, "version-name", "", "only releases of this version")
	flags.BoolVar(&f.needsHuman, "needs-human", false, "only releases in which nothing happens before a person acts; with --all ended ones too")
	flags.BoolVar(&f.all, "all", false, "ended releases too")
	flags.IntVar(&f.limit, "limit", 100, "at most so many")
	return cmd
}

var stages = []string{string(workflows.StageDetect), string(workflows.StageSubmit), string(workflows.StageReview), string(workflows.StageDone)}

func outcomes() []string {
	var names []string
	for o := range exitOutcome {
		names = append(names, string(o))
	}
	slices.Sort(names)
	return names
}

func (f filter) check() error {
	switch {
	case f.stage != "" && !slices.Contains(stages, f.stage):
		return fmt.Errorf("--stage: %q is none of %s", f.stage, strings.Join(stages, ", "))
	case f.outcome != "" && !slices.Contains(outcomes(), f.outcome):
		return fmt.Errorf("--outcome: %q is none of %s", f.outcome, strings.Join(outcomes(), ", "))
	case f.limit < 1:
		return fmt.Errorf("--limit: must be at least 1")
	}
	return nil
}

// onlyOpen tells whether ended releases are out of the question.
func (f filter) onlyOpen() bool {
	ended := f.outcome != "" && f.outcome != string(workflows.OutcomeOpen)
	return !f.all && !ended && f.stage != string(workflows.StageDone)
}

// base is the part of the query that every namespace understands.
func (f filter) base() string {
	q := "WorkflowType = " + quoted(workflows.WorkflowType)
	if f.onlyOpen() {
		q += " AND ExecutionStatus = 'Running'"
	}
	return q
}

// query adds the part that needs our search attributes. A run that was started before the namespace had them matches
// nothing but their absence; it comes along, to be asked itself.
func (f filter) query() string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+" = "+quoted(value))
		}
	}
	add(workflows.AttrStage.GetName(), f.stage)
	add(workflows.AttrOutcome.GetName(), f.outcome)
	add(workflows.AttrVersion.GetName(), f.version)
	if f.needsHuman {
		parts = append(parts, workflows.AttrNeedsHuman.GetName()+" = true")
	}
	if len(parts) == 0 {
		return f.base()
	}
	return fmt.Sprintf("%s AND ((%s) OR %s IS NULL)", f.base(), strings.Join(parts, " AND "), workflows.AttrAppID.GetName())
}

// match is the same as query, for a release that was asked itself.
func (f filter) match(l listed) bool {
	return (f.stage == "" || f.stage == string(l.Stage)) && (f.outcome == "" || f.outcome == string(l.Outcome)) &&
		(f.version == "" || f.version == l.Version) && (!f.needsHuman || l.NeedsHuman)
}

func quoted(value string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
}

// list pages through the releases that the filter wants.
func (c *connection) list(ctx context.Context, f filter) (*listAnswer, error) {
	ans := &listAnswer{Releases: []listed{}}
	indexed := true
	more, err := c.pages(ctx, f.query(), func(info *workflowpb.WorkflowExecutionInfo) (bool, error) {
		row := rowOf(c.viewOf(info))
		if row.Stage == "" {
			indexed = false
			return false, nil
		}
		ans.Releases = append(ans.Releases, row)
		return len(ans.Releases) <= f.limit, nil
	})
	if err == nil && indexed {
		ans.More = more || len(ans.Releases) > f.limit
		ans.Releases = ans.Releases[:min(len(ans.Releases), f.limit)]
		return ans, nil
	}
	var invalid *serviceerror.InvalidArgument
	if err != nil && !(errors.As(err, &invalid) && strings.Contains(strings.ToLower(invalid.Error()), "search attribute")) {
		return nil, fmt.Errorf("listing the releases in namespace %q of Temporal at %s: %w", c.namespace, c.address, err)
	}
	return c.listUnindexed(ctx, f)
}

// listUnindexed serves a namespace, or single runs, without our search attributes: each release is asked itself.
func (c *connection) listUnindexed(ctx context.Context, f filter) (*listAnswer, error) {
	ans := &listAnswer{Releases: []listed{}, Note: fmt.Sprintf("namespace %q does not index all releases, so each was asked itself; start a worker to register the search attributes", c.namespace)}
	silent, unknown := false, 0
	more, err := c.pages(ctx, f.base(), func(info *workflowpb.WorkflowExecutionInfo) (bool, error) {
		v := c.viewOf(info)
		v.AppID = strings.TrimPrefix(v.WorkflowID, workflows.WorkflowID(""))
		switch {
		case v.Status.Stage != "":
		case !v.open():
			if err := c.result(ctx, v); err != nil {
				return false, err
			}
		case !silent:
			// Without a worker every further query would cost its whole time-out.
			c.ask(ctx, v)
			silent = v.AnsweredBy != byWorker
		}
		row := rowOf(v)
		if filtered := f.stage != "" || f.version != "" || f.needsHuman; filtered && row.Stage == "" {
			unknown++
			return true, nil
		}
		if f.match(row) {
			ans.Releases = append(ans.Releases, row)
		}
		return len(ans.Releases) <= f.limit, nil
	})
	if err != nil {
		return nil, fmt.Errorf("listing the releases in namespace %q of Temporal at %s: %w", c.namespace, c.address, err)
	}
	if unknown > 0 {
		ans.Note += fmt.Sprintf("; %s left out because no worker answered", counted(unknown, "release"))
	}
	ans.More = more || len(ans.Releases) > f.limit
	ans.Releases = ans.Releases[:min(len(ans.Releases), f.limit)]
	return ans, nil
}

// pages calls each for the rows of all pages until it says that it has enough; more tells that it did so before the end.
func (c *connection) pages(ctx context.Context, query string, each func(*workflowpb.WorkflowExecutionInfo) (bool, error)) (more bool, err error) {
	var token []byte
	for {
		short, cancel := context.WithTimeout(ctx, callTimeout)
		page, err := c.ListWorkflow(short, &workflowservice.ListWorkflowExecutionsRequest{Namespace: c.namespace, Query: query, NextPageToken: token})
		cancel()
		if err != nil {
			return false, err
		}
		for _, info := range page.GetExecutions() {
			if goOn, err := each(info); err != nil || !goOn {
				return err == nil, err
			}
		}
		if token = page.GetNextPageToken(); len(token) == 0 {
			return false, nil
		}
	}
}

func rowOf(v *view) listed {
	s := v.Status
	return listed{
		AppID: cmp.Or(s.AppID, v.AppID), Version: cmp.Or(s.Version, v.Version), Stage: s.Stage, Outcome: s.Outcome, NeedsHuman: s.NeedsHuman, AuditID: s.AuditID,
		WorkflowID: v.WorkflowID, RunID: v.RunID, WorkflowURL: v.WorkflowURL, Execution: v.Execution,
		StartedAt: s.StartedAt.UTC(), StartedBy: v.StartedBy, EndedAt: s.EndedAt,
	}
}

func (l *listAnswer) text(w io.Writer) {
	if len(l.Releases) == 0 {
		fmt.Fprintln(w, "no releases")
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "APPID\tVERSION\tSTAGE\tOUTCOME\tAUDIT ID\tSTARTED\tBY\tNEEDS")
	for _, r := range l.Releases {
		audit, needs := "-", ""
		if r.AuditID != 0 {
			audit = fmt.Sprint(r.AuditID)
		}
		if r.NeedsHuman {
			needs = "a person"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.AppID, dash(clean(r.Version)), dash(string(r.Stage)), dash(cmp.Or(string(r.Outcome), r.Execution)), audit, stamp(r.StartedAt), dash(clean(r.StartedBy)), needs)
	}
	// Writing to a strings.Builder cannot fail.
	_ = t.Flush()
	if l.More {
		fmt.Fprintf(w, "… and more; --limit shows them\n")
	}
}

func dash(text string) string { return cmp.Or(text, "-") }
