package kubernetes

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/wxrelease/wxrelease/bridge"
	"github.com/wxrelease/wxrelease/workflows"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func seconds(n int32) time.Duration { return time.Duration(n) * time.Second }

// spans is how long the last traces may take when a program ends.
const spans = 5 * time.Second

// A worker that is killed in the middle of a submission costs a reconciliation, a bridge that is killed another delivery.
func TestTimeToStop(t *testing.T) {
	deployments := of[*appsv1.Deployment](render(t, "platform"))
	worker, front := deployments["wxrelease-worker"], deployments["wxrelease-bridge"]
	grace := func(d *appsv1.Deployment) time.Duration {
		return time.Duration(*d.Spec.Template.Spec.TerminationGracePeriodSeconds) * time.Second
	}
	assert.Greater(t, grace(worker), workflows.WorkerOptions().WorkerStopTimeout+spans)

	const accepted = 15 * time.Second // bridge.Serve finishes what it accepted, and then what goes on in the background
	before := time.Duration(container(t, front).Lifecycle.PreStop.Sleep.Seconds) * time.Second
	assert.Greater(t, grace(front), before+accepted+bridge.Budget+spans)
	assert.Positive(t, before, "whoever is led to a bridge that has gone loses a push")
}

// A new version replaces the old one without a moment in which nobody works.
func TestRollout(t *testing.T) {
	for name, d := range of[*appsv1.Deployment](render(t, "platform")) {
		assert.Greater(t, *d.Spec.Replicas, int32(1), name)
		assert.Equal(t, appsv1.RollingUpdateDeploymentStrategyType, d.Spec.Strategy.Type)
		assert.Zero(t, d.Spec.Strategy.RollingUpdate.MaxUnavailable.IntValue(), name)
	}
}

// Probes ask ports that there are and wait longer than the program itself does.
func TestProbes(t *testing.T) {
	const start = 75 * time.Second // a worker waits 10 s for the store and then a minute for Temporal
	for folder, c := range rendered(t) {
		for name, d := range of[*appsv1.Deployment](c) {
			one := container(t, d)
			require.NotNil(t, one.ReadinessProbe, name)
			for _, p := range []*corev1.Probe{one.StartupProbe, one.LivenessProbe, one.ReadinessProbe} {
				if p != nil && p.HTTPGet != nil {
					named(t, one, p.HTTPGet.Port.StrVal)
				}
			}
			if !own(one) || folder == "simulator" && name == "simulator" {
				continue
			}
			assert.Greater(t, seconds(one.StartupProbe.PeriodSeconds*one.StartupProbe.FailureThreshold), start, name)
			assert.Equal(t, "/healthz", one.LivenessProbe.HTTPGet.Path, "a Temporal that is away is no reason to start anew")
			for _, p := range []*corev1.Probe{one.StartupProbe, one.ReadinessProbe} {
				if p.HTTPGet.Path == "/readyz" {
					const asks = 5 * time.Second // of Temporal, and of the store
					assert.GreaterOrEqual(t, seconds(p.TimeoutSeconds), asks, name)
				}
			}
		}
	}
}

// A worker's cache, the garbage collector's limit and the container's fit together.
func TestMemory(t *testing.T) {
	// docs/benchmarks.md: 203 MB with 1,000 open releases, of which the program itself takes some 50.
	const program, release = 50e6, 0.2e6
	for name, d := range of[*appsv1.Deployment](render(t, "platform")) {
		one := container(t, d)
		variables := map[string]string{}
		for _, v := range one.Env {
			variables[v.Name] = v.Value
		}
		text := variables["GOMEMLIMIT"]
		require.NotEmpty(t, text, name)
		collector := resource.MustParse(text[:len(text)-len("B")])
		limit := one.Resources.Limits.Memory()
		share := float64(collector.Value()) / float64(limit.Value())
		assert.True(t, 0.85 <= share && share <= 0.95, "%s: GOMEMLIMIT is %.2f of the limit", name, share)
		assert.LessOrEqual(t, one.Resources.Requests.Memory().Value(), limit.Value())
		assert.True(t, one.Resources.Limits.Cpu().IsZero(), "%s would be slowed down", name)
		if name == "wxrelease-worker" {
			cache, err := strconv.Atoi(variables["WXRELEASE_STICKY_CACHE"])
			require.NoError(t, err)
			assert.Less(t, program+release*float64(cache), float64(collector.Value()))
			assert.GreaterOrEqual(t, one.Resources.Requests.Memory().Value(), int64(203e6), "a thousand open releases")
		}
	}
}
