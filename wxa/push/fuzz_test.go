package push

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa/internal/appid"
)

// FuzzReceive follows a push from the bytes of its HTTP body to the event. How decides how far bytes can get that nobody
// signed: 0 as they are, 1 with a right signature of the Encrypt that they hold, 2 as the message inside of a right envelope,
// 3 as a user's text, which WeChat does not escape, inside of a right message.
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
	f.Add(uint8(2), []byte("<xml><InfoType>authorized</InfoType><AuthorizerAppid>wx5555666677778888</AuthorizerAppid>"+
		"<AuthorizationCode>c</AuthorizationCode><AuthorizationCodeExpiredTime>1700003600</AuthorizationCodeExpiredTime></xml>"),
		"1700000000", "1", "")
	f.Add(uint8(2), []byte("<!DOCTYPE x [<!ENTITY a \"b\">]><xml>&a;</xml>"), "1700000000", "1", "")
	f.Add(uint8(3), []byte("]]></Content><InfoType>unauthorized</InfoType><AuthorizerAppid>wx5555666677778888</AuthorizerAppid>"+
		"<Content><![CDATA["), "1700000000", "1", "")
	f.Add(uint8(3), []byte("]]></Content><MsgType>event</MsgType><Event>weapp_audit_success</Event></xml><!--"), "1700000000", "1", "")
	f.Add(uint8(2), []byte("\xff\xfe<\x00x\x00m\x00l\x00>\x00<\x00/\x00x\x00m\x00l\x00>\x00"), "1700000000", "1", "")
	for _, name := range dirty {
		body, err := os.ReadFile("testdata/" + name)
		require.NoError(f, err)
		f.Add(uint8(2), body, "1700000000", "1", "")
	}

	f.Fuzz(func(t *testing.T, how uint8, body []byte, timestamp, nonce, signature string) {
		q := Query{timestamp, nonce, signature}
		content := body
		switch how % 4 {
		case 1:
			if e, err := ParseEnvelope(body); err == nil {
				q.MsgSignature = Sign(token, timestamp, nonce, e.Encrypt)
			}
		case 3:
			content = []byte("<xml><ToUserName>gh_1</ToUserName><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[" + string(body) +
				"]]></Content><MsgId>1</MsgId></xml>")
			fallthrough
		case 2:
			encrypt := key.Encrypt(NewMessage(content, platform))
			body, q.MsgSignature = MessageEnvelope("gh_1", encrypt), Sign(token, timestamp, nonce, encrypt)
		}
		sameAsStrict(t, body)
		sameAsStrict(t, content)
		for _, open := range []func() (Received, error){
			func() (Received, error) { return r.Message(q, body, merchant) },
			func() (Received, error) { return r.Authorization(q, body) },
		} {
			got, err := open()
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
			require.False(t, got.SentAt.IsZero())
			sane(t, got)
			if how%4 >= 2 {
				direct, flaw := Parse(content)
				require.Equal(t, direct, got.Event, "the way through the encryption changes the event")
				require.Equal(t, flaw, got.Flaw)
			}
			if how%4 == 3 {
				require.Equal(t, "text", got.Event.Name, "a user's text became something else")
				require.Equal(t, Unknown, got.Event.Kind)
				require.False(t, got.Event.Authorization)
			}
		}
	})
}

// sane asserts what users of an event rely on, whatever a message holds.
func sane(t testing.TB, got Received) {
	e := got.Event
	require.True(t, got.Flaw == nil || known(got.Flaw), got.Flaw)
	for _, at := range []time.Time{e.At, e.DecidedAt, e.CodeExpires} {
		_, err := at.MarshalJSON()
		require.NoError(t, err)
	}
	for _, text := range []string{e.Name, e.ToUserName, e.FromUserName, e.Reason} {
		require.True(t, isClean([]byte(text)), "%q", text)
	}
	require.LessOrEqual(t, len(e.Name), maxLabel)
	require.True(t, e.AuthorizerAppID == "" || appid.Valid(e.AuthorizerAppID))
	if whole := got.Flaw == nil || errors.Is(got.Flaw, ErrUnclean); !whole {
		require.True(t, e.Kind == Unknown || e.IsReview(), "a broken message has an effect: %s", e.Kind)
	}
	require.Equal(t, e.Kind == VerifyTicket, e.Ticket != "")
	require.Equal(t, e.Kind == Authorized || e.Kind == UpdateAuthorized, e.AuthorizationCode != "")
	require.True(t, e.Authorization || e.Kind == Unknown || e.IsReview())
}

func known(err error) bool {
	for _, e := range []error{
		ErrUnsigned, ErrTimestamp, ErrStale, ErrFuture, ErrTooBig, ErrSignature, ErrEnvelope, ErrDoctype, ErrNoEncrypt, ErrBase64,
		ErrBlockSize, ErrPadding, ErrLength, ErrAppID, ErrUnclean, ErrContent, ErrIncomplete,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
