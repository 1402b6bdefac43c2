package credentials

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// KeySize is the length of a store key in bytes.
const KeySize = 32

// NewKey makes a store key and gives it as text: the base64 of [KeySize] random bytes. Config.Key takes the bytes.
func NewKey() string {
	var key [KeySize]byte
	_, _ = rand.Read(key[:]) // never fails
	return base64.StdEncoding.EncodeToString(key[:])
}

// keyring seals with its first key and opens with any.
type keyring struct {
	current string
	keys    map[string]cipher.AEAD // by key id
}

func newKeyring(current []byte, old [][]byte) (*keyring, error) {
	ring := &keyring{keys: make(map[string]cipher.AEAD)}
	for i, key := range append([][]byte{current}, old...) {
		if len(key) != KeySize {
			return nil, fmt.Errorf("store key %d has %d bytes, want %d", i+1, len(key), KeySize)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		id := keyID(key)
		if i == 0 {
			ring.current = id
		}
		ring.keys[id] = aead
	}
	return ring, nil
}

// keyID names a key in a row and in messages; it says nothing about the key.
func keyID(key []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("wxrelease key id"))
	return hex.EncodeToString(mac.Sum(nil)[:4])
}

// rowKey names the row that a ciphertext belongs to. In another row it does not open.
type rowKey struct{ component, appid, kind string }

func (k rowKey) data() []byte {
	return []byte(strings.Join([]string{"wxrelease/1", k.component, k.appid, k.kind}, "\x00"))
}

func (r *keyring) seal(at rowKey, text string) (keyID, sealed string) {
	out := r.keys[r.current].Seal(nil, nil, []byte(text), at.data())
	return r.current, base64.StdEncoding.EncodeToString(out)
}

func (r *keyring) open(at rowKey, id, sealed string) (string, error) {
	aead, ok := r.keys[id]
	if !ok {
		return "", &KeyError{Fault: KeyMissing, Secret: at.kind, AppID: at.appid, Sealed: []string{id}, Current: r.current}
	}
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err == nil {
		raw, err = aead.Open(nil, nil, raw, at.data())
	}
	if err != nil {
		return "", &KeyError{Fault: KeyRowChanged, Secret: at.kind, AppID: at.appid, Sealed: []string{id}, Current: r.current, Err: err}
	}
	return string(raw), nil
}
