package credentials

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// storeMode is the only mode of the SQLite file and its companions: their owner's.
const storeMode fs.FileMode = 0o600

// companions are the files that SQLite keeps beside its own; it gives them that one's mode.
var companions = []string{"", "-wal", "-shm", "-journal"}

// openSQLite opens or makes the file; busy is how long a statement waits for another process that writes. tightened lists
// the files that others could read before.
func openSQLite(path string, busy time.Duration) (db *sql.DB, tightened []string, err error) {
	tightened, err = secureFiles(path)
	if err != nil {
		return nil, nil, &StepError{Step: stepOpenFile, Err: err}
	}
	options := url.Values{
		"_txlock": {"immediate"}, // a transaction that reads first and writes later must not lose the race in between
		"_pragma": {
			"busy_timeout(" + strconv.FormatInt(busy.Milliseconds(), 10) + ")", "journal_mode(WAL)", "synchronous(FULL)",
		},
	}
	db, err = sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+options.Encode())
	if err != nil {
		return nil, nil, &StepError{Step: stepOpenFile, Err: err}
	}
	return db, tightened, nil
}

// securing keeps two openings in this process apart: closing a file ends all locks that the process has on it, those of
// SQLite too, so only a file that nobody else has opened yet may be closed here.
var securing sync.Mutex

// secureFiles makes the file if there is none, for its owner only from the first byte, and takes the rights of others from
// files that are there.
func secureFiles(path string) (tightened []string, err error) {
	securing.Lock()
	defer securing.Unlock()
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, storeMode)
	switch {
	case err == nil:
		// A umask may have taken rights from the owner, too.
		if err := errors.Join(file.Chmod(storeMode), file.Close()); err != nil {
			return nil, err
		}
	case !errors.Is(err, fs.ErrExist):
		return nil, err
	}
	if runtime.GOOS == "windows" {
		return nil, nil // its modes say nothing about others; access lists do, and new files inherit the folder's
	}
	// SQLite puts the companions beside the file itself, not beside a link to it.
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return nil, err
	}
	for _, suffix := range companions {
		changed, err := tighten(path + suffix)
		if err != nil {
			return nil, &ExposedError{Command: "chmod 600 " + quoteAll(path), Err: err}
		}
		if changed {
			tightened = append(tightened, path+suffix)
		}
	}
	return tightened, nil
}

// chmod is a variable for tests: the superuser's never fails.
var chmod = os.Chmod

// tighten takes all rights but the owner's from a file, and checks that they are gone: not every file system can do that.
func tighten(path string) (changed bool, err error) {
	for {
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist) && !changed:
			return false, nil
		case err != nil:
			return false, err
		case info.Mode().Perm()&^storeMode == 0:
			return changed, nil
		case changed:
			return false, fmt.Errorf("the mode of %s is still %#o", path, info.Mode().Perm())
		}
		if err := chmod(path, storeMode); err != nil {
			return false, err
		}
		changed = true
	}
}

// quoteAll names the file and its companions for a shell.
func quoteAll(path string) string {
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'*"
}
