package push

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	platform = "wx1111222233334444"
	merchant = "wx5555666677778888"
	review   = "<xml><CreateTime>1700000000</CreateTime><MsgType>event</MsgType><Event>weapp_audit_success</Event></xml>"
	otherKey = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
	wholeAge = 100 * 365 * 24 * time.Hour // as a window: any time at all
)

// sent is a delivery that a test can spoil before it arrives.
type sent struct {
	token, key, appid string
	at                time.Time
	query             Query
	body              []byte
}

func send(t testing.TB, s sent, msg string) sent {
	s.query.Timestamp = strconv.FormatInt(s.at.Unix(), 10)
	s.query.Nonce = "1590219412"
	encrypt := mustKey(t, s.key).Encrypt(NewMessage([]byte(msg), s.appid))
	s.query.MsgSignature = Sign(s.token, s.query.Timestamp, s.query.Nonce, encrypt)
	s.body = MessageEnvelope("gh_0123456789ab", encrypt)
	return s
}

func receiver(t testing.TB, window time.Duration, pairs ...Pair) *Receiver {
	t.Helper()
	r, err := NewReceiver(ReceiverConfig{AppID: platform, Pairs: pairs, Window: window})
	require.NoError(t, err)
	return r
}

func TestReceiverOpensVectors(t *testing.T) {
	for name, v := range vectors(t) {
		t.Run(name, func(t *testing.T) {
			r, err := NewReceiver(ReceiverConfig{AppID: v.AppID, Pairs: []Pair{{Token: v.Token, Key: mustKey(t, v.EncodingAESKey)}},
				Window: wholeAge})
			require.NoError(t, err)
			got, err := r.Message(Query{v.Timestamp, v.Nonce, v.MsgSignature}, MessageEnvelope("gh_0123456789ab", v.Encrypt), merchant)
			require.NoError(t, err)
			if name == "A-short" || name == "B-echostr" { // not XML
				require.ErrorIs(t, got.Flaw, ErrContent)
				require.Zero(t, got.Event)
				return
			}
			require.NoError(t, got.Flaw)
			assert.Equal(t, strings.HasPrefix(name, "G-audit") || name == "G-authorizer-appid", got.Event.IsReview())
			assert.Equal(t, sha256.Sum256([]byte(v.Msg)), got.Digest)
			assert.Equal(t, v.Timestamp, strconv.FormatInt(got.SentAt.Unix(), 10))
			assert.False(t, got.Previous)
			assert.False(t, got.ByAuthorizer)

			_, err = r.Authorization(Query{v.Timestamp, v.Nonce, v.URLSignature}, MessageEnvelope("gh_0123456789ab", v.Encrypt))
			assert.Error(t, err, "the plain signature opens nothing")
		})
	}
}

func TestReceiverAuthorization(t *testing.T) {
	v := vectors(t)["G-ticket"]
	r := receiver(t, wholeAge, Pair{Token: v.Token, Key: mustKey(t, v.EncodingAESKey)})
	got, err := r.Authorization(Query{v.Timestamp, v.Nonce, v.MsgSignature}, AuthorizationEnvelope(platform, v.Encrypt))
	require.NoError(t, err)
	assert.Equal(t, VerifyTicket, got.Event.Kind)
	assert.Equal(t, "ticket@@@example", got.Event.Ticket)
}

func TestReceiverAppID(t *testing.T) {
	v := vectors(t)["G-authorizer-appid"]
	r := receiver(t, wholeAge, Pair{Token: v.Token, Key: mustKey(t, v.EncodingAESKey)})
	q, body := Query{v.Timestamp, v.Nonce, v.MsgSignature}, MessageEnvelope("gh_0123456789ab", v.Encrypt)

	got, err := r.Message(q, body, merchant)
	require.NoError(t, err)
	assert.True(t, got.ByAuthorizer)
	for _, appid := range []string{"wx9999666677778888", ""} {
		_, err = r.Message(q, body, appid)
		require.ErrorIs(t, err, ErrAppID)
	}
	_, err = r.Authorization(q, body)
	require.ErrorIs(t, err, ErrAppID)

	nobody := send(t, sent{token: v.Token, key: v.EncodingAESKey, at: time.Now()}, review)
	_, err = r.Message(nobody.query, nobody.body, "")
	require.ErrorIs(t, err, ErrAppID, "no appid at all")
}

