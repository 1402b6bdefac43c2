package push

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzReceive follows a push from the bytes of its HTTP body to the event. How decides how far bytes can get that nobody
// signed: 0 as they are, 1 with a right signature of the Encrypt that they hold, 2 as the message inside of a right envelope.
func FuzzReceive(f *testing.F) {
	const token = "platformtoken"
	key := mustKey(f, testKey)
	r := receiver(f, wholeAge, Pair{Token: token, Key: key, Previous: mustKey(f, otherKey)})
	for _, v := range vectors(f) {
		f.Add(uint8(0), MessageEnvelope("gh_0123456789ab", v.Encrypt), v.Timestamp, v.Nonce, v.MsgSignature)
		f.Add(uint8(1), AuthorizationEnvelope(platform, v.Encrypt), v.Timestamp, v.Nonce, "")
		f.Add(uint8(2), []byte(v.Msg), v.Timestamp, v.Nonce, "")
	}
	for _, pad := range []byte{0, 1, 32, 33} {
		f.Add(uint8(1), MessageEnvelope("gh_1", seal(key, plaintext(64, 12, pad, 1))), "1700000000", "1", "")
	}
	f.Add(uint8(2), []byte("<xml><InfoType>authorized</InfoType><AuthorizerAppid>wx5555666677778888</AuthorizerAppid><AuthorizationCode>c</AuthorizationCode><AuthorizationCodeExpiredTime>1700003600</AuthorizationCodeExpiredTime></xml>"), "1700000000", "1", "")
	f.Add(uint8(2), []byte("<!DOCTYPE x [<!ENTITY a \"b\">]><xml>&a;</xml>"), "1700000000", "1", "")

	f.Fuzz(func(t *testing.T, how uint8, body []byte, timestamp, nonce, signature string) {
		q := Query{timestamp, nonce, signature}
		content := body
		switch how % 3 {
		case 1:
			if e, err := ParseEnvelope(body); err == nil {
				q.MsgSignature = Sign(token, timestamp, nonce, e.Encrypt)
			}
		case 2:
			encrypt := key.Encrypt(NewMessage(content, platform))
			body, q.MsgSignature = MessageEnvelope("gh_1", encrypt), Sign(token, timestamp, nonce, encrypt)
		}
		for _, url := range []struct {
			open  func() (Received, error)
			parse func([]byte) (Event, error)
		}{
			{func() (Received, error) { return r.Message(q, body, merchant) }, ParseMessage},
			{func() (Received, error) { return r.Authorization(q, body) }, ParseAuthorization},
		} {
			got, err := url.open()
			if err != nil {
				require.Zero(t, got)
				require.True(t, known(err), "%v", err)
				// Whoever sent "push" or "e" finds it again in every error; a signature is never so short.
				require.False(t, len(q.MsgSignature) == 40 && strings.Contains(err.Error(), q.MsgSignature), "%v", err)
				continue
			}
			e, errEnvelope := ParseEnvelope(body)
			require.NoError(t, errEnvelope)
			require.Equal(t, Sign(token, q.Timestamp, q.Nonce, e.Encrypt), q.MsgSignature, "opened without a right signature")
			require.False(t, got.Event.At.IsZero())
			require.False(t, got.SentAt.IsZero())
			_, err = got.Event.CodeExpires.MarshalJSON()
			require.NoError(t, err)
			_, err = got.Event.DecidedAt.MarshalJSON()
			require.NoError(t, err)
			if how%3 == 2 {
				direct, err := url.parse(content)
				require.NoError(t, err)
				if direct.At.IsZero() {
					direct.At = got.SentAt
				}
				if direct.IsReview() && direct.DecidedAt.IsZero() {
					direct.DecidedAt = got.SentAt
				}
				require.Equal(t, direct, got.Event, "the way through the encryption changes the event")
			}
		}
	})
}

func known(err error) bool {
	for _, e := range []error{
		ErrUnsigned, ErrTimestamp, ErrStale, ErrFuture, ErrTooBig, ErrSignature, ErrEnvelope, ErrDoctype, ErrNoEncrypt, ErrBase64,
		ErrBlockSize, ErrPadding, ErrLength, ErrAppID, ErrContent, ErrIncomplete,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
