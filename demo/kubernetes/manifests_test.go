package kubernetes

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Every file holds objects that Kubernetes knows, with fields that they have.
func TestFiles(t *testing.T) {
	files := 0
	require.NoError(t, filepath.WalkDir(source, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".yaml" || entry.Name() == "kustomization.yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.NotEmpty(t, read(t, text), path)
		files++
		return nil
	}))
	assert.Greater(t, files, 10)

	_, _, err := strict.Decode([]byte("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {port: 1}"), nil, nil)
	assert.ErrorContains(t, err, `unknown field "spec.port"`, "what is misspelt is found")
}

// matches tells which Deployments' pods a selector selects.
func matches(t *testing.T, c cluster, s *metav1.LabelSelector) (names []string) {
	t.Helper()
	selector, err := metav1.LabelSelectorAsSelector(s)
	require.NoError(t, err)
	for name, d := range of[*appsv1.Deployment](c) {
		if selector.Matches(labels.Set(d.Spec.Template.Labels)) {
			names = append(names, name)
		}
	}
	return names
}

// What selects pods selects those that it is for, and no others.
func TestSelectors(t *testing.T) {
	for folder, c := range rendered(t) {
		t.Run(folder, func(t *testing.T) {
			deployments := of[*appsv1.Deployment](c)
			assert.Contains(t, deployments, "wxrelease-worker")
			assert.Contains(t, deployments, "wxrelease-bridge")
			for name, d := range deployments {
				assert.Equal(t, []string{name}, matches(t, c, d.Spec.Selector))
				for _, spread := range d.Spec.Template.Spec.TopologySpreadConstraints {
					assert.Equal(t, []string{name}, matches(t, c, spread.LabelSelector))
				}
			}
			for name, s := range of[*corev1.Service](c) {
				assert.Equal(t, []string{name}, matches(t, c, &metav1.LabelSelector{MatchLabels: s.Spec.Selector}))
				for _, port := range s.Spec.Ports {
					of := named(t, container(t, deployments[name]), port.TargetPort.StrVal)
					assert.Equal(t, of, port.Port, "policies see the pod's port: that of the Service is the same")
				}
			}
			budgets := of[*policyv1.PodDisruptionBudget](c)
			assert.Len(t, budgets, 2)
			for name, b := range budgets {
				assert.Equal(t, []string{name}, matches(t, c, b.Spec.Selector))
			}
			policies := of[*networkingv1.NetworkPolicy](c)
			assert.GreaterOrEqual(t, len(policies), 3)
			for name, p := range policies {
				assert.NotEmpty(t, matches(t, c, &p.Spec.PodSelector), name)
			}
			for _, h := range of[*autoscalingv2.HorizontalPodAutoscaler](c) {
				target := deployments[h.Spec.ScaleTargetRef.Name]
				require.NotNil(t, target)
				assert.Nil(t, target.Spec.Replicas, "each kubectl apply would put it back")
				assert.Contains(t, container(t, target).Resources.Requests, corev1.ResourceCPU, "a share of nothing")
				assert.GreaterOrEqual(t, *h.Spec.MinReplicas, int32(2))
			}
			for _, i := range of[*networkingv1.Ingress](c) {
				for _, rule := range i.Spec.Rules {
					for _, path := range rule.HTTP.Paths {
						service := of[*corev1.Service](c)[path.Backend.Service.Name]
						require.NotNil(t, service)
						assert.Equal(t, service.Spec.Ports[0].Name, path.Backend.Service.Port.Name)
					}
				}
				assert.Equal(t, i.Spec.TLS[0].Hosts[0], i.Spec.Rules[0].Host)
			}
		})
	}
	assert.Len(t, of[*autoscalingv2.HorizontalPodAutoscaler](render(t, "platform", withAutoscaling)), 1)
	assert.Len(t, of[*networkingv1.Ingress](render(t, "platform")), 1)
}

// named gives the number of a container's named port.
func named(t *testing.T, c corev1.Container, name string) int32 {
	t.Helper()
	for _, p := range c.Ports {
		if p.Name == name && name != "" {
			return p.ContainerPort
		}
	}
	require.Fail(t, "no such port", "container %s has no port named %q", c.Name, name)
	return 0
}

