package standalone

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
)

// Backup is the program wxrelease backup without the process around it; it gives the exit code. The installation may run meanwhile.
func Backup(ctx context.Context, args []string, env settings.Env, stdout, stderr io.Writer) int {
	front := program.NewFront("backup", args, env, stdout, stderr)
	folder := front.Flags.String("data", defaultData, "")
	to := front.Flags.String("to", "", "")
	health := func(context.Context) int { return front.Unhealthy(words.BackupNoHealth.Err()) }
	return front.Run(ctx, "", health, func(ctx context.Context) int {
		if *to == "" {
			return front.Say(program.Usage, words.ProgramUsage.Of(front.Command, words.BackupNoTo.Err()))
		}
		sizes, err := backUp(ctx, data(*folder), *to)
		if err != nil {
			return front.Say(program.Failed, words.BackupFailed.Of(front.Command, *folder, *to, err))
		}
		for _, name := range []string{temporalDB, credentialsDB} {
			if size, ok := sizes[name]; ok {
				fmt.Fprintln(stdout, words.BackupFile.Of(filepath.Join(*to, name), size).In(front.Lang))
			}
		}
		fmt.Fprintln(stdout, words.BackupKey.Of(data(*folder).file(storeKey)).In(front.Lang))
		return program.OK
	})
}

// backUp copies the databases of an installation into a new folder, each as it is at one moment, and reads the copies. The two moments
// differ: nothing in one database depends on the other. The folder appears when it is whole.
func backUp(ctx context.Context, from data, to string) (sizes map[string]int64, err error) {
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(words.BackupThere.Err(to), err)
	}
	if _, err := os.Stat(from.file(temporalDB)); err != nil {
		return nil, err
	}
	partial, err := os.MkdirTemp(filepath.Dir(filepath.Clean(to)), ".wxrelease-backup-") // mode 0700
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(partial))
		}
	}()
	sizes = map[string]int64{}
	for _, name := range []string{temporalDB, credentialsDB} {
		_, err := os.Stat(from.file(name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // tokens come from elsewhere
		}
		if err != nil {
			return nil, err
		}
		copied := filepath.Join(partial, name)
		if err := copyDatabase(ctx, from.file(name), copied); err != nil {
			return nil, fmt.Errorf("%s: %w", from.file(name), err)
		}
		info, err := os.Stat(copied)
		if err != nil {
			return nil, err
		}
		sizes[name] = info.Size()
	}
	// The next whole second: whatever is in the copy began before.
	moment := time.Now().Truncate(time.Second).Add(time.Second).UTC().Format(time.RFC3339)
	if err := os.WriteFile(filepath.Join(partial, copiedAt), []byte(moment+"\n"), 0o600); err != nil {
		return nil, err
	}
	return sizes, os.Rename(partial, to)
}

// copyDatabase writes what one transaction reads, while others write, and checks the copy.
func copyDatabase(ctx context.Context, from, to string) error {
	// SQLite would make the file readable for all.
	file, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if err := withDatabase(from, func(db *sql.DB) error {
		_, err := db.ExecContext(ctx, "VACUUM INTO ?", to)
		return err
	}); err != nil {
		return err
	}
	return withDatabase(to, func(db *sql.DB) error {
		var result string
		if err := db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&result); err != nil {
			return err
		}
		if result != "ok" {
			return fmt.Errorf("the copy is damaged: %s", result)
		}
		file, err := os.OpenFile(to, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		return errors.Join(file.Sync(), file.Close())
	})
}

func withDatabase(path string, do func(*sql.DB) error) error {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	return errors.Join(do(db), db.Close())
}
