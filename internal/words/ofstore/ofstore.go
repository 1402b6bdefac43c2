// Package ofstore teaches package words the errors of the store of credentials, in programs that have one. It is apart because the
// store links its database drivers, and clients of releases need none.
package ofstore

import (
	"errors"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
)

func init() { words.Know(ofStore) }

func ofStore(err error) (words.Text, bool) {
	switch e := err.(type) {
	case *credentials.AccessError:
		return words.NoAccess(e.AppID, e.Name, e.Platform, words.TokenReason(string(e.Reason), e.At), e.Err), true
	case *credentials.TicketError:
		return words.NoTicket(e.Platform, words.TokenReason(string(e.Reason), e.Pushed), e.Err), true
	case *credentials.StepError:
		return words.StoreStep(string(e.Step), e.Of, e.AppID, e.Err)
	case *credentials.NewerError:
		return words.StoreNewer.Of(e.Version, e.Known), true
	case *credentials.ExposedError:
		return words.StoreExposed.Of(e.Err, e.Command), true
	case *credentials.KeyError:
		return words.KeyFault(string(e.Fault), e.Secret, e.AppID, e.Sealed, e.Current, e.Err)
	}
	if m, known := fixed[err]; known {
		return m.Of(), true
	}
	return words.Text{}, false
}

// fixed are errors without facts.
var fixed = map[error]*words.Message{
	credentials.ErrRevoked:       words.WasRevoked,
	credentials.ErrNotAuthorized: words.NotListed,
	credentials.ErrStore:         words.StoreFails,
	credentials.ErrKey:           words.KeyUnfit,
	credentials.ErrNotAsked:      words.NotAsked,
	credentials.ErrAddress:       words.StoreAddress,
}

// Advice says what cures an error of the store, with the settings and the commands of this program; zero where the error itself says
// all. The store serves other programs too, which have other settings.
func Advice(err error) words.Text {
	if _, done := errors.AsType[*advisedError](err); done {
		return words.Text{}
	}
	switch {
	case errors.Is(err, credentials.ErrKey):
		return words.GiveKey.Of()
	case is[*credentials.AccessError](err):
		return words.AuthoriseAgain.Of()
	case is[*credentials.TicketError](err):
		return words.AwaitTicket.Of()
	}
	return words.Text{}
}

func is[E error](err error) bool { _, ok := errors.AsType[E](err); return ok }

// Advise adds its [Advice] to what an error says.
func Advise(err error) error {
	if advice := Advice(err); !advice.IsZero() {
		return &advisedError{err, advice}
	}
	return err
}

type advisedError struct {
	err    error
	advice words.Text
}

func (e *advisedError) Words() words.Text { return words.Advised(e.err, e.advice) }
func (e *advisedError) Error() string     { return e.Words().String() }
func (e *advisedError) Unwrap() error     { return e.err }
