package devserver

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"go.temporal.io/server/common/config"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/schema/sqlite"
)

// ErrOtherTables is a database that another version of the Temporal server made, with tables that this one does not know.
var ErrOtherTables = errors.New("made by a Temporal server of another version")

// sameTables compares the tables of a file with those that this server makes. The server would start on others too, and fail later,
// at some of its statements.
func sameTables(db *config.SQL) error {
	dir, err := os.MkdirTemp("", "wxrelease-tables-")
	if err != nil {
		return fmt.Errorf("make a Temporal database to compare with: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	fresh := &config.SQL{
		PluginName: sqliteplugin.PluginName, DatabaseName: filepath.Join(dir, "fresh.db"),
		ConnectAttributes: map[string]string{"mode": "rwc", "synchronous": "off"},
	}
	if err := sqlite.SetupSchema(fresh); err != nil {
		return fmt.Errorf("make a Temporal database to compare with: %w", err)
	}
	want, err := tables(fresh.DatabaseName)
	if err != nil {
		return err
	}
	have, err := tables(db.DatabaseName)
	if err != nil {
		return err
	}
	for name, columns := range want {
		if have[name] != columns {
			return fmt.Errorf("the Temporal database %s was %w: table %s differs", db.DatabaseName, ErrOtherTables, name)
		}
	}
	return nil
}

// tables gives the statement that made each table of a file, by name.
func tables(file string) (_ map[string]string, err error) {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?mode=ro")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.Query("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
	if err != nil {
		return nil, fmt.Errorf("read the tables of %s: %w", file, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	all := map[string]string{}
	for rows.Next() {
		var name string
		var statement sql.NullString
		if err := rows.Scan(&name, &statement); err != nil {
			return nil, err
		}
		all[name] = statement.String
	}
	return all, rows.Err()
}
