package main

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"golang.org/x/sync/errgroup"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

const (
	pageLimit    = 500 // rows; below what servers allow for one page
	pageBeyond   = 20  // rows of a page that is read only to know whether more follow
	newestAtOnce = 8   // requests
)

// listing is one list while it is read.
type listing struct {
	c       *connection
	f       filter
	query   string
	newest  map[string]string // run ids of the open or last runs by workflow ids, "" where it is not known
	refused bool              // the namespace does not know our search attributes
	asked   bool              // a release was asked itself
	silent  bool              // no worker answers; each further query would cost its whole time-out
	unknown int               // left out, for nothing was known that a filter needs
}

// list pages through the releases that the filter wants. A namespace, or a single run, may be without our search attributes:
// then the release is asked itself.
func (c *connection) list(ctx context.Context, f filter) (*listAnswer, error) {
	ans := &listAnswer{Releases: []listed{}}
	l := &listing{c: c, f: f, query: f.query(), newest: map[string]string{}}
	token, err := f.token()
	for err == nil {
		var rows []listed
		var next []byte
		// A page never holds more than there is room for, so that the next one begins where this list ends.
		room := f.limit - len(ans.Releases)
		unknown := l.unknown
		rows, next, err = l.rows(ctx, cmp.Or(room, pageBeyond), token)
		if room == 0 {
			// The server gives a token for every full page, also for the last.
			if ans.More, l.unknown = len(rows) > 0, unknown; ans.More {
				ans.Next = base64.RawURLEncoding.EncodeToString(token)
				break
			}
		}
		l.findCancelling(ctx, rows)
		ans.Releases = append(ans.Releases, rows...)
		if token = next; len(token) == 0 {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("listing the releases in namespace %q of Temporal at %s: %w", c.namespace, c.address, err)
	}
	ans.Note = l.note(ctx)
	return ans, nil
}

// rows reads at most size runs, and gives those that the filter wants.
func (l *listing) rows(ctx context.Context, size int, token []byte) (rows []listed, next []byte, err error) {
	page, err := l.c.page(ctx, l.query, size, token)
	if lacksAttributes(err) && !l.refused {
		l.refused, l.query = true, l.f.base()
		page, err = l.c.page(ctx, l.query, size, token)
	}
	if err != nil {
		return nil, nil, err
	}
	infos := slices.DeleteFunc(page.GetExecutions(), func(info *workflowpb.WorkflowExecutionInfo) bool {
		return !isRelease(info.GetExecution().GetWorkflowId())
	})
	if l.f.needsHuman {
		if err := l.findNewest(ctx, infos); err != nil {
			return nil, nil, err
		}
	}
	for _, info := range infos {
		run := info.GetExecution()
		if newest := l.newest[run.GetWorkflowId()]; newest != "" && newest != run.GetRunId() {
			continue // overtaken by a newer release
		}
		row, known, err := l.row(ctx, info)
		switch {
		case err != nil:
			return nil, nil, err
		case !known && l.f.needsIndex():
			l.unknown++
		case l.f.match(row):
			rows = append(rows, row)
		}
	}
	return rows, page.GetNextPageToken(), nil
}

// page reads one page of at most size runs.
func (c *connection) page(ctx context.Context, query string, size int, token []byte) (*workflowservice.ListWorkflowExecutionsResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return c.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: c.namespace, Query: query, PageSize: int32(min(size, pageLimit)), NextPageToken: token,
	})
}

// findNewest reads which run of each release is its open or last one. Temporal knows that by the workflow id, far cheaper than
// its index does, and at once.
func (l *listing) findNewest(ctx context.Context, infos []*workflowpb.WorkflowExecutionInfo) error {
	var mu sync.Mutex // guards l.newest
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(newestAtOnce)
	for _, info := range infos {
		id := info.GetExecution().GetWorkflowId()
		mu.Lock()
		_, there := l.newest[id]
		if !there {
			l.newest[id] = ""
		}
		mu.Unlock()
		if there {
			continue
		}
		all.Go(func() error {
			v, err := l.c.describe(ctx, appIDOf(id), "")
			var gone *noRelease
			if errors.As(err, &gone) {
				return nil // past its retention time; the index is a moment behind
			}
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			l.newest[id] = v.RunID
			return nil
		})
	}
	return all.Wait()
}

