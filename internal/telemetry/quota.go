package telemetry

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wxrelease/wxrelease/wxa"
)

// quotaEvery is how often WeChat is asked for the platform's quota at most. Its monthly figures change with each submission.
const quotaEvery = 10 * time.Minute

// quota is what is left of the platform's monthly allowances. WeChat tells it to any Mini Program's token, so the one is asked with
// which a call has succeeded last: a process that calls for none tells nothing.
type quota struct {
	read   func(ctx context.Context, appid string) (*wxa.Quota, error)
	logger *slog.Logger

	left, limit *prometheus.Desc

	mu    sync.Mutex
	appid string
	asked time.Time
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
	q.appid = appid
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
	appid, due := q.appid, time.Since(q.asked) >= quotaEvery
	if appid == "" || !due {
		defer q.mu.Unlock()
		return q.last
	}
	q.asked = time.Now()
	q.mu.Unlock() // the observer of the call that follows takes it
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	got, err := q.read(ctx, appid)
	if err != nil {
		q.logger.Warn("What is left of the quota is not known", "error", err)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.last = got
	return got
}
