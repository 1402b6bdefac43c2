package push

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type vector struct {
	Name           string `json:"name"`
	Token          string `json:"token"`
	EncodingAESKey string `json:"encoding_aes_key"`
	Timestamp      string `json:"timestamp"`
	Nonce          string `json:"nonce"`
	MsgSignature   string `json:"msg_signature"`
	URLSignature   string `json:"url_signature"`
	Random         string `json:"random"`
	AppID          string `json:"appid"`
	MsgLen         int    `json:"msg_len"`
	FullLen        int    `json:"full_len"`
	PaddedLen      int    `json:"padded_len"`
	Pad            int    `json:"pad"`
	Encrypt        string `json:"encrypt"`
	Msg            string `json:"msg"`
}

func vectors(t testing.TB) map[string]vector {
	t.Helper()
	raw, err := os.ReadFile("testdata/vectors.json")
	require.NoError(t, err)
	var list []vector
	require.NoError(t, json.Unmarshal(raw, &list))
	byName := map[string]vector{}
	for _, v := range list {
		byName[v.Name] = v
	}
	require.Len(t, byName, 18)
	return byName
}

func mustKey(t testing.TB, s string) Key {
	t.Helper()
	k, err := ParseKey(s)
	require.NoError(t, err)
	return k
}

func TestVectors(t *testing.T) {
	for name, v := range vectors(t) {
		t.Run(name, func(t *testing.T) {
			key := mustKey(t, v.EncodingAESKey)
			assert.Equal(t, v.MsgSignature, Sign(v.Token, v.Timestamp, v.Nonce, v.Encrypt))
			require.NoError(t, Verify(v.Token, v.Timestamp, v.Nonce, v.Encrypt, v.MsgSignature))
			if v.URLSignature != "" {
				assert.Equal(t, v.URLSignature, Sign(v.Token, v.Timestamp, v.Nonce))
			}

			m, err := key.Decrypt(v.Encrypt)
			require.NoError(t, err)
			assert.Equal(t, v.Random, string(m.Random[:]))
			assert.Equal(t, v.Msg, string(m.Body))
			assert.Equal(t, v.AppID, m.AppID)
			assert.Len(t, m.Body, v.MsgLen)
			require.NoError(t, m.CheckAppID("wx-other", v.AppID))

			parts := Message{Body: []byte(v.Msg), AppID: v.AppID}
			require.Equal(t, randomLen, copy(parts.Random[:], v.Random))
			assert.Equal(t, v.Encrypt, key.Encrypt(parts))

			cipherText, err := base64.StdEncoding.DecodeString(v.Encrypt)
			require.NoError(t, err)
			assert.Len(t, cipherText, v.PaddedLen)
			assert.Equal(t, v.PaddedLen, v.FullLen+v.Pad)
		})
	}
}

func TestKeyBytes(t *testing.T) {
	raw, err := hex.DecodeString("69b71d79f8218a39259a7a29aabb2dbafc31cb3d35db7e39ebbf3d0010831051")
	require.NoError(t, err)
	block, err := aes.NewCipher(raw)
	require.NoError(t, err)
	want, got := make([]byte, 32), make([]byte, 32)
	cipher.NewCBCEncrypter(block, raw[:16]).CryptBlocks(want, raw)
	mustKey(t, testKey).encrypter().CryptBlocks(got, raw)
	assert.Equal(t, want, got)
}

// seal encrypts bytes as they are, to make messages that Encrypt would never make.
func seal(k Key, plain []byte) string {
	out := make([]byte, len(plain))
	k.encrypter().CryptBlocks(out, plain)
	return base64.StdEncoding.EncodeToString(out)
}

// plaintext lays a message out by hand: declared length, bytes up to size, and the given padding byte at the end.
func plaintext(size int, declared uint32, padByte byte, padded int) []byte {
	b := make([]byte, size)
	binary.BigEndian.PutUint32(b[randomLen:], declared)
	for i := size - padded; i < size; i++ {
		b[i] = padByte
	}
	return b
}
