package command

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
)

// historyAnswer is the answer of history.
type historyAnswer struct {
	AppID       string                 `json:"appid"`
	Name        string                 `json:"name,omitempty"` // the merchant's
	Version     string                 `json:"version,omitempty"`
	WorkflowID  string                 `json:"workflow_id"`
	RunID       string                 `json:"run_id"`
	WorkflowURL string                 `json:"workflow_url,omitempty"`
	Execution   releases.Execution     `json:"execution"`
	StartedBy   string                 `json:"started_by,omitempty"`
	StartedFrom string                 `json:"started_from,omitempty"`
	History     []happened             `json:"history"`           // oldest first
	Pending     []releases.PendingCall `json:"pending,omitempty"` // calls that wait for their next attempt, or run
	Note        string                 `json:"note,omitempty"`    // what is not told, and why
	ending

	note words.Text // that Note is the English of
}

// happened is one thing that the run's record tells.
type happened struct {
	At      time.Time `json:"at"`
	EventID int64     `json:"event_id"`         // of the Temporal event, to find it in the Web UI
	RunID   string    `json:"run_id,omitempty"` // the event's, where it is of an earlier run of the release
	Text    string    `json:"text"`

	said words.Text // that Text is the English of
}

func (a *app) historyCommand() *cobra.Command {
	var runID string
	cmd := &cobra.Command{
		Use:  "history APPID",
		Args: oneAppID, ValidArgsFunction: a.completeKnown,
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			c, err := a.connect(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			ans, err := c.history(ctx, args[0], runID)
			if ans == nil {
				return nil, err // a nil pointer is not a nil answer
			}
			return ans, err
		}),
	}
	cmd.Flags().StringVar(&runID, "run", "", "")
	return cmd
}

// history reads the record of a run, or without its id that of the open or last release, which may have had several runs.
func (c *connection) history(ctx context.Context, appid, runID string) (*historyAnswer, error) {
	h, err := c.History(ctx, appid, runID)
	if err != nil {
		return nil, err
	}
	r := h.Release
	ans := &historyAnswer{
		AppID: r.AppID, Name: r.Name, Version: r.Version, WorkflowID: r.WorkflowID, RunID: r.RunID, WorkflowURL: r.WorkflowURL,
		Execution: r.Execution,
		StartedBy: r.StartedBy, StartedFrom: r.StartedFrom, Pending: r.Pending,
	}
	switch {
	case h.Unreadable > 0:
		ans.note = words.HistoryUnreadable.Of(h.Unreadable)
	case h.Gone != "":
		ans.note = words.HistoryGone.Of(h.Gone)
	case h.Earlier != "":
		ans.note = words.HistoryEarlier.Of(h.Earlier, appid)
	}
	ans.Note, ans.History = inJSON.Say(ans.note), told(h.Records, r.RunID)
	return ans, nil
}

// told puts records into words; runID is the newest run.
func told(records []releases.Record, runID string) []happened {
	all := []happened{}
	for _, r := range records {
		t := teller{begun: map[int64]step{}}
		run := r.RunID
		if run == runID {
			run = ""
		}
		for _, e := range r.Events {
			if said := t.tell(e); !said.IsZero() {
				all = append(all, happened{e.GetEventTime().AsTime(), e.GetEventId(), run, inJSON.Say(said), said})
			}
		}
	}
	return all
}

func (h *historyAnswer) text(w io.Writer, r words.Reader) {
	if !h.note.IsZero() {
		head(w, r.Lang.Name("note"), plain.Clean(r.Say(h.note)))
	}
	for _, e := range h.History {
		at := r.Time(e.At)
		fmt.Fprintf(w, "%s  %s\n", at, indented(plain.Clean(r.Say(e.said)), len(at)+2))
	}
	for _, p := range h.Pending {
		head(w, r.Lang.Name("now"), plain.Clean(r.Say(pending(p))))
	}
}

// head writes a line with a word where others have their time.
func head(w io.Writer, word, text string) { fmt.Fprintf(w, "%s  %s\n", filled(word, 20), text) }

// indented keeps further lines of a text in its column.
func indented(text string, by int) string {
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", by))
}
