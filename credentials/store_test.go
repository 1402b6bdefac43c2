package credentials

import (
	"bytes"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestManyProcessesStartAtOnce(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		var starting sync.WaitGroup
		for range 12 {
			starting.Go(func() {
				p, err := Open(t.Context(), Config{AppID: component, Secret: secretHex, Store: w.store, Key: testKey(1),
					Transport: w.wechat})
				if assert.NoError(t, err) {
					assert.NoError(t, p.Ping(t.Context()))
					assert.NoError(t, p.Close())
				}
			})
		}
		starting.Wait()
		p := w.process(nil)
		var versions int
		require.NoError(t, p.store.db.QueryRowContext(t.Context(), `SELECT count(*) FROM wxrelease_version`).Scan(&versions))
		assert.Equal(t, 1, versions)
	})
}

func TestStoreOfANewerProgram(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		p := w.process(nil)
		_, err := p.store.db.ExecContext(t.Context(), `INSERT INTO wxrelease_version (version) VALUES (99)`)
		require.NoError(t, err)
		_, err = Open(t.Context(), Config{AppID: component, Secret: secretHex, Store: w.store, Key: testKey(1)})
		assert.ErrorContains(t, err, "made by a newer program (version 99")
	})
}

func TestSQLiteIsDurable(t *testing.T) {
	p := sqliteWorld(t).process(nil)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "busy_timeout": "5000"} {
		var got string
		require.NoError(t, p.store.db.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got))
		assert.Equal(t, want, got, pragma)
	}
}

// Names with characters that mean something in an address.
func TestOddFileNames(t *testing.T) {
	for _, name := range []string{"a b?c#d%41.db", "商户.db"} {
		w := newWorld(t, filepath.Join(t.TempDir(), name))
		w.ready(nil)
		assert.FileExists(t, w.store)
	}
}

func TestOpenNamesEveryFault(t *testing.T) {
	_, err := Open(t.Context(), Config{Key: []byte("short")})
	require.Error(t, err)
	assert.Equal(t, "credentials config: no Store given: a file's path or postgres://…\nstore key 1 has 5 bytes, want 32\n"+
		"platform without an appid: no AppID given: it is the platform's, from open.weixin.qq.com\n"+
		"no Secret given: it is the platform's, from open.weixin.qq.com", err.Error())
	_, err = Open(t.Context(), Config{AppID: component, Secret: secretHex, Key: testKey(1),
		Store: filepath.Join(t.TempDir(), "no", "s.db")})
	assert.ErrorContains(t, err, "open the SQLite store: ")
}

func TestPasswordsStayOutOfErrors(t *testing.T) {
	for _, address := range []string{
		"postgres://wx:s3cret@127.0.0.1:1/wx", "postgres://wx:s3cret@127.0.0.1:port/wx", "postgres://wx:s3cret@[/wx",
		"postgres://wx@127.0.0.1:1/wx?password=s3cret&sslmode=odd", "postgresql://127.0.0.1:1/wx?user=u&password=s3cret",
	} {
		_, err := Open(t.Context(), Config{AppID: component, Secret: secretHex, Key: testKey(1), Store: address})
		require.Error(t, err, address)
		assert.NotContains(t, fmt.Sprintf("%v %+v", err, err), "s3cret")
	}
}

func TestConfigPrintsNoSecret(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	cfg := Config{AppID: component, Secret: secretHex, Store: "postgres://u:s3cret@h/d?password=s3cret", Key: []byte("kkkkkkkkkkkkkkkk"),
		OldKeys: [][]byte{[]byte("kkkkkkkkkk")}}
	var lines bytes.Buffer
	slog.New(slog.NewJSONHandler(&lines, nil)).Info("x", "a", cfg, "b", p)
	slog.New(slog.NewTextHandler(&lines, nil)).Info("x", "a", cfg, "b", p)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
		fmt.Fprintf(&lines, verb+verb+verb, cfg, p, []any{&cfg, p, componentTokens{p}})
	}
	for _, secret := range []string{"s3cret", secretHex, "kkkk", "107 107", "ticket@@@"} {
		assert.NotContains(t, lines.String(), secret)
	}
	assert.Contains(t, lines.String(), "PostgreSQL at h/d")
}

func TestLeases(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		s := w.process(nil).store
		take := func(anyway bool) (*lease, bool) {
			t.Helper()
			l, paused, err := s.take(t.Context(), "x", "me", time.Hour, anyway)
			require.NoError(t, err)
			return l, paused
		}
		first, _ := take(false)
		require.NotNil(t, first)
		held, paused := take(true)
		assert.Nil(t, held)
		assert.False(t, paused)
		require.NoError(t, s.end(t.Context(), s.db, first, 0))
		assert.ErrorIs(t, s.end(t.Context(), s.db, first, 0), errLost, "it ends once")

		second, _ := take(false)
		require.NotNil(t, second)
		assert.Greater(t, second.fence, first.fence)
		assert.ErrorIs(t, s.end(t.Context(), s.db, first, 0), errLost)
		require.NoError(t, s.end(t.Context(), s.db, second, time.Hour))
		held, paused = take(false)
		assert.Nil(t, held)
		assert.True(t, paused)
		third, _ := take(true)
		require.NotNil(t, third)
		require.NoError(t, s.takeAway(t.Context(), s.db, "x"))
		assert.ErrorIs(t, s.end(t.Context(), s.db, third, 0), errLost)
		fourth, _ := take(false)
		assert.NotNil(t, fourth)

		// Many at once: one gets it.
		var trying sync.WaitGroup
		taken := make(chan *lease, 50)
		for range 50 {
			trying.Go(func() {
				l, _, err := s.take(t.Context(), "y", "me", time.Hour, true)
				assert.NoError(t, err)
				if l != nil {
					taken <- l
				}
			})
		}
		trying.Wait()
		assert.Len(t, taken, 1)
	})
}
