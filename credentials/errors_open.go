package credentials

import (
	"errors"
	"fmt"
)

// ErrAddress: the address of a PostgreSQL store cannot be read. It may hold a password, so it is not shown.
var ErrAddress = errors.New("the address of the PostgreSQL store cannot be read; want postgres://user:password@host:5432/database")

// NewerError says that a newer version of this package has made the store.
type NewerError struct {
	Version int // of the store's tables
	Known   int // the newest version that this program knows
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("it was made by a newer program (version %d, this one knows %d): update this program", e.Version, e.Known)
}

// ExposedError says that others than its owner can use the SQLite file, and that this could not be changed.
type ExposedError struct {
	Command string // what its owner must run
	Err     error
}

func (e *ExposedError) Error() string {
	return fmt.Sprintf("%v. Others can read or write it, and it holds the platform's credentials: as its owner, run: %s", e.Err, e.Command)
}

func (e *ExposedError) Unwrap() error { return e.Err }
