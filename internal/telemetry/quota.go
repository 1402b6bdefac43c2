package telemetry

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wxrelease/wxrelease/wxa"
)

const (
	quotaEvery = 10 * time.Minute // WeChat is asked so often at most, however often somebody scrapes
	quotaAgain = time.Minute      // the same after it has refused; another Mini Program is asked for then
)

// quota is what is left of the platform's monthly allowances. WeChat tells it to any Mini Program's token: to that of one for which a
// call has succeeded, until it is refused. A process that calls for none tells nothing.
type quota struct {
	read   func(ctx context.Context, appid string) (*wxa.Quota, error)
	logger *slog.Logger

	left, limit *prometheus.Desc

	mu    sync.Mutex
	appid string    // "" while none is known
	due   time.Time // when it may be asked for again
	last  *wxa.Quota
}

func newQuota(logger *slog.Logger) *quota {
	desc := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("wxrelease_quota_"+name, help, []string{"of"}, nil)
	}
	return &quota{logger: logger,
		left:  desc("left", "What the platform has left this month: submit for submissions, expedite for expedited reviews."),
		limit: desc("limit", "What the platform may use in a month."),
	}
}

// RegisterQuota adds what is left of the platform's quota, read by a client whose observer watches.
func (m *Metrics) RegisterQuota(c *wxa.Client) {
	m.quota.read = func(ctx context.Context, appid string) (*wxa.Quota, error) { return c.App(appid).Quota(ctx) }
	m.MustRegister(m.quota)
}

// heard keeps a Mini Program for which WeChat answers.
func (q *quota) heard(appid string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.appid = cmp.Or(q.appid, appid)
}

func (q *quota) Describe(ch chan<- *prometheus.Desc) {
	ch <- q.left
	ch <- q.limit
}

func (q *quota) Collect(ch chan<- prometheus.Metric) {
	got := q.now()
	if got == nil {
		return
	}
	tell := func(of string, left, limit int) {
		ch <- prometheus.MustNewConstMetric(q.left, prometheus.GaugeValue, float64(left), of)
		ch <- prometheus.MustNewConstMetric(q.limit, prometheus.GaugeValue, float64(limit), of)
	}
	tell("submit", got.Rest, got.Limit)
	if got.SpeedupLimit > 0 { // else WeChat has told nothing of it, or there is none: no figure that looks like used up
		tell("expedite", got.SpeedupRest, got.SpeedupLimit)
	}
}

// now is what is left, at most quotaEvery old; nil where it is not known.
func (q *quota) now() *wxa.Quota {
	q.mu.Lock()
	defer q.mu.Unlock()
	began := time.Now()
	if q.appid == "" || began.Before(q.due) {
		return q.last
	}
	appid := q.appid
	q.due = began.Add(quotaEvery)
	q.mu.Unlock() // the observer of the call takes it
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	got, err := q.read(ctx, appid)
	q.mu.Lock()
	if err != nil {
		q.logger.Warn("What is left of the quota is not known", "error", err)
		q.appid, q.due = "", began.Add(quotaAgain)
	}
	q.last = got
	return got
}
