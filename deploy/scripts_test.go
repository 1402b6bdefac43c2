package deploy

import (
	"database/sql"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/pgtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	pgtest.Stop()
	os.Exit(code)
}

// mounted gives the path on this machine of one in the service's container; "" for what is not in a mounted folder of here.
func (s service) mounted(path string) string {
	for _, volume := range s.Volumes {
		parts := strings.Split(volume, ":")
		if name, found := strings.CutPrefix(path, parts[1]+"/"); found && strings.HasPrefix(parts[0], ".") {
			return filepath.Join("..", parts[0], name)
		}
	}
	return ""
}

// The scripts run in other images' shells, so this finds no more than mistakes in their grammar and names.
func TestScripts(t *testing.T) {
	for name, s := range compose(t).Services {
		if len(s.Entrypoint) == 0 {
			continue
		}
		require.Len(t, s.Entrypoint, 2)
		assert.Equal(t, "sh", s.Entrypoint[0])
		script := s.mounted(s.Entrypoint[1])
		require.NotEmpty(t, script, name)
		out, err := exec.Command("sh", "-n", script).CombinedOutput()
		assert.NoError(t, err, "%s", out)
		text, err := os.ReadFile(script)
		require.NoError(t, err)
		for _, name := range regexp.MustCompile(`\$([A-Z_]+)`).FindAllSubmatch(text, -1) {
			assert.Contains(t, s.Environment, string(name[1]), script)
		}
		for _, path := range regexp.MustCompile(`/(secrets|platform)/[a-z_]+`).FindAllSubmatch(text, -1) {
			assert.Condition(t, func() bool { return s.mounts(string(path[1])) }, "%s uses %s", script, path[0])
		}
	}
}

// mounts tells whether the service has the volume, where all have it.
func (s service) mounts(volume string) bool {
	for _, v := range s.Volumes {
		if v == volume+":/"+volume || v == volume+":/"+volume+":ro" {
			return true
		}
	}
	return false
}

// volumes are the two of secrets, as folders.
type volumes struct{ secrets, platform string }

func newVolumes(t *testing.T) volumes {
	return volumes{secrets: t.TempDir(), platform: t.TempDir()}
}

// run runs one of the scripts on these folders instead of a container's.
func (v volumes) run(t *testing.T, script string, env ...string) {
	t.Helper()
	text, err := os.ReadFile(script)
	require.NoError(t, err)
	cmd := exec.Command("sh", "-c", strings.NewReplacer("/secrets/", v.secrets+"/", "/platform/", v.platform+"/").Replace(string(text)))
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}, env...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Empty(t, string(out))
}

// read gives the files of both folders by the path that they have in a container.
func (v volumes) read(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	for mount, dir := range map[string]string{"/secrets/": v.secrets, "/platform/": v.platform} {
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		for _, e := range entries {
			text, err := os.ReadFile(filepath.Join(dir, e.Name()))
			require.NoError(t, err)
			files[mount+e.Name()] = strings.TrimSuffix(string(text), "\n")
		}
	}
	return files
}

func TestSecretsScript(t *testing.T) {
	v := newVolumes(t)
	v.run(t, "setup/secrets.sh")
	first := v.read(t)
	for name, shape := range map[string]string{
		"/secrets/postgres_password": "[0-9a-f]{48}",
		"/secrets/store_password":    "[0-9a-f]{48}",
		"/platform/store":            "postgres://wxrelease:" + first["/secrets/store_password"] + "@postgres:5432/wxrelease",
		"/platform/store_key":        "[A-Za-z0-9+/]{43}=",
		"/platform/platform_secret":  "[0-9a-f]{32}",
		"/platform/push_token":       "[0-9a-f]{32}",
		"/platform/push_key":         "[0-9a-f]{43}",
	} {
		assert.Regexp(t, "^"+shape+"$", first[name], name)
	}
	assert.Len(t, first, 7)

	v.run(t, "setup/secrets.sh")
	assert.Equal(t, first, v.read(t), "what is there stays")

	// A container that died before, and an installation that had less.
	require.NoError(t, os.WriteFile(filepath.Join(v.platform, "push_token"), nil, 0o600))
	require.NoError(t, os.Remove(filepath.Join(v.platform, "store")))
	v.run(t, "setup/secrets.sh")
	again := v.read(t)
	assert.Regexp(t, "^[0-9a-f]{32}$", again["/platform/push_token"])
	assert.NotEqual(t, first["/platform/push_token"], again["/platform/push_token"], "not the same for everybody")
	again["/platform/push_token"] = first["/platform/push_token"]
	assert.Equal(t, first, again)
}

// The database is made once, its owner can use it, and has no other rights.
func TestStoreScript(t *testing.T) {
	address, err := url.Parse(pgtest.Database(t))
	require.NoError(t, err)
	server := address.Query()
	v := newVolumes(t)
	v.run(t, "setup/secrets.sh")
	for range 2 {
		v.run(
			t,
			"setup/store.sh",
			"PGHOST="+server.Get("host"),
			"PGUSER="+server.Get("user"),
			"PGDATABASE="+strings.TrimPrefix(address.Path, "/"),
		)
	}

	db, err := sql.Open("pgx", address.String())
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	var rights int
	var verifier string
	require.NoError(
		t,
		db.QueryRowContext(t.Context(), `SELECT rolsuper::int + rolcreatedb::int + rolcreaterole::int + rolreplication::int + rolbypassrls::int, rolpassword
		FROM pg_authid WHERE rolname = 'wxrelease' AND rolcanlogin`).
			Scan(&rights, &verifier),
	)
	assert.Zero(t, rights)
	assert.Regexp(t, `^SCRAM-SHA-256\$`, verifier)

	given, err := url.Parse(v.read(t)["/platform/store"])
	require.NoError(t, err)
	assert.Equal(t, "postgres:5432", given.Host)
	server.Set("user", given.User.Username())
	given.User, given.Host, given.RawQuery = nil, "", server.Encode() // the test's server listens on a socket only
	p, err := credentials.Open(t.Context(), credentials.Config{
		AppID: "wx1111222233334444", Secret: "secret", Store: given.String(), Key: make([]byte, credentials.KeySize),
	})
	require.NoError(t, err)
	assert.NoError(t, p.Ping(t.Context()))
	assert.NoError(t, p.Close())
}
