package push

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The whole way of a review push stays cheap: no step of it makes garbage for each mark of the XML.
func TestReceiveAllocates(t *testing.T) {
	v := vectors(t)["G-audit-fail"]
	r := receiver(t, wholeAge, Pair{Token: v.Token, Key: mustKey(t, v.EncodingAESKey)})
	q, body := Query{v.Timestamp, v.Nonce, v.MsgSignature}, MessageEnvelope("gh_0123456789ab", v.Encrypt)
	got := testing.AllocsPerRun(100, func() {
		if _, err := r.Message(q, body, merchant); err != nil {
			t.Error(err)
		}
	})
	assert.LessOrEqual(t, got, 40.0)
}

// Compare the two: "receive" is all that the bridge does with a review push between the body and the event, "bare" only
// the cryptography of the same bytes, without a single check and without any XML.
func BenchmarkReviewPush(b *testing.B) {
	v := vectors(b)["G-audit-fail"]
	r := receiver(b, wholeAge, Pair{Token: v.Token, Key: mustKey(b, v.EncodingAESKey)})
	q := Query{Timestamp: v.Timestamp, Nonce: v.Nonce, MsgSignature: v.MsgSignature}
	body := MessageEnvelope("gh_0123456789ab", v.Encrypt)

	b.Run("receive", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if got, err := r.Message(q, body, merchant); err != nil || got.Event.Kind != AuditFail {
				b.Fatal(got, err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		raw, err := base64.StdEncoding.DecodeString(v.EncodingAESKey + "=")
		require.NoError(b, err)
		block, err := aes.NewCipher(raw)
		require.NoError(b, err)
		b.ReportAllocs()
		for b.Loop() {
			parts := []string{v.Token, v.Timestamp, v.Nonce, v.Encrypt}
			slices.Sort(parts)
			sum := sha1.Sum([]byte(strings.Join(parts, "")))
			if hex.EncodeToString(sum[:]) != v.MsgSignature {
				b.Fatal("signature")
			}
			data, err := base64.StdEncoding.DecodeString(v.Encrypt)
			if err != nil {
				b.Fatal(err)
			}
			cipher.NewCBCDecrypter(block, raw[:aes.BlockSize]).CryptBlocks(data, data)
		}
	})
}
