package command

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

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
	AppID       string             `json:"appid"`
	Version     string             `json:"version"`
	Stage       workflows.Stage    `json:"stage"`
	Outcome     workflows.Outcome  `json:"outcome"`
	Cancelling  bool               `json:"cancelling,omitempty"` // and takes its review back
	NeedsHuman  bool               `json:"needs_human"`
	AuditID     int64              `json:"audit_id,omitempty"`
	WorkflowID  string             `json:"workflow_id"`
	RunID       string             `json:"run_id"`
	WorkflowURL string             `json:"workflow_url,omitempty"`
	Execution   releases.Execution `json:"execution"`
	StartedAt   time.Time          `json:"started_at"`
	StartedBy   string             `json:"started_by,omitempty"`
	EndedAt     time.Time          `json:"ended_at,omitzero"`
}

func (a *app) listCommand() *cobra.Command {
	var f filter
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List releases",
		Long: `List shows open releases; with --all or --outcome the ended ones after them, the last first, as long as the namespace keeps
their records. A change needs a moment to show in the list. Where there are more than --limit, it says how to go on.

With --needs-human it looks at the open or last release of each Mini Program, and shows the ones in which somebody must do
something. A release that a newer one has overtaken is not among them.`,
		Example: `  wxrelease list --needs-human
  wxrelease list --stage review --older-than 3d
  wxrelease list --outcome rejected --limit 20
  wxrelease list --stage review -o json | jq -r '.releases[].appid'`,
		Args:    cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error { return f.check() },
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			c, err := a.connect(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			found, err := c.List(ctx, f.query())
			if err != nil {
				return nil, err
			}
			ans := listOf(found)
			ans.Note = c.note(ctx, found)
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
	flags.BoolVar(&f.needsHuman, "needs-human", false, "only where somebody must act, by Mini Program: its open or last release")
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

func listOf(l *releases.List) *listAnswer {
	ans := &listAnswer{Releases: []listed{}, More: l.More, Next: l.Next}
	for _, r := range l.Releases {
		s := r.Status
		ans.Releases = append(ans.Releases, listed{
			AppID: cmp.Or(s.AppID, r.AppID), Version: cmp.Or(s.Version, r.Version),
			Stage: s.Stage, Outcome: s.Outcome, Cancelling: s.Cancelling, NeedsHuman: s.NeedsHuman, AuditID: s.AuditID,
			WorkflowID: r.WorkflowID, RunID: r.RunID, WorkflowURL: r.WorkflowURL, Execution: r.Execution,
			StartedAt: s.StartedAt.UTC(), StartedBy: r.StartedBy, EndedAt: s.EndedAt,
		})
	}
	return ans
}

// note says what the list lacks. One release without search attributes says nothing about the namespace, which is asked itself.
func (c *connection) note(ctx context.Context, l *releases.List) string {
	if !l.Asked && !l.Refused {
		return ""
	}
	var parts []string
	namespace := c.Options().Namespace
	if found, err := c.SearchAttributes(ctx); len(found.Missing) > 0 {
		parts = append(parts, fmt.Sprintf("namespace %q lacks the search attributes %s, so each release was asked itself; "+
			"start a worker, which may register them, or run: %s",
			namespace, strings.Join(slices.Sorted(maps.Keys(found.Missing)), ", "), releases.SearchAttributeCommand(namespace, found.Missing)))
	} else if l.Refused {
		text := fmt.Sprintf("namespace %q does not know the search attributes of releases as they should be, so each release was asked itself; "+
			"see: wxrelease doctor", namespace)
		if err != nil {
			text += fmt.Sprintf("; which ones it lacks cannot be read: %v", err)
		}
		parts = append(parts, text)
	}
	if l.Unknown > 0 {
		parts = append(parts, counted(l.Unknown, "release")+" left out because no worker answered")
	}
	return strings.Join(parts, "; ")
}

func (l *listAnswer) text(w io.Writer) {
	if len(l.Releases) == 0 {
		fmt.Fprintln(w, "no releases")
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "APPID\tVERSION\tSTAGE\tOUTCOME\tAUDIT ID\tSTARTED\tBY\tNEEDS")
	for _, r := range l.Releases {
		audit, needs, outcome := "-", "", cmp.Or(string(r.Outcome), string(r.Execution))
		if r.Cancelling {
			outcome += ", cancelling"
		}
		if r.AuditID != 0 {
			audit = fmt.Sprint(r.AuditID)
		}
		if r.NeedsHuman {
			needs = "a person"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.AppID, dash(plain.Clean(r.Version)), dash(string(r.Stage)), dash(outcome), audit, stamp(r.StartedAt), dash(plain.Clean(r.StartedBy)), needs)
	}
	// Writing to a strings.Builder cannot fail.
	_ = t.Flush()
	if l.More {
		fmt.Fprintf(w, "… and more: --page %s\n", l.Next)
	}
}

func dash(text string) string { return cmp.Or(text, "-") }
