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
	"time"

	"github.com/stretchr/testify/require"
)

// Compare the two: "receive" is all that the bridge does with a review push between the body and the event, "bare" only
// the cryptography of the same bytes, without a single check and without any XML.
func BenchmarkReviewPush(b *testing.B) {
	v := vectors(b)["G-audit-fail"]
	key := mustKey(b, v.EncodingAESKey)
	r, err := NewReceiver(ReceiverConfig{AppID: v.AppID, Pairs: []Pair{{Token: v.Token, Key: key}}, Window: 100 * 365 * 24 * time.Hour})
	require.NoError(b, err)
	q := Query{Timestamp: v.Timestamp, Nonce: v.Nonce, MsgSignature: v.MsgSignature}
	body := MessageEnvelope("gh_0123456789ab", v.Encrypt)

	b.Run("receive", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if got, err := r.Message(q, body, "wx5555666677778888"); err != nil || got.Event.Kind != AuditFail {
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
