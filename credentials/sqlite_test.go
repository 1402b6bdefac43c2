//go:build unix

package credentials

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// modes gives the modes of the store's files, by the end of their names.
func (w *world) modes() map[string]fs.FileMode {
	w.t.Helper()
	files, err := filepath.Glob(w.store + "*")
	require.NoError(w.t, err)
	got := map[string]fs.FileMode{}
	for _, file := range files {
		info, err := os.Stat(file)
		require.NoError(w.t, err)
		got[strings.TrimPrefix(file, w.store)] = info.Mode().Perm()
	}
	return got
}

var private = map[string]fs.FileMode{"": 0o600, "-wal": 0o600, "-shm": 0o600}

// Whatever the umask, new files are their owner's alone.
func TestNewFilesArePrivate(t *testing.T) {
	for _, mask := range []int{0, 0o022, 0o077, 0o177, 0o777} {
		t.Run(fmt.Sprintf("umask %03o", mask), func(t *testing.T) {
			w := sqliteWorld(t)
			before := syscall.Umask(mask)
			defer syscall.Umask(before)
			w.ready(nil)
			assert.Equal(t, private, w.modes())
		})
	}
}

// Files that others can read are corrected when they are opened, and the log says so: the file and its companions, also where
// the setting names a link.
func TestOpenFilesAreTightened(t *testing.T) {
	for _, mode := range []fs.FileMode{0o644, 0o640, 0o660, 0o666, 0o604, 0o700} {
		w := sqliteWorld(t)
		first := w.ready(nil)
		for suffix := range private {
			require.NoError(t, os.Chmod(w.store+suffix, mode))
		}
		link := filepath.Join(t.TempDir(), "link.db")
		require.NoError(t, os.Symlink(w.store, link))
		second := w.process(func(c *Config) { c.Store = link })
		assert.Equal(t, private, w.modes(), "%#o", mode)
		assert.Contains(t, w.log.String(), "could be read by others than its owner")
		assert.Contains(t, w.log.String(), "-wal")
		w.token(first, merchant)
		w.token(second, merchant)
	}
	w := sqliteWorld(t)
	w.ready(nil)
	w.process(nil)
	assert.NotContains(t, w.log.String(), "could be read by others", "nothing to correct")
}

// Where the modes cannot be corrected, the store is refused with the command that does.
func TestFilesThatCannotBeTightened(t *testing.T) {
	defer func(before func(string, fs.FileMode) error) { chmod = before }(chmod)
	for name, fails := range map[string]func(string, fs.FileMode) error{
		"not the owner": func(path string, _ fs.FileMode) error {
			return &fs.PathError{Op: "chmod", Path: path, Err: syscall.EPERM}
		},
		"a file system without modes": func(string, fs.FileMode) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			for suffix := range private {
				w := sqliteWorld(t)
				w.ready(nil)
				require.NoError(t, os.Chmod(w.store+suffix, 0o644))
				chmod = fails
				_, err := Open(t.Context(), Config{AppID: component, Secret: secretHex, Store: w.store, Key: testKey(1)})
				require.ErrorContains(t, err, "Others can read or write it")
				assert.ErrorContains(t, err, "run: chmod 600 '"+w.store+"'*")
				assert.ErrorContains(t, err, w.store+suffix)
				chmod = os.Chmod
			}
		})
	}
}
