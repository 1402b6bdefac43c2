package command

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/help"
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
	Name        string             `json:"name,omitempty"` // the merchant's
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
		Use:     "list",
		Args:    help.NoArguments,
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
			note := c.note(ctx, found)
			ans.Note = inJSON.Say(note)
			if ans.Note != "" && !a.json {
				a.say(words.NoteIs.Of(note))
			}
			return ans, nil
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.stage, "stage", "", "")
	flags.StringVar(&f.outcome, "outcome", "", "")
	flags.Var(said{to: &f.version}, "version-name", "")
	flags.BoolVar(&f.needsHuman, "needs-human", false, "")
	flags.BoolVar(&f.all, "all", false, "")
	flags.Var(&f.olderThan, "older-than", "")
	flags.Var(&f.endedWithin, "ended-within", "")
	flags.IntVar(&f.limit, "limit", 100, "")
	flags.StringVar(&f.page, "page", "", "")
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
			AppID: cmp.Or(s.AppID, r.AppID), Name: r.Name, Version: cmp.Or(s.Version, r.Version),
			Stage: s.Stage, Outcome: s.Outcome, Cancelling: s.Cancelling, NeedsHuman: s.NeedsHuman, AuditID: s.AuditID,
			WorkflowID: r.WorkflowID, RunID: r.RunID, WorkflowURL: r.WorkflowURL, Execution: r.Execution,
			StartedAt: s.StartedAt.UTC(), StartedBy: r.StartedBy, EndedAt: s.EndedAt,
		})
	}
	return ans
}

// note says what the list lacks. One release without search attributes says nothing about the namespace, which is asked itself.
func (c *connection) note(ctx context.Context, l *releases.List) words.Text {
	if !l.Asked && !l.Refused {
		return words.Text{}
	}
	var parts []words.Text
	namespace := c.Options().Namespace
	if found, err := c.SearchAttributes(ctx); len(found.Missing) > 0 {
		parts = append(parts, words.LacksAttribute.Of(
			namespace, slices.Sorted(maps.Keys(found.Missing)), releases.SearchAttributeCommand(namespace, found.Missing)))
	} else if l.Refused {
		parts = append(parts, words.WrongAttributes.Of(namespace))
		if err != nil {
			parts = append(parts, words.AttributesUnread.Of(err))
		}
	}
	if l.Unknown > 0 {
		parts = append(parts, words.LeftOut.Of(l.Unknown))
	}
	return words.Clauses(parts...)
}

func (l *listAnswer) text(w io.Writer, r words.Reader) {
	if len(l.Releases) == 0 {
		fmt.Fprintln(w, r.Say(words.NoReleases))
		return
	}
	rows := [][]any{{
		words.ColumnName, words.ColumnAppID, words.ColumnVersion, words.ColumnStage, words.ColumnOutcome, words.ColumnAuditID,
		words.ColumnStarted,
		words.ColumnBy, words.ColumnNeeds,
	}}
	for _, one := range l.Releases {
		var audit, needs, outcome any = "-", "", words.Execution(one.Execution)
		if one.Outcome != "" {
			outcome = words.Coded(one.Outcome)
		}
		if one.Cancelling {
			outcome = words.BeingCancelled.Of(outcome)
		}
		if one.AuditID != 0 {
			audit = one.AuditID
		}
		if one.NeedsHuman {
			needs = words.ListPerson
		}
		rows = append(rows, []any{
			dash(one.Name), one.AppID, dash(one.Version), dash(r.Say(words.Value(one.Stage))), dash(r.Say(outcome)), audit, one.StartedAt,
			dash(one.StartedBy), needs,
		})
	}
	if !slices.ContainsFunc(l.Releases, func(one listed) bool { return one.Name != "" }) {
		rows = withoutFirst(rows)
	}
	table(w, r, rows...)
	if l.More {
		fmt.Fprintln(w, r.Say(words.MorePages.Of(l.Next)))
	}
}

func dash(text string) string { return cmp.Or(text, "-") }
