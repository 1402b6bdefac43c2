package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/starter/live"
)

// historyAnswer is the answer of history.
type historyAnswer struct {
	AppID       string     `json:"appid"`
	Version     string     `json:"version,omitempty"`
	WorkflowID  string     `json:"workflow_id"`
	RunID       string     `json:"run_id"`
	WorkflowURL string     `json:"workflow_url,omitempty"`
	Execution   string     `json:"execution"`
	StartedBy   string     `json:"started_by,omitempty"`
	StartedFrom string     `json:"started_from,omitempty"`
	History     []happened `json:"history"`           // oldest first
	Pending     []pending  `json:"pending,omitempty"` // calls that wait for their next attempt, or run
	Note        string     `json:"note,omitempty"`    // what is not told, and why
	ending

	lang    lang
	records []record
}

// happened is one thing that the run's record tells.
type happened struct {
	At      time.Time `json:"at"`
	EventID int64     `json:"event_id"`         // of the Temporal event, to find it in the Web UI
	RunID   string    `json:"run_id,omitempty"` // the event's, where it is of an earlier run of the release
	Text    string    `json:"text"`
}

// record is what Temporal has of one run.
type record struct {
	runID  string
	events []*historypb.HistoryEvent
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
		Example: `  starter history wx5555666677778888
  starter history wx5555666677778888 --run 0198f2ab-8d61-7f0c-a6b4-2c1d7a3b9e55
  starter history wx5555666677778888 -o json | jq -r '.history[] | "\(.at) \(.text)"'`,
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
	v, err := c.describe(ctx, appid, runID)
	if err != nil {
		return nil, err
	}
	ans := &historyAnswer{
		AppID: v.AppID, Version: v.Version, WorkflowID: v.WorkflowID, RunID: v.RunID, WorkflowURL: v.WorkflowURL, Execution: v.Execution,
		StartedBy: v.StartedBy, StartedFrom: v.StartedFrom, History: []happened{}, Pending: v.Pending,
	}
	for next := v.RunID; next != ""; {
		r, err := c.record(ctx, v.WorkflowID, next)
		var gone *serviceerror.NotFound
		switch {
		case len(ans.records) > 0 && errors.As(err, &gone):
			ans.Note = fmt.Sprintf("Temporal has no record any more of run %s and of those before it, which this release began with", next)
			next = ""
			continue
		case err != nil:
			return nil, fmt.Errorf("reading the record of run %s of %s from Temporal at %s: %w", next, appid, c.address, err)
		}
		ans.records = append(ans.records, r)
		if next = r.continues(); next != "" && runID != "" {
			ans.Note = fmt.Sprintf("the release began in earlier runs, the one before is %s; all of them: starter history %s", next, appid)
			break
		}
	}
	slices.Reverse(ans.records)
	ans.History = ans.told(english)
	return ans, nil
}

// record reads all events of a run.
func (c *connection) record(ctx context.Context, workflowID, runID string) (record, error) {
	r := record{runID: runID}
	events := c.GetWorkflowHistory(ctx, workflowID, runID, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			return r, err
		}
		r.events = append(r.events, e)
	}
	return r, nil
}

// continues is the id of the run that this one goes on with, "" for the first of a release.
func (r record) continues() string {
	if len(r.events) == 0 {
		return ""
	}
	return r.events[0].GetWorkflowExecutionStartedEventAttributes().GetContinuedExecutionRunId()
}

// told puts the records into words.
func (h *historyAnswer) told(l lang) []happened {
	all := []happened{}
	for _, r := range h.records {
		t := teller{lang: l, begun: map[int64]step{}}
		run := r.runID
		if run == h.RunID {
			run = ""
		}
		for _, e := range r.events {
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
		fmt.Fprintf(w, "%s  %s\n", stamp(e.At), indented(plain.Clean(e.Text), 22))
	}
	for _, p := range h.Pending {
		head(w, h.lang.word("now"), plain.Clean(h.lang.pending(p)))
	}
}

// head writes a line with a word where others have their time.
func head(w io.Writer, word, text string) {
	fmt.Fprintf(w, "%s%s  %s\n", word, strings.Repeat(" ", max(20-live.Width(word), 0)), text)
}
