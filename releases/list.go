package releases

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"

	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/wxrelease/wxrelease/internal/words"
)

const (
	pageLimit    = 1000 // rows, as many as servers give in one page by default; a smaller page is no fault
	pageBeyond   = 20   // rows of a page that is read only to know whether more follow
	newestAtOnce = 8    // requests
	defaultLimit = 100  // releases
	askedAtMost  = 100  // releases, each whether it is being cancelled: more would take longer than people wait
)

// List is one page of releases.
type List struct {
	Releases []*Release // open ones first, then the ended ones, the last first. Status is never nil
	More     bool       // there are more than the limit
	Next     string     // for [Query.Page], to see them

	Asked   bool // a release had no search attributes and was asked itself
	Refused bool // the namespace does not know the search attributes of releases, so each release was asked itself
	Unknown int  // releases that were left out, for nothing was known that the query needs: no worker answered
}

// listing is one list while it is read.
type listing struct {
	List
	c      *Client
	q      Query
	query  string
	newest map[string]string // run ids of the open or last runs by workflow ids, "" where it is not known
	silent bool              // no worker answers; each further query would cost its whole time-out
}

// List pages through the releases that the query wants. A change needs a moment to show. A namespace, or a single run, may be
// without our search attributes: then the release is asked itself.
func (c *Client) List(ctx context.Context, q Query) (*List, error) {
	q.Limit = cmp.Or(q.Limit, defaultLimit)
	l := &listing{c: c, q: q, query: q.text(), newest: map[string]string{}}
	if err := l.read(ctx); err != nil {
		return nil, words.Listing.Err(c.options.Namespace, c.at(), err)
	}
	return &l.List, nil
}

func (l *listing) read(ctx context.Context) error {
	token, err := l.q.token()
	for err == nil {
		var rows []*Release
		var next []byte
		// A page never holds more than there is room for, so that the next one begins where this list ends.
		room := l.q.Limit - len(l.Releases)
		unknown := l.Unknown
		rows, next, err = l.rows(ctx, cmp.Or(room, pageBeyond), token)
		if room == 0 {
			// The server gives a token for every full page, also for the last.
			if l.More, l.Unknown = len(rows) > 0, unknown; l.More {
				l.Next = base64.RawURLEncoding.EncodeToString(token)
				break
			}
		}
		l.findCancelling(ctx, rows)
		l.Releases = append(l.Releases, rows...)
		if token = next; len(token) == 0 {
			break
		}
	}
	return err
}

// rows reads at most size runs, and gives those that the query wants.
func (l *listing) rows(ctx context.Context, size int, token []byte) (rows []*Release, next []byte, err error) {
	page, err := l.c.page(ctx, l.query, size, token)
	if lacksSearchAttributes(err) && !l.Refused {
		l.Refused, l.query = true, l.q.base()
		page, err = l.c.page(ctx, l.query, size, token)
	}
	if err != nil {
		return nil, nil, err
	}
	infos := l.c.ours(page.GetExecutions())
	if l.q.NeedsHuman {
		if err := l.findNewest(ctx, infos); err != nil {
			return nil, nil, err
		}
	}
	for _, info := range infos {
		run := info.GetExecution()
		if newest := l.newest[run.GetWorkflowId()]; newest != "" && newest != run.GetRunId() {
			continue // overtaken by a newer release
		}
		row, err := l.row(ctx, info)
		switch {
		case err != nil:
			return nil, nil, err
		case row.Status.Stage == "" && l.q.needsIndex():
			l.Unknown++
		case l.q.match(row):
			rows = append(rows, row)
		}
	}
	return rows, page.GetNextPageToken(), nil
}

// row gives one release.
func (l *listing) row(ctx context.Context, info *workflowpb.WorkflowExecutionInfo) (*Release, error) {
	r := l.c.releaseOf(info)
	if r.Status.Stage != "" {
		return r, nil
	}
	l.Asked = true
	switch {
	case !r.Open():
		return r, l.c.readResult(ctx, r)
	case !l.silent:
		l.c.ask(ctx, r)
		l.silent = r.AnsweredBy != ByWorker
	}
	return r, nil
}

// page reads one page of at most size runs.
func (c *Client) page(
	ctx context.Context, query string, size int, token []byte,
) (*workflowservice.ListWorkflowExecutionsResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	return c.temporal.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: c.options.Namespace, Query: query, PageSize: int32(min(size, pageLimit)), NextPageToken: token,
	})
}

// ours leaves out the runs of another program with the same type.
func (c *Client) ours(infos []*workflowpb.WorkflowExecutionInfo) []*workflowpb.WorkflowExecutionInfo {
	return slices.DeleteFunc(infos, func(info *workflowpb.WorkflowExecutionInfo) bool {
		_, ok := c.appIDOf(info.GetExecution().GetWorkflowId())
		return !ok
	})
}

// Known tells in one cheap call what Temporal's index knows about the newest limit runs, or of fewer. No release is asked itself, and
// of q only All and OlderThan count.
func (c *Client) Known(ctx context.Context, q Query, limit int) ([]*Release, error) {
	page, err := c.page(ctx, q.base(), limit, nil)
	if err != nil {
		return nil, err
	}
	var all []*Release
	for _, info := range c.ours(page.GetExecutions()) {
		all = append(all, c.releaseOf(info))
	}
	return all, nil
}
