package push

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"time"
)

const (
	// MaxBody is the largest body that a [Receiver] reads, in bytes. Pushes have one or two thousand.
	MaxBody = 64 << 10

	// DefaultWindow is how far a timestamp may be from now. It is wide because pushes are delivered again and clocks differ.
	DefaultWindow = 12 * time.Hour
)

// Pair is a verification token (消息校验Token) and its EncodingAESKey, with the key before that one while it is being changed.
// It prints as "push.Pair(redacted)".
type Pair struct {
	Token    string
	Key      Key
	Previous Key // zero: none
}

// Format keeps the token out of every kind of printed text.
func (p Pair) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("push.Pair(redacted)")) }

// MarshalText keeps it out of JSON.
func (p Pair) MarshalText() ([]byte, error) { return []byte("push.Pair(redacted)"), nil }

// ReceiverConfig says whose pushes are accepted.
type ReceiverConfig struct {
	AppID  string        // the platform's appid; required
	Pairs  []Pair        // at least one; WeChat also pushes with those of a configuration that is only tested so far
	Window time.Duration // zero: [DefaultWindow]
}

// Receiver opens pushes. It is safe for several goroutines.
type Receiver struct {
	appID  string
	pairs  []Pair
	window time.Duration
}

// NewReceiver checks the configuration.
func NewReceiver(c ReceiverConfig) (*Receiver, error) {
	switch {
	case c.AppID == "":
		return nil, errors.New("push: ReceiverConfig.AppID is empty; give the platform's appid")
	case len(c.Pairs) == 0:
		return nil, errors.New("push: ReceiverConfig.Pairs is empty; give the platform's token and key")
	case c.Window < 0:
		return nil, errors.New("push: ReceiverConfig.Window is negative")
	}
	for i, p := range c.Pairs {
		if p.Token == "" || p.Key.IsZero() {
			return nil, fmt.Errorf("push: ReceiverConfig.Pairs[%d] lacks its token or its key", i)
		}
	}
	r := &Receiver{appID: c.AppID, pairs: append([]Pair(nil), c.Pairs...), window: c.Window}
	if r.window == 0 {
		r.window = DefaultWindow
	}
	return r, nil
}

// Query is what counts of a delivery's query. The signature parameter is not here: it covers nothing that matters.
type Query struct {
	Timestamp    string // Unix seconds
	Nonce        string
	MsgSignature string // 40 hex digits
}

// Received is an opened push: WeChat sent it, whatever it holds.
type Received struct {
	Event  Event
	SentAt time.Time // the query's timestamp, which the signature covers
	Flaw   error     // what is wrong with the decrypted message, as [Parse] tells; nil: nothing

	// Digest is the SHA-256 of the decrypted message. It is the same when WeChat sends a message again.
	Digest [sha256.Size]byte

	ByAuthorizer bool // the message ended with the Mini Program's appid instead of the platform's, which WeChat does not document
	Previous     bool // the previous key opened it: WeChat has not taken over the new one yet

	pair int // the pair that signed it
}

// Authorization opens a push to the authorisation URL. The error is one of this package's.
func (r *Receiver) Authorization(q Query, body []byte) (Received, error) { return r.open(q, body, "") }

// Message opens a push to the message URL. Give the appid from the URL's path (the place of $APPID$): messages that end with
// this one are accepted, too. The error is one of this package's.
func (r *Receiver) Message(q Query, body []byte, appid string) (Received, error) {
	return r.open(q, body, appid)
}

func (r *Receiver) open(q Query, body []byte, authorizer string) (Received, error) {
	if len(body) > MaxBody {
		return Received{}, ErrTooBig
	}
	if q.Timestamp == "" || q.Nonce == "" || q.MsgSignature == "" {
		return Received{}, ErrUnsigned
	}
	envelope, err := ParseEnvelope(body)
	if err != nil {
		return Received{}, err
	}
	var got Received
	m, err := r.decrypt(q, envelope.Encrypt, authorizer, &got)
	if err != nil {
		return Received{}, err
	}
	if got.Event, got.Flaw = Parse(m.Body); got.Event.Authorization && got.ByAuthorizer {
		return Received{}, ErrAppID // anybody can choose the path's appid, and an authorisation has effects
	}
	got.Digest = sha256.Sum256(m.Body)
	return got, nil
}

// decrypt tries the keys of the pairs whose token signed the message, of each pair the current key first. By chance a wrong key
// may leave valid padding, so a key counts as the right one only when the appid is right as well. When none does, the error
// tells of the key that came furthest.
func (r *Receiver) decrypt(q Query, encrypt, authorizer string, got *Received) (Message, error) {
	result := ErrSignature
	for n, p := range r.pairs {
		if Verify(p.Token, q.Timestamp, q.Nonce, encrypt, q.MsgSignature) != nil {
			continue
		}
		// The timestamp means something only now that its signature is right.
		var err error
		if got.SentAt, err = r.checkTime(q.Timestamp); err != nil {
			return Message{}, err
		}
		for i, key := range []Key{p.Key, p.Previous} {
			if key.IsZero() {
				continue
			}
			m, err := key.Decrypt(encrypt)
			if err == nil {
				err = m.CheckAppID(r.appID, authorizer) // an empty authorizer allows nothing
			}
			if err == nil {
				got.pair, got.Previous, got.ByAuthorizer = n, i == 1, m.AppID != r.appID
				return m, nil
			}
			if errors.Is(result, ErrSignature) || errors.Is(err, ErrAppID) {
				result = err
			}
		}
	}
	return Message{}, result
}

func (r *Receiver) checkTime(timestamp string) (time.Time, error) {
	n, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || n < 0 || n > lastSecond {
		return time.Time{}, ErrTimestamp
	}
	sent := time.Unix(n, 0).UTC()
	switch age := time.Since(sent); {
	case age > r.window:
		return time.Time{}, ErrStale
	case age < -r.window:
		return time.Time{}, ErrFuture
	}
	return sent, nil
}
