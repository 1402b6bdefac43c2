package devserver

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/google/uuid"
	"go.temporal.io/server/common/config"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/schema/sqlite"
	"google.golang.org/protobuf/types/known/durationpb"
)

// lockDB makes sure that no other server, in this process or another, uses the file. The lock ends with the process.
func lockDB(file string) (*flock.Flock, error) {
	l := flock.New(file + ".lock")
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the Temporal database: %w", err)
	}
	if !ok {
		return nil, fmt.Errorf("the Temporal database %s is in use by another server: stop that one or choose another file", file)
	}
	return l, nil
}

// openDB prepares the database with its tables and the namespace.
func openDB(opts Options) (*config.SQL, error) {
	db := &config.SQL{PluginName: sqliteplugin.PluginName}
	if opts.DBFile == "" {
		// The server never closes a database in memory, so each gets a name of its own.
		db.DatabaseName = "devserver-" + uuid.NewString()
		db.ConnectAttributes = map[string]string{"mode": "memory", "cache": "shared"}
	} else {
		file, err := filepath.Abs(opts.DBFile)
		if err != nil {
			return nil, fmt.Errorf("find the Temporal database: %w", err)
		}
		db.DatabaseName = file
		// A write-ahead log spares a disk sync for each step of a workflow. It survives a killed process; only a power
		// cut may cost the last moments, where the log itself is not synced.
		synchronous := "normal"
		if opts.Durable {
			synchronous = "full"
		}
		db.ConnectAttributes = map[string]string{"mode": "rwc", "journal_mode": "wal", "synchronous": synchronous}
		if err := makeTables(db); err != nil {
			return nil, err
		}
	}
	ns, err := sqlite.NewNamespaceConfig(cluster, opts.Namespace, false, opts.SearchAttributes)
	if err != nil {
		return nil, fmt.Errorf("describe namespace %s: %w", opts.Namespace, err)
	}
	if opts.Retention > 0 {
		ns.Detail.Config.Retention = durationpb.New(opts.Retention)
	}
	if err := sqlite.CreateNamespaces(db, ns); err != nil {
		return nil, fmt.Errorf("prepare the Temporal database %s: %w (if the file was left unfinished or is another version's, delete it)",
			db.DatabaseName, err)
	}
	return db, nil
}

// makeTables fills a new file, and makes sure that one that is there has the tables of this server: there is no upgrade of them.
// A file that failed half-way is removed; tables in memory are made by the server itself.
func makeTables(db *config.SQL) error {
	file := db.DatabaseName
	_, err := os.Stat(file)
	if err == nil {
		return sameTables(db)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look at the Temporal database: %w", err)
	}
	if err := sqlite.SetupSchema(db); err != nil {
		return errors.Join(fmt.Errorf("make the Temporal database %s: %w", file, err), os.RemoveAll(file))
	}
	return nil
}
