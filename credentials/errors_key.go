package credentials

import (
	"fmt"
	"strings"

	"github.com/wxrelease/wxrelease/wxa"
)

// KeyError says that values in the store cannot be read with the keys that were given. That is no verdict about a merchant: all works
// again as soon as the process has the right keys. It is an [ErrKey].
type KeyError struct {
	Fault   KeyFault
	Secret  string   // the kind of the value, such as authorizer_refresh_token; "" with KeyOpensNothing and KeyOpensSome
	AppID   string   // whose value it is
	Sealed  []string // names of the keys that the values are sealed with
	Current string   // the name of this program's key
	Err     error    // with KeyRowChanged: why the value does not open
}

// KeyFault says what is wrong with the keys.
type KeyFault string

// The faults.
const (
	KeyMissing      KeyFault = "missing"       // the key of the value is not among those that were given
	KeyRowChanged   KeyFault = "row-changed"   // the value does not open with its own key
	KeyOpensNothing KeyFault = "opens-nothing" // of all that is in the store
	KeyOpensSome    KeyFault = "opens-some"    // and the rest is sealed with other keys
)

func (e *KeyError) Error() string {
	sealed := strings.Join(e.Sealed, ", ")
	switch e.Fault {
	case KeyMissing:
		return fmt.Sprintf("the %s of %s is sealed with store key %s, which is not among this program's keys; its current key is %s",
			e.Secret, e.AppID, sealed, e.Current)
	case KeyRowChanged:
		return fmt.Sprintf("the %s of %s does not open with its store key %s: %v; the row was changed or moved: "+
			"delete it from wxrelease_secret, what it held is fetched again", e.Secret, e.AppID, sealed, e.Err)
	case KeyOpensNothing:
		return fmt.Sprintf("the store key opens nothing in this store: its secrets are sealed with store key %s, "+
			"and this program's key is %s", sealed, e.Current)
	default:
		return fmt.Sprintf("some secrets are sealed with store key %s, and this program's key is %s", sealed, e.Current)
	}
}

func (e *KeyError) Unwrap() error { return e.Err }

// Class is always ClassTransient.
func (e *KeyError) Class() wxa.Class { return wxa.ClassTransient }

// Is tells [ErrKey] and [ErrStore].
func (e *KeyError) Is(target error) bool { return target == ErrKey || target == ErrStore }

// Why is always "store-key"; see [AccessError.Why].
func (e *KeyError) Why() string { return "store-key" }
