package command

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

// releasesAnswer is the answer of a command about several releases. Each has an error and an exit code of its own; the
// command's is the worst.
type releasesAnswer struct {
	Releases []*releaseAnswer `json:"releases"`
	ending
}

// A thousand releases that begin at once would be thousands of requests in the same moment, above what a namespace may ask by
// default (2,400 a second, 1,200 waiting). So only a few begin together; each makes room when it is done, or after beginTime,
// far longer than a beginning takes: from then on it only waits, which may last days.
const (
	beginTogether = 8
	beginTime     = 500 * time.Millisecond
)

// several does the same for each release. They begin a few at a time and then go on all at once.
func (a *app) several(
	ctx context.Context, all []workflows.ReleaseInput,
	one func(context.Context, workflows.ReleaseInput) (*releaseAnswer, error),
) (answer, error) {
	ans := &releasesAnswer{Releases: make([]*releaseAnswer, len(all))}
	var each sync.WaitGroup
	beginning := make(chan struct{}, beginTogether)
	for i, in := range all {
		begun := func() {}
		select {
		case beginning <- struct{}{}:
			begun = sync.OnceFunc(func() { <-beginning })
		case <-ctx.Done(): // each says for itself that it was stopped
		}
		each.Go(func() {
			defer begun()
			defer time.AfterFunc(beginTime, begun).Stop()
			r, err := one(ctx, in)
			if r == nil {
				r = &releaseAnswer{view: unread(in)}
			}
			r.fill(err)
			ans.Releases[i] = r
		})
	}
	each.Wait()
	for _, r := range ans.Releases {
		ans.ExitCode = worse(ans.ExitCode, r.ExitCode)
	}
	return ans, nil
}

// unlessFailed gives the answer for a Mini Program whose last release needs no other one: it is open, it was approved, or there
// was none. nil means that one is to be started.
func (c *connection) unlessFailed(ctx context.Context, in workflows.ReleaseInput) (*releaseAnswer, error) {
	r, err := c.Describe(ctx, in.AppID, "")
	if err == nil && !r.Open() {
		r, err = c.Read(ctx, in.AppID, r.RunID)
	}
	_, none := errors.AsType[*releases.NotFoundError](err)
	skipped := func(v view, why *words.Message) *releaseAnswer {
		return &releaseAnswer{view: v, Skipped: true, brief: why.Of(v.Version, v.AppID)}
	}
	switch {
	case none:
		return skipped(unread(in), words.SkippedFirst), nil
	case err != nil:
		return nil, err
	case r.Open():
		return skipped(*viewOf(r), words.SkippedOpen), nil
	case r.Outcome() == workflows.OutcomeApproved:
		return skipped(*viewOf(r), words.SkippedApproved), nil
	}
	return nil, nil
}

func (r *releasesAnswer) text(w io.Writer, reader words.Reader) {
	rows := [][]any{{words.ColumnName, words.ColumnAppID, words.ColumnVersion, words.ColumnExitCode, words.ColumnResult}}
	for _, one := range r.Releases {
		var result any = words.Coded(one.Outcome())
		switch {
		case one.err != nil:
			result = one.err
		case !one.brief.IsZero():
			result = one.brief
		}
		rows = append(rows, []any{dash(one.Name), one.AppID, one.Version, one.ExitCode, result})
	}
	if !slices.ContainsFunc(r.Releases, func(one *releaseAnswer) bool { return one.Name != "" }) {
		rows = withoutFirst(rows)
	}
	table(w, reader, rows...)
}
