package kubernetes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/relabel"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v2"
	appsv1 "k8s.io/api/apps/v1"
)

// scrapeConfig is so much of Prometheus' configuration as there is.
type scrapeConfig struct {
	Jobs []struct {
		Name       string `yaml:"job_name"`
		Kubernetes []struct {
			Role       string
			Namespaces struct{ Names []string }
		} `yaml:"kubernetes_sd_configs"`
		Relabel []*relabel.Config `yaml:"relabel_configs"`
	} `yaml:"scrape_configs"`
}

// Each job scrapes the pods of its program at one port, and is called as alerts and dashboard call it.
func TestScrape(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(source, "prometheus.yml"))
	require.NoError(t, err)
	var config scrapeConfig
	require.NoError(t, yaml.UnmarshalStrict(text, &config))
	alerts, err := os.ReadFile("../../deploy/observability/alerts.yml")
	require.NoError(t, err)
	c := render(t, "platform")
	ports := map[string]string{"wxrelease-worker": ":8460", "wxrelease-bridge": ":8450"}
	require.Len(t, config.Jobs, len(ports))
	for _, job := range config.Jobs {
		assert.Contains(t, string(alerts), `job="`+job.Name+`"`)
		require.Len(t, job.Kubernetes, 1)
		assert.Equal(t, "pod", job.Kubernetes[0].Role)
		for _, rule := range job.Relabel {
			require.NoError(t, rule.Validate(model.LegacyValidation))
		}
		var scraped []string
		for name, d := range of[*appsv1.Deployment](c) {
			assert.Equal(t, []string{d.Namespace}, job.Kubernetes[0].Namespaces.Names)
			for _, port := range container(t, d).Ports {
				// What Prometheus finds out about a port of a pod.
				b := labels.NewBuilder(labels.FromStrings(
					"job", job.Name, "__address__", "10.0.0.1:"+itoa(int64(port.ContainerPort)),
					"__meta_kubernetes_pod_name", name+"-1", "__meta_kubernetes_pod_container_port_name", port.Name,
				))
				for key, value := range d.Spec.Template.Labels {
					b.Set("__meta_kubernetes_pod_label_"+strings.NewReplacer(".", "_", "/", "_", "-", "_").Replace(key), value)
				}
				if relabel.ProcessBuilder(b, job.Relabel...) {
					assert.Equal(t, name+"-1", b.Get("instance"))
					assert.Equal(t, job.Name, b.Get("job"))
					scraped = append(scraped, name+strings.TrimPrefix(b.Get("__address__"), "10.0.0.1"))
				}
			}
		}
		assert.Equal(t, []string{job.Name + ports[job.Name]}, scraped)
	}
}