func TestReceiverPairsAndKeys(t *testing.T) {
	third, wrong := strings.Repeat("third", 9)[:43], strings.Repeat("wrong", 9)[:43]
	r := receiver(t, 0,
		Pair{Token: "live", Key: mustKey(t, testKey), Previous: mustKey(t, otherKey)},
		Pair{Token: "test", Key: mustKey(t, third)},
		Pair{Token: "live", Key: mustKey(t, strings.Repeat("fourth", 9)[:43])},
	)
	for _, tt := range []struct {
		name, token, key string
		previous         bool
		want             error
	}{
		{"current key", "live", testKey, false, nil},
		{"previous key", "live", otherKey, true, nil},
		{"second pair", "test", third, false, nil},
		{"second pair with the same token", "live", strings.Repeat("fourth", 9)[:43], false, nil},
		{"key of another pair", "test", testKey, false, ErrPadding},
		{"unknown key", "live", wrong, false, ErrPadding},
		{"unknown token", "dead", testKey, false, ErrSignature},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// A wrong key leaves random bytes, of which some happen to end like padding: both errors mean the same.
			s := send(t, sent{token: tt.token, key: tt.key, appid: platform, at: time.Now()}, review)
			got, err := r.Message(s.query, s.body, merchant)
			if tt.want == ErrPadding {
				require.Error(t, err)
				assert.True(t, err == ErrPadding || err == ErrLength || err == ErrAppID, err)
				assert.Zero(t, got)
				return
			}
			require.ErrorIs(t, err, tt.want)
			assert.Equal(t, tt.previous, got.Previous)
			assert.Equal(t, tt.want == nil, got.Event.Kind == AuditSuccess)
		})
	}
}

func TestReceiverWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t, 0, Pair{Token: "t", Key: mustKey(t, testKey)})
		for _, tt := range []struct {
			off  time.Duration
			want error
		}{
			{0, nil},
			{-DefaultWindow, nil},
			{DefaultWindow, nil},
			{-DefaultWindow - time.Second, ErrStale},
			{DefaultWindow + time.Second, ErrFuture},
			{wholeAge * 2, ErrFuture},
		} {
			s := send(t, sent{token: "t", key: testKey, appid: platform, at: time.Now().Add(tt.off)}, review)
			got, err := r.Message(s.query, s.body, merchant)
			require.ErrorIs(t, err, tt.want, tt.off)
			if err == nil {
				assert.Equal(t, s.at.UTC(), got.SentAt)
			}
		}
		// Without a signature of their own, times prove nothing: the signature is what is wrong.
		s := send(t, sent{token: "t", key: testKey, appid: platform, at: time.Now()}, review)
		s.query.Timestamp = "1"
		_, err := r.Message(s.query, s.body, merchant)
		require.ErrorIs(t, err, ErrSignature)
	})
}

