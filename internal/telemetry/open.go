package telemetry

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

// A release that is in a stage for longer is slow: the first two end within an hour or call a person, and most reviews within days.
// It is the run's age that is known, so a release that continued as a new run counts from there.
var slowAfter = map[workflows.Stage]time.Duration{
	workflows.StageDetect: 2 * time.Hour,
	workflows.StageSubmit: 2 * time.Hour,
	workflows.StageReview: 7 * 24 * time.Hour,
}

// countEvery is how often Temporal is asked for the open releases, however often somebody scrapes. One asking is seven calls.
const countEvery = 30 * time.Second

// openReleases are the open releases by what Temporal's index knows of them. Every worker tells the same.
type openReleases struct {
	count  func(context.Context, releases.Query) (int64, error)
	logger *slog.Logger

	open, slow, needPerson *prometheus.Desc

	mu    sync.Mutex
	asked time.Time
	last  []prometheus.Metric // nothing where Temporal did not answer
}

// RegisterOpenReleases adds the figures of the open releases.
func (m *Metrics) RegisterOpenReleases(c *releases.Client) {
	m.MustRegister(newOpenReleases(c.CountOpen, m.logger))
}

func newOpenReleases(count func(context.Context, releases.Query) (int64, error), logger *slog.Logger) *openReleases {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("wxrelease_"+name, help, labels, nil)
	}
	return &openReleases{
		count: count, logger: logger,
		open: desc("open_releases", "Open releases, by stage.", "stage"),
		slow: desc("slow_releases",
			"Open releases that are in detect or submit 2 hours, or in review 7 days, after the run's start.", "stage"),
		needPerson: desc("open_releases_needing_a_person", "Open releases that have called a person."),
	}
}

func (o *openReleases) Describe(ch chan<- *prometheus.Desc) {
	ch <- o.open
	ch <- o.slow
	ch <- o.needPerson
}

func (o *openReleases) Collect(ch chan<- prometheus.Metric) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if now := time.Now(); now.Sub(o.asked) >= countEvery {
		o.asked = now
		o.last = o.ask()
	}
	for _, one := range o.last {
		ch <- one
	}
}

// ask counts; a figure that is not known is left out, for zero would be a claim.
func (o *openReleases) ask() (all []prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	add := func(desc *prometheus.Desc, q releases.Query, labels ...string) bool {
		n, err := o.count(ctx, q)
		if err != nil {
			o.logger.Warn("Open releases are not counted", "error", err)
			return false
		}
		all = append(all, prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(n), labels...))
		return true
	}
	if !add(o.needPerson, releases.Query{NeedsHuman: true}) {
		return nil // Temporal is away, or has no search attributes: the others would say the same
	}
	for _, stage := range []workflows.Stage{workflows.StageDetect, workflows.StageSubmit, workflows.StageReview} {
		add(o.open, releases.Query{Stage: stage}, string(stage))
		add(o.slow, releases.Query{Stage: stage, OlderThan: slowAfter[stage]}, string(stage))
	}
	return all
}
