package credentials

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/wxrelease/wxrelease/internal/keyring"
)

// KeySize is the length of a store key in bytes.
const KeySize = keyring.KeySize

// NewKey makes a store key and gives it as text: the base64 of [KeySize] random bytes. Config.Key takes the bytes.
func NewKey() string { return keyring.NewKey() }

// sealer seals the secrets of the store, each for its row.
type sealer struct{ *keyring.Ring }

func newSealer(current []byte, old [][]byte) (sealer, error) {
	ring, err := keyring.New(current, old)
	if err != nil {
		return sealer{}, fmt.Errorf("store %w", err)
	}
	return sealer{ring}, nil
}

// rowKey names the row that a ciphertext belongs to. In another row it does not open.
type rowKey struct{ component, appid, kind string }

func (k rowKey) data() []byte {
	return []byte(strings.Join([]string{"wxrelease/1", k.component, k.appid, k.kind}, "\x00"))
}

func (s sealer) seal(at rowKey, text string) (keyID, sealed string) {
	id, out := s.Seal([]byte(text), at.data())
	return id, base64.StdEncoding.EncodeToString(out)
}

func (s sealer) open(at rowKey, id, sealed string) (string, error) {
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err == nil || !s.Has(id) {
		raw, err = s.Open(id, raw, at.data())
	}
	switch {
	case errors.Is(err, keyring.ErrMissing):
		return "", &KeyError{Fault: KeyMissing, Secret: at.kind, AppID: at.appid, Sealed: []string{id}, Current: s.Current()}
	case err != nil:
		return "", &KeyError{Fault: KeyRowChanged, Secret: at.kind, AppID: at.appid, Sealed: []string{id}, Current: s.Current(), Err: err}
	}
	return string(raw), nil
}