// Everything is in the one namespace that is made, and names what is there.
func TestReferences(t *testing.T) {
	for folder, c := range rendered(t) {
		t.Run(folder, func(t *testing.T) {
			namespaces := of[*corev1.Namespace](c)
			require.Len(t, namespaces, 1)
			for _, o := range c {
				if _, is := o.(*corev1.Namespace); !is {
					assert.Contains(t, namespaces, o.GetNamespace(), o.GetName())
				}
			}
			for name, d := range of[*appsv1.Deployment](c) {
				pod := d.Spec.Template.Spec
				if pod.ServiceAccountName != "" {
					assert.Contains(t, of[*corev1.ServiceAccount](c), pod.ServiceAccountName)
				}
				for _, from := range container(t, d).EnvFrom {
					assert.Contains(t, of[*corev1.ConfigMap](c), from.ConfigMapRef.Name, name)
				}
				for _, mount := range container(t, d).VolumeMounts {
					assert.True(t, mount.ReadOnly)
					require.Len(t, pod.Volumes, 1)
					assert.Equal(t, pod.Volumes[0].Name, mount.Name)
				}
			}
		})
	}
}

// Pods run with the least that Kubernetes can give them, and nobody's namespace has to be opened for them.
func TestRestricted(t *testing.T) {
	dockerfile, err := os.ReadFile("../../Dockerfile")
	require.NoError(t, err)
	for folder, c := range rendered(t) {
		for _, n := range of[*corev1.Namespace](c) {
			assert.Equal(t, "restricted", n.Labels["pod-security.kubernetes.io/enforce"], folder)
		}
		for _, a := range of[*corev1.ServiceAccount](c) {
			assert.False(t, *a.AutomountServiceAccountToken)
		}
		for name, d := range of[*appsv1.Deployment](c) {
			pod, one := d.Spec.Template.Spec, container(t, d)
			assert.False(t, *pod.AutomountServiceAccountToken, name)
			assert.False(t, *pod.EnableServiceLinks, name)
			assert.True(t, *pod.SecurityContext.RunAsNonRoot, name)
			assert.Positive(t, *pod.SecurityContext.RunAsUser, name)
			assert.Equal(t, corev1.SeccompProfileTypeRuntimeDefault, pod.SecurityContext.SeccompProfile.Type, name)
			assert.False(t, *one.SecurityContext.AllowPrivilegeEscalation, name)
			assert.Equal(t, []corev1.Capability{"ALL"}, one.SecurityContext.Capabilities.Drop, name)
			if !own(one) {
				continue
			}
			assert.True(t, *one.SecurityContext.ReadOnlyRootFilesystem, name)
			user := regexp.MustCompile(`(?m)^USER (\d+):(\d+)$`).FindStringSubmatch(string(dockerfile))
			require.NotNil(t, user)
			assert.Equal(t, user[1], itoa(*pod.SecurityContext.RunAsUser), "the image's own")
			assert.Equal(t, user[2], itoa(*pod.SecurityContext.RunAsGroup))
			assert.Equal(t, user[2], itoa(*pod.SecurityContext.FSGroup), "else it cannot read the files")
			assert.Equal(t, int32(0o440), *pod.Volumes[0].Projected.DefaultMode)
		}
	}
}

// Images are those that the operator names, and the others those that docker-compose.yml has.
func TestImages(t *testing.T) {
	compose, err := os.ReadFile("../../docker-compose.yml")
	require.NoError(t, err)
	for folder, c := range rendered(t) {
		for name, d := range of[*appsv1.Deployment](c) {
			image := container(t, d).Image
			repository, tag, _ := strings.Cut(image, ":")
			switch {
			case !own(container(t, d)) || folder == "simulator":
				assert.Contains(t, string(compose), "image: "+image+"\n", name)
			default:
				assert.Equal(t, "registry.example.com/wxrelease", repository, "which everybody has to change, by its name")
				assert.Regexp(t, `^v\d+\.\d+\.\d+$`, tag, "what could be gone back to")
			}
		}
	}
}
