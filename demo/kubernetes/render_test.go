// Package kubernetes tests the manifests in deploy/kubernetes: they are rendered as kubectl does it, read as Kubernetes reads them,
// and their programs are run with what they say.
package kubernetes

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

const source = "../../deploy/kubernetes"

// strict reads one object and refuses fields that its kind does not have, and fields that are there twice.
var strict = func() runtime.Decoder {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		appsv1.AddToScheme, autoscalingv2.AddToScheme, corev1.AddToScheme, networkingv1.AddToScheme, policyv1.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			panic(err)
		}
	}
	return serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
}()

// object is one of any kind.
type object interface {
	runtime.Object
	metav1.Object
}

// cluster is what kubectl would apply.
type cluster []object

// read takes the objects of a file with several documents.
func read(t *testing.T, text []byte) (c cluster) {
	t.Helper()
	for _, document := range bytes.Split(text, []byte("\n---\n")) {
		o, _, err := strict.Decode(document, nil, nil)
		require.NoError(t, err, "%s", document)
		c = append(c, o.(object))
	}
	return c
}

// edit changes a file before it is rendered, as an operator does.
type edit struct{ file, old, new string }

// render builds a folder of a copy of the manifests.
func render(t *testing.T, folder string, edits ...edit) cluster {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(source)))
	for _, e := range edits {
		path := filepath.Join(dir, e.file)
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Contains(t, string(text), e.old, e.file)
		require.NoError(t, os.WriteFile(path, []byte(strings.Replace(string(text), e.old, e.new, 1)), 0o600))
	}
	all, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), filepath.Join(dir, folder))
	require.NoError(t, err)
	text, err := all.AsYaml()
	require.NoError(t, err)
	return read(t, text)
}

// withAutoscaling is the edit that the platform's kustomization has ready.
var withAutoscaling = edit{"platform/kustomization.yaml", "#components:\n#  - ../autoscaling", "components:\n  - ../autoscaling"}

// rendered are the folders that an operator applies.
func rendered(t *testing.T) map[string]cluster {
	return map[string]cluster{
		"platform": render(t, "platform"), "platform with autoscaling": render(t, "platform", withAutoscaling),
		"simulator": render(t, "simulator"),
	}
}

// of gives the objects of one kind by their names.
func of[T object](c cluster) map[string]T {
	found := map[string]T{}
	for _, o := range c {
		if one, ok := o.(T); ok {
			found[o.GetName()] = one
		}
	}
	return found
}

// container is the only one of a Deployment's pods.
func container(t *testing.T, d *appsv1.Deployment) corev1.Container {
	t.Helper()
	require.NotNil(t, d)
	require.Len(t, d.Spec.Template.Spec.Containers, 1, d.Name)
	return d.Spec.Template.Spec.Containers[0]
}

// own tells whether the container's image is this project's.
func own(c corev1.Container) bool { return c.Command[0] == "wxrelease" }
