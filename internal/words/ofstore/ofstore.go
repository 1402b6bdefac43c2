// Package ofstore teaches package words the errors of the store of credentials, in programs that have one. It is apart because the
// store links its database drivers, and clients of releases need none.
package ofstore

import (
	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
)

func init() { words.Know(ofStore) }

func ofStore(err error) (words.Text, bool) {
	switch e := err.(type) {
	case *credentials.AccessError:
		return words.NoAccess(e.AppID, e.Name, e.Platform, e.Reason, e.Err), true
	case *credentials.TicketError:
		return words.NoTicket(e.Platform, e.Reason, e.Err), true
	}
	switch err {
	case credentials.ErrRevoked:
		return words.WasRevoked.Of(), true
	case credentials.ErrNotAuthorized:
		return words.NotListed.Of(), true
	case credentials.ErrStore:
		return words.StoreFails.Of(), true
	case credentials.ErrKey:
		return words.KeyMismatch.Of(), true
	}
	return words.Text{}, false
}
