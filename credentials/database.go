package credentials

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // driver "sqlite"
)

// store is the database with its keys, for one platform.
type store struct {
	db        *sql.DB
	probe     *sql.DB // for Ping; with SQLite one connection of its own
	postgres  bool
	component string // the platform's appid, part of every key
	keys      sealer
	clock     func() time.Time // for SQLite, whose users are all on one machine
}

// querier is a database or a transaction.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// isPostgres tells a PostgreSQL address from a file's path.
func isPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// busyLimit is how long a statement waits for another process that writes to the SQLite file.
const busyLimit = 5 * time.Second

// openDatabase opens the file or the server. Its errors show no password.
func (s *store) openDatabase(address string, log *slog.Logger) (err error) {
	s.postgres = isPostgres(address)
	if s.postgres {
		cfg, err := pgx.ParseConfig(address)
		if err != nil {
			return ErrAddress
		}
		s.db = stdlib.OpenDB(*cfg)
		s.db.SetMaxOpenConns(8)
		s.db.SetConnMaxIdleTime(5 * time.Minute) // servers and proxies cut idle connections
		s.probe = s.db
		return nil
	}
	var tightened []string
	if s.db, tightened, err = openSQLite(address, busyLimit); err != nil {
		return err
	}
	s.db.SetMaxOpenConns(8)
	if len(tightened) > 0 {
		log.Warn("the store could be read by others than its owner, and no longer can", "files", tightened, "mode", "0600")
	}
	if s.probe, _, err = openSQLite(address, probeBusy); err != nil {
		return errors.Join(err, s.db.Close())
	}
	s.probe.SetMaxOpenConns(1)
	return nil
}

// close closes the database.
func (s *store) close() error {
	if s.probe == s.db {
		return s.db.Close()
	}
	return errors.Join(s.probe.Close(), s.db.Close())
}

// now is the one clock that all processes share: the machine's for SQLite, the server's for PostgreSQL. Every moment in
// the store is compared with it and with no other, so clocks of different machines may differ.
func (s *store) now(ctx context.Context, q querier) (time.Time, error) {
	if !s.postgres {
		return s.clock(), nil
	}
	var ms int64
	if err := q.QueryRowContext(ctx, `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint`).Scan(&ms); err != nil {
		return time.Time{}, &StepError{Step: stepReadClock, Err: err}
	}
	return moment(ms), nil
}

// tx runs f in a transaction.
func (s *store) tx(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		if undo := tx.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
			err = errors.Join(err, undo)
		}
		return err
	}
	return tx.Commit()
}

// one runs a statement that changes one row or none, and tells which.
func one(ctx context.Context, q querier, query string, args ...any) (bool, error) {
	result, err := q.ExecContext(ctx, query, args...)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// moment and millis translate between the store's milliseconds and time; 0 is the zero time.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
