package push

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const testKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

func TestParseKeyRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"empty":             "",
		"one short":         testKey[1:],
		"one long":          testKey + "A",
		"padding included":  testKey + "=",
		"line feed":         testKey[:42] + "\n",
		"blank":             testKey[:42] + " ",
		"not in the set":    testKey[:42] + "-",
		"letters of others": testKey[:41] + "é",
	} {
		t.Run(name, func(t *testing.T) {
			key, err := ParseKey(text)
			require.ErrorIs(t, err, ErrKey)
			assert.True(t, key.IsZero())
			if len(text) > 10 {
				assert.NotContains(t, err.Error(), text[:10])
			}
		})
	}
}

func TestKeyAcceptsSpareBits(t *testing.T) {
	// The last character carries four bits of the key and two spare ones: all four spellings are the same key.
	want := mustKey(t, strings.Repeat("A", 42)+"A").Encrypt(Message{Body: []byte("x"), AppID: "wx"})
	for _, last := range "ABCD" {
		assert.Equal(t, want, mustKey(t, strings.Repeat("A", 42)+string(last)).Encrypt(Message{Body: []byte("x"), AppID: "wx"}))
	}
	assert.NotEqual(t, want, mustKey(t, strings.Repeat("A", 42)+"E").Encrypt(Message{Body: []byte("x"), AppID: "wx"}))
}

func TestKeyNeverPrints(t *testing.T) {
	key := mustKey(t, testKey)
	holder := struct {
		Public  Key
		private Key
	}{key, key}
	asJSON, err := json.Marshal(holder)
	require.NoError(t, err)
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("settings", "key", key, "holder", holder)
	for _, text := range []string{
		fmt.Sprint(key), fmt.Sprintf("%v %+v %#v %s %d %x", key, key, key, key, key, key),
		fmt.Sprintf("%v %+v %#v %s %d %x", holder, &holder, holder, holder, holder, holder), string(asJSON), logged.String(),
	} {
		for _, secret := range []string{testKey, "69b71d79", "105 183 29 121", "0x69, 0xb7", "i\xb7\x1dy"} {
			assert.NotContains(t, text, secret)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	v := vectors(t)["E-push"]
	require.NoError(t, Verify(v.Token, v.Timestamp, v.Nonce, v.Encrypt, v.MsgSignature))
	flipped := "0" + v.MsgSignature[1:]
	require.NotEqual(t, v.MsgSignature, flipped)
	for name, err := range map[string]error{
		"flipped signature":      Verify(v.Token, v.Timestamp, v.Nonce, v.Encrypt, flipped),
		"cut signature":          Verify(v.Token, v.Timestamp, v.Nonce, v.Encrypt, v.MsgSignature[:39]),
		"empty signature":        Verify(v.Token, v.Timestamp, v.Nonce, v.Encrypt, ""),
		"upper-case signature":   Verify(v.Token, v.Timestamp, v.Nonce, v.Encrypt, strings.ToUpper(v.MsgSignature)),
		"the plain signature":    Verify(v.Token, v.Timestamp, v.Nonce, v.Encrypt, v.URLSignature),
		"another token":          Verify("AAAAB", v.Timestamp, v.Nonce, v.Encrypt, v.MsgSignature),
		"another timestamp":      Verify(v.Token, "1715943330", v.Nonce, v.Encrypt, v.MsgSignature),
		"another nonce":          Verify(v.Token, v.Timestamp, "1590219413", v.Encrypt, v.MsgSignature),
		"flipped ciphertext":     Verify(v.Token, v.Timestamp, v.Nonce, "E"+v.Encrypt[1:], v.MsgSignature),
		"ciphertext cut to none": Verify(v.Token, v.Timestamp, v.Nonce, "", v.MsgSignature),
	} {
		require.ErrorIs(t, err, ErrSignature, name)
		assert.NotContains(t, err.Error(), v.MsgSignature, name)
	}
}

func TestDecryptRefuses(t *testing.T) {
	key := mustKey(t, testKey)
	v := vectors(t)["G-pad-32"]
	raw, err := base64.StdEncoding.DecodeString(v.Encrypt)
	require.NoError(t, err)

	for name, c := range map[string]struct {
		encrypt string
		want    error
	}{
		"empty":                      {"", ErrBlockSize},
		"not base64":                 {"!!!!", ErrBase64},
		"last 16 bytes dropped":      {base64.StdEncoding.EncodeToString(raw[:len(raw)-16]), ErrBlockSize},
		"pad byte 0":                 {seal(key, plaintext(64, 10, 0, 1)), ErrPadding},
		"pad byte 33":                {seal(key, plaintext(64, 10, 33, 33)), ErrPadding},
		"pad bytes differ":           {seal(key, plaintext(64, 10, 9, 8)), ErrPadding},
		"nothing but padding":        {seal(key, plaintext(32, 0, 32, 12)), ErrPadding},
		"shorter than the header":    {seal(key, plaintext(32, 0, 13, 13)), ErrLength},
		"length over the remainder":  {seal(key, plaintext(64, 13, 32, 32)), ErrLength},
		"length of almost 2^32":      {seal(key, plaintext(64, 0xffffffff, 32, 32)), ErrLength},
		"padding of the whole block": {seal(key, bytesOf(32, 32)), ErrLength},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := key.Decrypt(c.encrypt)
			require.ErrorIs(t, err, c.want)
			assert.Zero(t, m)
		})
	}
	// The same lengths with a declared length that just fits are accepted: the cases above fail for their own reason only.
	m, err := key.Decrypt(seal(key, plaintext(64, 12, 32, 32)))
	require.NoError(t, err)
	assert.Len(t, m.Body, 12)
	assert.Empty(t, m.AppID)
}

func TestDecryptWithAnotherKey(t *testing.T) {
	v := vectors(t)["E-push"]
	_, err := mustKey(t, testKey).Decrypt(v.Encrypt)
	require.ErrorIs(t, err, ErrPadding)
}

func TestFlippedCiphertextIsNotTheMessage(t *testing.T) {
	v := vectors(t)["G-audit-success"]
	raw, err := base64.StdEncoding.DecodeString(v.Encrypt)
	require.NoError(t, err)
	raw[len(raw)-1] ^= 1 // the block that holds the padding
	_, err = mustKey(t, v.EncodingAESKey).Decrypt(base64.StdEncoding.EncodeToString(raw))
	require.ErrorIs(t, err, ErrPadding)
}

func TestCheckAppID(t *testing.T) {
	v := vectors(t)["G-authorizer-appid"]
	m, err := mustKey(t, v.EncodingAESKey).Decrypt(v.Encrypt)
	require.NoError(t, err)
	require.ErrorIs(t, m.CheckAppID("wx1111222233334444"), ErrAppID)
	require.NoError(t, m.CheckAppID("wx1111222233334444", "wx5555666677778888"))
	require.ErrorIs(t, m.CheckAppID(), ErrAppID)
	require.ErrorIs(t, Message{}.CheckAppID(""), ErrAppID, "an empty appid is never right")
}

func TestNewMessageIsDifferentEachTime(t *testing.T) {
	key := mustKey(t, testKey)
	a, b := key.Encrypt(NewMessage([]byte("x"), "wx")), key.Encrypt(NewMessage([]byte("x"), "wx"))
	assert.NotEqual(t, a, b)
	m, err := key.Decrypt(a)
	require.NoError(t, err)
	assert.Equal(t, "x", string(m.Body))
}

func bytesOf(n int, b byte) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = b
	}
	return out
}