func TestReceiverRefuses(t *testing.T) {
	r := receiver(t, 0, Pair{Token: "s3cret-token", Key: mustKey(t, testKey)})
	sign := func(s *sent, timestamp, encrypt string) {
		s.query.Timestamp = timestamp
		s.query.MsgSignature = Sign("s3cret-token", timestamp, s.query.Nonce, encrypt)
		s.body = MessageEnvelope("gh_1", encrypt)
	}
	for name, c := range map[string]struct {
		spoil func(*sent)
		want  error
	}{
		"no signature":           {func(s *sent) { s.query.MsgSignature = "" }, ErrUnsigned},
		"no timestamp":           {func(s *sent) { s.query.Timestamp = "" }, ErrUnsigned},
		"no nonce":               {func(s *sent) { s.query.Nonce = "" }, ErrUnsigned},
		"wrong signature":        {func(s *sent) { s.query.MsgSignature = strings.Repeat("0", 40) }, ErrSignature},
		"another body":           {func(s *sent) { s.body = MessageEnvelope("gh_1", "AAEC") }, ErrSignature},
		"plaintext":              {func(s *sent) { s.body = []byte(review) }, ErrNoEncrypt},
		"JSON":                   {func(s *sent) { s.body = []byte(`{"Encrypt":"AAEC"}`) }, ErrEnvelope},
		"empty":                  {func(s *sent) { s.body = nil }, ErrEnvelope},
		"doctype":                {func(s *sent) { s.body = append([]byte("<!DOCTYPE xml>"), s.body...) }, ErrDoctype},
		"too big":                {func(s *sent) { s.body = append(s.body, strings.Repeat(" ", MaxBody)...) }, ErrTooBig},
		"timestamp is no number": {func(s *sent) { sign(s, "1e9", "AAEC") }, ErrTimestamp},
		"timestamp is negative":  {func(s *sent) { sign(s, "-1", "AAEC") }, ErrTimestamp},
		"timestamp is enormous":  {func(s *sent) { sign(s, "99999999999999999", "AAEC") }, ErrTimestamp},
		"signed, not base64":     {func(s *sent) { sign(s, s.query.Timestamp, "!") }, ErrBase64},
		"signed, wrong length":   {func(s *sent) { sign(s, s.query.Timestamp, "AAEC") }, ErrBlockSize},
	} {
		t.Run(name, func(t *testing.T) {
			s := send(t, sent{token: "s3cret-token", key: testKey, appid: platform, at: time.Now()}, review)
			_, err := r.Message(s.query, s.body, merchant)
			require.NoError(t, err, "before it is spoilt")
			c.spoil(&s)
			for _, open := range []func() (Received, error){
				func() (Received, error) { return r.Message(s.query, s.body, merchant) },
				func() (Received, error) { return r.Authorization(s.query, s.body) },
			} {
				got, err := open()
				require.ErrorIs(t, err, c.want)
				assert.Zero(t, got)
				assert.NotContains(t, err.Error(), "s3cret")
				if s.query.MsgSignature != "" {
					assert.NotContains(t, err.Error(), s.query.MsgSignature)
				}
			}
		})
	}
}

func TestDigestIsOfTheMessage(t *testing.T) {
	r := receiver(t, 0, Pair{Token: "t", Key: mustKey(t, testKey)})
	var digests [2][sha256.Size]byte
	for i := range digests {
		s := send(t, sent{token: "t", key: testKey, appid: platform, at: time.Now().Add(time.Duration(i) * time.Second)}, review)
		got, err := r.Message(s.query, s.body, merchant)
		require.NoError(t, err)
		digests[i] = got.Digest
	}
	assert.Equal(t, digests[0], digests[1], "sent again, with other random bytes and another signature")
}

func TestNewReceiverRefuses(t *testing.T) {
	pair := Pair{Token: "s3cret", Key: mustKey(t, testKey)}
	for want, c := range map[string]ReceiverConfig{
		"AppID is empty":                     {Pairs: []Pair{pair}},
		"Pairs is empty":                     {AppID: platform},
		"Window is negative":                 {AppID: platform, Pairs: []Pair{pair}, Window: -1},
		"Pairs[1] lacks its token or its ke": {AppID: platform, Pairs: []Pair{pair, {Token: "s3cret"}}},
		"Pairs[0] lacks its token or its ke": {AppID: platform, Pairs: []Pair{{Key: pair.Key}}},
	} {
		_, err := NewReceiver(c)
		require.ErrorContains(t, err, want)
		assert.NotContains(t, err.Error(), "s3cret")
	}
}

func TestPairNeverPrints(t *testing.T) {
	c := ReceiverConfig{Pairs: []Pair{{Token: "s3cret", Key: mustKey(t, testKey)}}}
	asJSON, err := json.Marshal(c)
	require.NoError(t, err)
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s %x", c, c, c, c, c), string(asJSON)} {
		assert.NotContains(t, text, "s3cret")
		assert.NotContains(t, text, fmt.Sprintf("%x", "s3cret"))
	}
}
