package credentials

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

//go:embed sql/*.sql
var migrations embed.FS

// migrationLock is the PostgreSQL advisory lock of migrations: the letters "wxrl".
const migrationLock = 0x7778726c

// migrate brings the tables up to date. All of it is one transaction under a lock, so any number of processes may start
// at once and one that dies in the middle leaves nothing behind.
func (s *store) migrate(ctx context.Context) error {
	names, err := fs.Glob(migrations, "sql/*.sql") // sorted
	if err != nil {
		return err
	}
	err = s.tx(ctx, func(tx *sql.Tx) error {
		if s.postgres { // SQLite's transactions begin with the write lock
			if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, migrationLock); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS wxrelease_version (version BIGINT NOT NULL PRIMARY KEY)`); err != nil {
			return err
		}
		var have int
		if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM wxrelease_version`).Scan(&have); err != nil {
			return err
		}
		if have > len(names) {
			return &NewerError{Version: have, Known: len(names)}
		}
		for i, name := range names[have:] {
			statements, err := migrations.ReadFile(name)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, string(statements)); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO wxrelease_version (version) VALUES ($1)`, have+i+1); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return &StepError{Step: stepPrepare, Err: err}
	}
	return nil
}
