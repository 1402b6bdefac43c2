package command

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/live"
)

// historyAnswer is the answer of history.
type historyAnswer struct {
	AppID       string                 `json:"appid"`
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

	lang    lang
	records []releases.Record
}

// happened is one thing that the run's record tells.
type happened struct {
	At      time.Time `json:"at"`
	EventID int64     `json:"event_id"`         // of the Temporal event, to find it in the Web UI
	RunID   string    `json:"run_id,omitempty"` // the event's, where it is of an earlier run of the release
	Text    string    `json:"text"`
}

func (a *app) historyCommand() *cobra.Command {
	var runID string
	cmd := &cobra.Command{
		Use:   "history APPID",
		Short: "Tell what happened when, from Temporal's own record",
		Long: `History tells in words what happened in the open or last release of a Mini Program, with UTC times: what was asked of WeChat
and what came of it, after how many attempts and what failure, pushes, what operators asked for, and the end. It reads
Temporal's record of the run, so it needs no worker, also for a release that has ended. A long release goes on in a new
run: its earlier runs are told first, as far as Temporal still has them. What waits for its next attempt comes last.`,
		Example: `  wxrelease history wx5555666677778888
  wxrelease history wx5555666677778888 --run 0198f2ab-8d61-7f0c-a6b4-2c1d7a3b9e55
  wxrelease history wx5555666677778888 -o json | jq -r '.history[] | "\(.at) \(.text)"'`,
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
	cmd.Flags().StringVar(&runID, "run", "", "this run alone, by its id, instead of the open or last release")
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
		AppID: r.AppID, Version: r.Version, WorkflowID: r.WorkflowID, RunID: r.RunID, WorkflowURL: r.WorkflowURL, Execution: r.Execution,
		StartedBy: r.StartedBy, StartedFrom: r.StartedFrom, Pending: r.Pending, records: h.Records,
	}
	switch {
	case h.Unreadable > 0:
		ans.Note = fmt.Sprintf("%d parts of the record cannot be read: they were written with another data converter or codec", h.Unreadable)
	case h.Gone != "":
		ans.Note = fmt.Sprintf("Temporal has no record any more of run %s and of those before it, which this release began with", h.Gone)
	case h.Earlier != "":
		ans.Note = fmt.Sprintf("the release began in earlier runs, the one before is %s; all of them: wxrelease history %s", h.Earlier, appid)
	}
	ans.History = ans.told(english)
	return ans, nil
}

// told puts the records into words.
func (h *historyAnswer) told(l lang) []happened {
	all := []happened{}
	for _, r := range h.records {
		t := teller{lang: l, begun: map[int64]step{}}
		run := r.RunID
		if run == h.RunID {
			run = ""
		}
		for _, e := range r.Events {
			if text := t.tell(e); text != "" {
				all = append(all, happened{e.GetEventTime().AsTime(), e.GetEventId(), run, text})
			}
		}
	}
	return all
}

// in says in which language the text is.
func (h *historyAnswer) in(l lang) { h.lang = l }

func (h *historyAnswer) text(w io.Writer) {
	if note := h.lang.sentence(h.Note); note != "" {
		head(w, h.lang.word("note"), plain.Clean(note))
	}
	for _, e := range h.told(h.lang) {
		at := stamp(e.At)
		fmt.Fprintf(w, "%s  %s\n", at, indented(plain.Clean(e.Text), len(at)+2))
	}
	for _, p := range h.Pending {
		head(w, h.lang.word("now"), plain.Clean(h.lang.pending(p)))
	}
}

// head writes a line with a word where others have their time.
func head(w io.Writer, word, text string) {
	fmt.Fprintf(w, "%s%s  %s\n", word, strings.Repeat(" ", max(20-live.Width(word), 0)), text)
}
