package kubernetes

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/wxrelease/wxrelease/internal/settings"
)

// secrets gives the keys of the Secrets that are there, by their names.
func (c cluster) secrets() map[string]map[string]string {
	all := map[string]map[string]string{}
	for name, s := range of[*corev1.Secret](c) {
		all[name] = maps.Clone(s.StringData)
		if all[name] == nil {
			all[name] = map[string]string{}
		}
		for key, value := range s.Data {
			all[name][key] = string(value)
		}
	}
	return all
}

// environment is what a Deployment's container gets. Its files are in a folder of this test, to which their variables lead.
func (c cluster) environment(t *testing.T, d *appsv1.Deployment) (env settings.Env) {
	t.Helper()
	one := container(t, d)
	for _, from := range one.EnvFrom {
		data := of[*corev1.ConfigMap](c)[from.ConfigMapRef.Name].Data
		for _, name := range slices.Sorted(maps.Keys(data)) {
			env = append(env, name+"="+data[name])
		}
	}
	for _, v := range one.Env {
		require.Nil(t, v.ValueFrom, v.Name)
		env = append(env, v.Name+"="+v.Value)
	}
	dir, mounted := c.mount(t, d), one.VolumeMounts[0].MountPath
	for i, pair := range env {
		name, value, _ := strings.Cut(pair, "=")
		if file, found := strings.CutPrefix(value, mounted+"/"); found {
			env[i] = name + "=" + filepath.Join(dir, file)
		}
	}
	return env
}

// mount writes the files of a Deployment's only volume.
func (c cluster) mount(t *testing.T, d *appsv1.Deployment) (dir string) {
	t.Helper()
	dir = t.TempDir()
	volume := d.Spec.Template.Spec.Volumes[0].Projected
	for _, from := range volume.Sources {
		keys, found := c.secrets()[from.Secret.Name]
		optional := from.Secret.Optional != nil && *from.Secret.Optional
		require.True(t, found || optional, "a pod of %s would wait for %s", d.Name, from.Secret.Name)
		for key, value := range keys {
			require.NoError(t, os.WriteFile(filepath.Join(dir, key), []byte(value), os.FileMode(*volume.DefaultMode)))
		}
	}
	return dir
}
