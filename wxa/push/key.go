package push

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
)

// Key is a parsed EncodingAESKey. It prints as "push.Key(redacted)". The zero Key belongs to no message: using it panics.
type Key struct {
	// Functions, so that even printing a struct that holds a Key in a private field cannot reach the bytes.
	encrypter, decrypter func() cipher.BlockMode
}

// encodedKeyLen is the length of an EncodingAESKey: 32 bytes as base64 without its one padding character.
const encodedKeyLen = 43

// NewEncodingAESKey makes an EncodingAESKey at random, as the console does for whoever asks it for one.
func NewEncodingAESKey() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	return strings.NewReplacer("+", "A", "/", "B").Replace(base64.RawStdEncoding.EncodeToString(raw))
}

// ParseKey reads the 43 characters that the platform's console shows. They carry 258 bits; the two spare ones are usually
// not zero, so the decoder must not be a strict one.
func ParseKey(encodingAESKey string) (Key, error) {
	if len(encodingAESKey) != encodedKeyLen {
		return Key{}, ErrKey
	}
	for _, c := range []byte(encodingAESKey) {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return Key{}, ErrKey
		}
	}
	raw, err := base64.StdEncoding.DecodeString(encodingAESKey + "=")
	if err != nil {
		return Key{}, ErrKey // the decoder's own text would quote a character of the key
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return Key{}, ErrKey
	}
	iv := raw[:aes.BlockSize] // part of the key, the same for every message
	return Key{
		encrypter: func() cipher.BlockMode { return cipher.NewCBCEncrypter(block, iv) },
		decrypter: func() cipher.BlockMode { return cipher.NewCBCDecrypter(block, iv) },
	}, nil
}

// IsZero tells whether the Key was never parsed.
func (k Key) IsZero() bool { return k.encrypter == nil }

// Format keeps the key out of every kind of printed text.
func (k Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("push.Key(redacted)")) }
