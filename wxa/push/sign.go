package push

import (
	"crypto/sha1" // the scheme is WeChat's; SHA-1 is not our choice
	"crypto/subtle"
	"encoding/hex"
	"slices"
	"strings"
)

// Sign computes a signature: SHA-1 over the sorted and joined parts, in lower-case hex. For msg_signature the parts are
// token, timestamp, nonce and Encrypt; for the plain signature, which protects nothing, they are the first three.
func Sign(token string, parts ...string) string {
	all := append([]string{token}, parts...)
	slices.Sort(all)
	sum := sha1.Sum([]byte(strings.Join(all, "")))
	return hex.EncodeToString(sum[:])
}

// Verify checks msg_signature in constant time; it fails with [ErrSignature].
func Verify(token, timestamp, nonce, encrypt, msgSignature string) error {
	want := Sign(token, timestamp, nonce, encrypt)
	if subtle.ConstantTimeCompare([]byte(want), []byte(msgSignature)) != 1 {
		return ErrSignature
	}
	return nil
}
