// Package keyring seals with one key and opens with several, so that a key can be changed while what it has sealed is still needed.
// AES-256-GCM with a random nonce.
package keyring

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

var (
	// ErrMissing says that nothing here has the key that something is sealed with.
	ErrMissing = errors.New("sealed with a key that is not here")
	// ErrChanged says that what is to be opened is not what was sealed, or not where it was sealed for.
	ErrChanged = errors.New("does not open: it is not what was sealed")
)

// NewKey makes a key and gives it as text: the base64 of [KeySize] random bytes.
func NewKey() string {
	var key [KeySize]byte
	_, _ = rand.Read(key[:]) // never fails
	return base64.StdEncoding.EncodeToString(key[:])
}

// ID names a key; it says nothing about the key.
func ID(key []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("wxrelease key id"))
	return hex.EncodeToString(mac.Sum(nil)[:4])
}

// Ring seals with its current key and opens with any. It is safe for concurrent use.
type Ring struct {
	current string
	keys    map[string]cipher.AEAD // by key id
}

// New makes a ring. Each key has [KeySize] bytes.
func New(current []byte, old [][]byte) (*Ring, error) {
	ring := &Ring{current: ID(current), keys: make(map[string]cipher.AEAD)}
	for i, key := range append([][]byte{current}, old...) {
		if len(key) != KeySize {
			return nil, fmt.Errorf("key %d has %d bytes, want %d", i+1, len(key), KeySize)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		ring.keys[ID(key)] = aead
	}
	return ring, nil
}

// Current is the id of the key that seals.
func (r *Ring) Current() string { return r.current }

// Has tells whether a key is here, by its id.
func (r *Ring) Has(id string) bool { return r.keys[id] != nil }

// Seal seals plain with the current key. extra is not kept: the same must be given to open it.
func (r *Ring) Seal(plain, extra []byte) (id string, sealed []byte) {
	return r.current, r.keys[r.current].Seal(nil, nil, plain, extra)
}

// Open opens what was sealed with the key of this id. The error is [ErrMissing] or [ErrChanged].
func (r *Ring) Open(id string, sealed, extra []byte) ([]byte, error) {
	aead := r.keys[id]
	if aead == nil {
		return nil, ErrMissing
	}
	plain, err := aead.Open(nil, nil, sealed, extra)
	if err != nil {
		return nil, ErrChanged
	}
	return plain, nil
}
