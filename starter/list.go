package main

import (
	"cmp"
	"context"
	"encoding/base64"
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
	olderThan               duration // started at least so long ago
	limit                   int
	page                    string // where to go on: listAnswer.Next
}

// listAnswer is the answer of list.
type listAnswer struct {
	Releases []listed `json:"releases"`
	More     bool     `json:"more"`           // there are more than the limit
	Next     string   `json:"next,omitempty"` // for --page, to see them
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
their records. A change needs a moment to show in the list. Where there are more than --limit, it says how to go on.`,
		Example: `  starter list --needs-human
  starter list --stage review --older-than 3d
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
	flags.Var(said{to: &f.version}, "version-name", "only releases of this version")
	flags.BoolVar(&f.needsHuman, "needs-human", false, "only releases in which nothing happens before a person acts; with --all ended ones too")
	flags.BoolVar(&f.all, "all", false, "ended releases too")
	flags.Var(&f.olderThan, "older-than", "only releases that were started at least so long ago, such as 12h or 3d")
	flags.IntVar(&f.limit, "limit", 100, "at most so many")
	flags.StringVar(&f.page, "page", "", "go on where an earlier list stopped, with what that one printed")
	for name, values := range map[string][]string{"stage": stages, "outcome": outcomes()} {
		// It can only fail for a flag that is not there.
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
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
	if _, err := f.token(); err != nil {
		return err
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
	if f.olderThan > 0 {
		q += " AND StartTime <= " + quoted(time.Now().Add(-time.Duration(f.olderThan)).UTC().Format(time.RFC3339))
	}
	return q
}

// token is the server's page token in --page.
func (f filter) token() ([]byte, error) {
	token, err := base64.RawURLEncoding.DecodeString(f.page)
	if err != nil {
		return nil, fmt.Errorf("--page: %q is not what an earlier list printed", f.page)
	}
	return token, nil
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

// list pages through the releases that the filter wants. A namespace, or a single run, may be without our search attributes:
// then the release is asked itself.
func (c *connection) list(ctx context.Context, f filter) (*listAnswer, error) {
	ans := &listAnswer{Releases: []listed{}}
	var asked asking
	query := f.query()
	token, err := f.token()
	for err == nil && len(ans.Releases) < f.limit {
		var page *workflowservice.ListWorkflowExecutionsResponse
		// A page never holds more than there is room for, so that the next one begins where this list ends.
		page, err = c.page(ctx, query, f.limit-len(ans.Releases), token)
		if lacksAttributes(err) && query != f.base() {
			query, err = f.base(), nil
			continue
		}
		for _, info := range page.GetExecutions() {
			row, known, err := c.row(ctx, info, &asked)
			if err != nil {
				return nil, err
			}
			if known || !f.needsIndex() {
				if f.match(row) {
					ans.Releases = append(ans.Releases, row)
				}
				continue
			}
			asked.unknown++
		}
		if token = page.GetNextPageToken(); len(token) == 0 {
			break
		}
	}
	if err == nil && len(token) > 0 {
		// The server gives a token for every full page, also for the last.
		var page *workflowservice.ListWorkflowExecutionsResponse
		if page, err = c.page(ctx, query, 1, token); len(page.GetExecutions()) > 0 {
			ans.More, ans.Next = true, base64.RawURLEncoding.EncodeToString(token)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("listing the releases in namespace %q of Temporal at %s: %w", c.namespace, c.address, err)
	}
	ans.Note = asked.note(c.namespace)
	return ans, nil
}

// asking counts the releases that list had to ask.
type asking struct {
	any     bool // there was one
	silent  bool // no worker answers; each further query would cost its whole time-out
	unknown int  // left out, for nothing was known that a filter needs
}

func (a asking) note(namespace string) string {
	if !a.any {
		return ""
	}
	text := fmt.Sprintf("namespace %q does not index all releases, so each was asked itself; start a worker to register the search attributes", namespace)
	if a.unknown > 0 {
		text += fmt.Sprintf("; %s left out because no worker answered", counted(a.unknown, "release"))
	}
	return text
}

// row gives one row; known tells whether a filter can judge it.
func (c *connection) row(ctx context.Context, info *workflowpb.WorkflowExecutionInfo, asked *asking) (row listed, known bool, err error) {
	v := c.viewOf(info)
	v.AppID = strings.TrimPrefix(v.WorkflowID, workflows.WorkflowID(""))
	if v.Status.Stage == "" {
		asked.any = true
		switch {
		case !v.open():
			if err := c.result(ctx, v); err != nil {
				return listed{}, false, err
			}
		case !asked.silent:
			c.ask(ctx, v)
			asked.silent = v.AnsweredBy != byWorker
		}
	}
	row = rowOf(v)
	return row, row.Stage != "", nil
}

// needsIndex tells whether the filter needs more than Temporal itself knows.
func (f filter) needsIndex() bool { return f.stage != "" || f.version != "" || f.needsHuman }

func lacksAttributes(err error) bool {
	var invalid *serviceerror.InvalidArgument
	return errors.As(err, &invalid) && strings.Contains(strings.ToLower(invalid.Error()), "search attribute")
}

// page reads one page of at most size rows.
func (c *connection) page(ctx context.Context, query string, size int, token []byte) (*workflowservice.ListWorkflowExecutionsResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return c.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: c.namespace, Query: query, PageSize: int32(min(size, pageLimit)), NextPageToken: token,
	})
}

// pageLimit is below what servers allow for one page.
const pageLimit = 500

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
		fmt.Fprintf(w, "… and more: --page %s\n", l.Next)
	}
}

func dash(text string) string { return cmp.Or(text, "-") }
