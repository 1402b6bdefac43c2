// Package pgtest gives tests a private PostgreSQL server: nothing of the machine's own servers is used or touched.
package pgtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	"github.com/stretchr/testify/require"
)

// cluster is a private PostgreSQL server of this test run. It listens on a socket in its own directory only.
type cluster struct {
	bin, dir, user string
	skip           string // why there is none
	err            error
}

var startCluster = sync.OnceValue(func() *cluster {
	c := &cluster{}
	c.err = c.start()
	return c
})

var databases atomic.Int64

// Database gives the address of a new, empty database. Without PostgreSQL on the machine the test is skipped, in CI it fails.
func Database(t *testing.T) string {
	t.Helper()
	c := startCluster()
	require.NoError(t, c.err)
	if c.skip != "" {
		if os.Getenv("CI") == "true" {
			t.Fatal(c.skip)
		}
		t.Skip(c.skip)
	}
	name := fmt.Sprintf("test%d", databases.Add(1))
	db, err := sql.Open("pgx", c.address("postgres"))
	require.NoError(t, err)
	defer db.Close()
	_, err = db.ExecContext(context.WithoutCancel(t.Context()), "CREATE DATABASE "+name)
	require.NoError(t, err)
	return c.address(name)
}

func (c *cluster) address(database string) string {
	return "postgres:///" + database + "?" + url.Values{"host": {c.dir}, "user": {c.user}}.Encode()
}

func (c *cluster) start() error {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return err
	}
	if len(found) == 0 {
		c.skip = "PostgreSQL is not installed (Debian: apt-get install postgresql): its tests are left out"
		return nil
	}
	c.bin = filepath.Dir(slices.Max(found))
	me, err := user.Current()
	if err != nil {
		return err
	}
	c.user = me.Username
	// Not t.TempDir: the server outlives the first test, and its socket's path must be short.
	if c.dir, err = os.MkdirTemp("/tmp", "wxpg"); err != nil {
		return err
	}
	if me.Uid == "0" { // PostgreSQL refuses to run as root
		c.user = "postgres"
		owner, err := user.Lookup(c.user)
		if err != nil {
			return err
		}
		uid, _ := strconv.Atoi(owner.Uid)
		gid, _ := strconv.Atoi(owner.Gid)
		if err := os.Chown(c.dir, uid, gid); err != nil {
			return err
		}
	}
	data := filepath.Join(c.dir, "data")
	if err := c.run("initdb", "-D", data, "-A", "trust", "-U", c.user, "--no-sync", "-E", "UTF8", "--locale=C"); err != nil {
		return err
	}
	return c.run("pg_ctl", "-D", data, "-l", filepath.Join(c.dir, "log"), "-w", "-t", "60",
		"-o", "-c listen_addresses='' -c fsync=off -c unix_socket_directories="+c.dir, "start")
}

// run starts one of PostgreSQL's programs as its user. Its output goes to a file: the server keeps it open.
func (c *cluster) run(program string, args ...string) error {
	args = append([]string{filepath.Join(c.bin, program)}, args...)
	if os.Getuid() == 0 {
		args = append([]string{"runuser", "-u", c.user, "--"}, args...)
	}
	out, err := os.CreateTemp("", "wxpg")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.dir, out, out
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w\n%s", program, err, text)
	}
	return nil
}

// Stop ends the server, if a test has started it. Call it in TestMain, after the tests.
func Stop() {
	if databases.Load() == 0 {
		return
	}
	c := startCluster()
	_ = c.run("pg_ctl", "-D", filepath.Join(c.dir, "data"), "-m", "immediate", "stop")
	_ = os.RemoveAll(c.dir)
}
