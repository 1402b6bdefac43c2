package kubernetes

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// What the page has people type names what is there.
func TestPage(t *testing.T) {
	text, err := os.ReadFile("../../docs/kubernetes.md")
	require.NoError(t, err)
	worlds := map[string]cluster{"wxrelease": render(t, "platform"), "wxrelease-simulator": render(t, "simulator")}
	commands := regexp.MustCompile("kubectl -n (\\S+) ([^\n`]*)").FindAllSubmatch(text, -1)
	assert.Greater(t, len(commands), 5)
	for _, m := range commands {
		c := worlds[string(m[1])]
		require.Contains(t, of[*corev1.Namespace](c), string(m[1]))
		for _, name := range regexp.MustCompile(`deployment/(\S+)`).FindAllSubmatch(m[2], -1) {
			assert.Contains(t, of[*appsv1.Deployment](c), string(name[1]))
		}
		for _, name := range regexp.MustCompile(`service/(\S+)`).FindAllSubmatch(m[2], -1) {
			assert.Contains(t, of[*corev1.Service](c), string(name[1]))
		}
	}
	named := regexp.MustCompile(`(?:deploy/kubernetes/|\b)((?:base|platform|simulator|autoscaling)/[a-z.-]*)`).FindAllSubmatch(text, -1)
	assert.Greater(t, len(named), 5)
	for _, m := range named {
		if string(m[1]) != "platform/secrets.yaml" { // people make it
			_, err := os.Stat(filepath.Join(source, string(m[1])))
			assert.NoError(t, err)
		}
	}
}
