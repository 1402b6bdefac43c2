package credentials

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // driver "sqlite"
)

// store is the database with its keys, for one platform.
type store struct {
	db        *sql.DB
	postgres  bool
	component string // the platform's appid, part of every key
	keys      *keyring
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

// openDatabase opens the file or the server. Its errors show no password.
func openDatabase(address string) (*sql.DB, error) {
	if isPostgres(address) {
		cfg, err := pgx.ParseConfig(address)
		if err != nil {
			return nil, errors.New("the address of the PostgreSQL store cannot be read; it looks like postgres://user:password@host:5432/database")
		}
		db := stdlib.OpenDB(*cfg)
		db.SetMaxOpenConns(8)
		db.SetConnMaxIdleTime(5 * time.Minute) // servers and proxies cut idle connections
		return db, nil
	}
	// SQLite would give a new file to everybody; its companions inherit the mode.
	file, err := os.OpenFile(address, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the SQLite store: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("open the SQLite store: %w", err)
	}
	options := url.Values{
		"_txlock": {"immediate"}, // a transaction that reads first and writes later must not lose the race in between
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)"},
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: address}).EscapedPath()+"?"+options.Encode())
	if err != nil {
		return nil, fmt.Errorf("open the SQLite store: %w", err)
	}
	db.SetMaxOpenConns(8)
	return db, nil
}

// now is the one clock that all processes share: the machine's for SQLite, the server's for PostgreSQL. Every moment in
// the store is compared with it and with no other, so clocks of different machines may differ.
func (s *store) now(ctx context.Context, q querier) (time.Time, error) {
	if !s.postgres {
		return s.clock(), nil
	}
	var ms int64
	if err := q.QueryRowContext(ctx, `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint`).Scan(&ms); err != nil {
		return time.Time{}, fmt.Errorf("read the store's clock: %w", err)
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
