package e2e

import (
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const observability = "../../deploy/observability"

// query is a query of an alert or of a panel.
type query struct{ where, text string }

// alerts reads the rules as Prometheus does.
func alerts(t *testing.T) (queries []query, names []string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(observability, "alerts.yml"))
	require.NoError(t, err)
	groups, problems := rulefmt.Parse(content, false, model.LegacyValidation, parser.NewParser(parser.Options{}))
	require.Empty(t, problems)
	for _, group := range groups.Groups {
		for _, rule := range group.Rules {
			queries = append(queries, query{"alert " + rule.Alert, rule.Expr})
			names = append(names, rule.Alert)
			assert.Equal(t, "docs/runbook.md#"+strings.ToLower(rule.Alert), rule.Annotations["runbook"])
			assert.NotEmpty(t, rule.Annotations["summary"], rule.Alert)
		}
	}
	return queries, names
}

// panels reads the queries of the dashboard.
func panels(t *testing.T) (queries []query) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(observability, "dashboards", "wxrelease.json"))
	require.NoError(t, err)
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	require.NoError(t, json.Unmarshal(content, &dashboard))
	for _, panel := range dashboard.Panels {
		for _, target := range panel.Targets {
			queries = append(queries, query{"panel " + panel.Title, strings.ReplaceAll(target.Expr, "$__rate_interval", "1m")})
		}
	}
	require.Greater(t, len(queries), 20)
	return queries
}

// scrape gives the label names of each metric that a program tells.
func scrape(t *testing.T, address string, into map[string]map[string]bool) {
	t.Helper()
	answer, err := http.Get("http://" + address + "/metrics")
	require.NoError(t, err)
	defer answer.Body.Close()
	reader := expfmt.NewTextParser(model.LegacyValidation)
	families, err := reader.TextToMetricFamilies(answer.Body)
	require.NoError(t, err)
	for name, family := range families {
		known := map[string]bool{"job": true, "instance": true}
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				known[label.GetName()] = true
			}
		}
		into[name] = known
		if family.GetType().String() == "HISTOGRAM" {
			into[name+"_count"], into[name+"_sum"] = known, known
			into[name+"_bucket"] = maps.Clone(known)
			into[name+"_bucket"]["le"] = true
		}
	}
}

// Each alert and each panel asks for metrics, and labels, that a running worker and bridge tell.
func TestObservabilityNamesWhatIsMeasured(t *testing.T) {
	t.Parallel()
	queries, names := alerts(t)
	queries = append(queries, panels(t)...)

	p := newProcesses(t, filepath.Join(t.TempDir(), "credentials.db"))
	p.bridge(t)
	p.sim.PushTicket()
	metrics := freeAddress(t)
	p.run(t, "worker", "WXRELEASE_METRICS_ADDR="+metrics)
	everythingHappens(t, p)

	told := map[string]map[string]bool{"up": {"job": true, "instance": true}}
	scrape(t, metrics, told)
	scrape(t, p.bridgeAddress, told)
	for _, q := range queries {
		expression, err := parser.NewParser(parser.Options{}).ParseExpr(q.text)
		require.NoError(t, err, "%s: %s", q.where, q.text)
		asks := map[string]bool{}
		parser.Inspect(expression, func(node parser.Node, _ []parser.Node) error {
			selector, ok := node.(*parser.VectorSelector)
			if !ok {
				return nil
			}
			known := told[selector.Name]
			assert.NotNil(t, known, "%s asks for %s, which nobody tells", q.where, selector.Name)
			for _, m := range selector.LabelMatchers {
				assert.True(t, m.Name == model.MetricNameLabel || known[m.Name], "%s: %s has no label %s", q.where, selector.Name, m.Name)
			}
			maps.Copy(asks, known)
			return nil
		})
		parser.Inspect(expression, func(node parser.Node, _ []parser.Node) error {
			if by, ok := node.(*parser.AggregateExpr); ok {
				for _, label := range by.Grouping {
					assert.True(t, asks[label], "%s groups by %s, a label that nobody tells", q.where, label)
				}
			}
			return nil
		})
	}

	page, err := os.ReadFile("../../docs/observability.md")
	require.NoError(t, err)
	for name := range told {
		base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_bucket"), "_count"), "_sum")
		if strings.HasPrefix(name, "wxrelease_") {
			assert.Regexp(t, "`"+base+"[`{]", string(page), "what is measured is documented")
		}
	}
	runbook, err := os.ReadFile("../../docs/runbook.md")
	require.NoError(t, err)
	for _, name := range names {
		assert.Regexp(t, regexp.MustCompile(`(?m)^### `+name+`$`), string(runbook))
	}
}

// everythingHappens makes worker and bridge tell each of their figures once.
func everythingHappens(t *testing.T, p *processes) {
	t.Helper()
	good := p.app(t, nil)
	good.Expedite = workflows.Expedite{Policy: workflows.ExpediteAlways}
	p.sim.Fault(wxatest.Fault{Endpoint: detectPath, AppID: good.AppID, HTTPStatus: 503}) // a short repeat
	p.start(t, good)
	p.reviewing(t, good)
	until(t, "what came of expediting", func() bool { return len(p.accepted(good)) == 2 })
	p.decide(t, good, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.OutcomeApproved, p.result(t, good).Outcome)

	bad := p.app(t, nil)
	p.start(t, bad)
	p.reviewing(t, bad)
	require.NoError(t, p.sim.Update(bad.AppID, func(a *wxatest.App) { a.IPRefused = true }))
	until(t, "a person is called", func() bool { return p.status(t, bad).NeedsHuman })

	forged, err := http.Post("http://"+p.bridgeAddress+"/wechat/events?timestamp=1&nonce=2&msg_signature=3", "text/xml", strings.NewReader("<xml/>"))
	require.NoError(t, err)
	require.NoError(t, forged.Body.Close())
	require.NotEqual(t, http.StatusOK, forged.StatusCode)
}