// findCancelling reads which of the open releases are being cancelled: each run itself knows, Temporal's index does not. Where it
// cannot be read, a release is open and no more is said.
func (l *listing) findCancelling(ctx context.Context, rows []listed) {
	var all errgroup.Group
	all.SetLimit(newestAtOnce)
	for i, row := range rows {
		if row.Outcome != workflows.OutcomeOpen || row.Cancelling {
			continue
		}
		all.Go(func() error {
			if v, err := l.c.describe(ctx, row.AppID, row.RunID); err == nil {
				rows[i].Cancelling = v.Status.Cancelling
			}
			return nil
		})
	}
	_ = all.Wait()
}

// row gives one row; known tells whether a filter can judge it.
func (l *listing) row(ctx context.Context, info *workflowpb.WorkflowExecutionInfo) (row listed, known bool, err error) {
	v := l.c.viewOf(info)
	v.AppID = appIDOf(v.WorkflowID)
	if v.Status.Stage == "" {
		l.asked = true
		switch {
		case !v.open():
			if err := l.c.result(ctx, v); err != nil {
				return listed{}, false, err
			}
		case !l.silent:
			l.c.ask(ctx, v)
			l.silent = v.AnsweredBy != byWorker
		}
	}
	row = rowOf(v)
	return row, row.Stage != "", nil
}

// isRelease tells a release's workflow from one of another program with the same type.
func isRelease(workflowID string) bool {
	return strings.HasPrefix(workflowID, workflows.WorkflowID(""))
}

func appIDOf(workflowID string) string {
	return strings.TrimPrefix(workflowID, workflows.WorkflowID(""))
}

func lacksAttributes(err error) bool {
	var invalid *serviceerror.InvalidArgument
	return errors.As(err, &invalid) && strings.Contains(strings.ToLower(invalid.Error()), "search attribute")
}

// note says what the list lacks. One release without search attributes says nothing about the namespace, which is asked itself.
func (l *listing) note(ctx context.Context) string {
	if !l.asked && !l.refused {
		return ""
	}
	var parts []string
	if missing, _, err := l.c.attributes(ctx); len(missing) > 0 {
		parts = append(parts, fmt.Sprintf("namespace %q lacks the search attributes %s, so each release was asked itself; "+
			"start a worker, which may register them, or run: %s", l.c.namespace, names(missing), releases.SearchAttributeCommand(l.c.namespace, missing)))
	} else if l.refused {
		text := fmt.Sprintf("namespace %q does not know the search attributes of releases as they should be, so each release was asked itself; "+
			"see: starter doctor", l.c.namespace)
		if err != nil {
			text += fmt.Sprintf("; which ones it lacks cannot be read: %v", err)
		}
		parts = append(parts, text)
	}
	if l.unknown > 0 {
		parts = append(parts, counted(l.unknown, "release")+" left out because no worker answered")
	}
	return strings.Join(parts, "; ")
}

func rowOf(v *view) listed {
	s := v.Status
	return listed{
		AppID: cmp.Or(s.AppID, v.AppID), Version: cmp.Or(s.Version, v.Version),
		Stage: s.Stage, Outcome: s.Outcome, Cancelling: s.Cancelling, NeedsHuman: s.NeedsHuman, AuditID: s.AuditID,
		WorkflowID: v.WorkflowID, RunID: v.RunID, WorkflowURL: v.WorkflowURL, Execution: v.Execution,
		StartedAt: s.StartedAt.UTC(), StartedBy: v.StartedBy, EndedAt: s.EndedAt,
	}
}
