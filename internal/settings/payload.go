package settings

import (
	"github.com/wxrelease/wxrelease/internal/payloads"
	"github.com/wxrelease/wxrelease/internal/words"
)

// PayloadKeys encrypt what releases leave in Temporal. An empty Key: nothing is encrypted here.
type PayloadKeys struct {
	Key     Secret // the raw bytes
	OldKeys []Secret
}

// Codec gives the codec of these keys; Key is not empty.
func (k PayloadKeys) Codec() (*payloads.Codec, error) {
	var old [][]byte
	for _, key := range k.OldKeys {
		old = append(old, []byte(key.Reveal()))
	}
	return payloads.NewCodec([]byte(k.Key.Reveal()), old)
}

// encrypt has the Temporal client encrypt, where there is a key.
func (s *Settings) encrypt(env Env) error {
	switch {
	case s.Payload.Key == "" && env.given("WXRELEASE_PAYLOAD_OLD_KEYS") && !env.given("WXRELEASE_PAYLOAD_KEY"):
		return at("WXRELEASE_PAYLOAD_OLD_KEYS", words.ForPayloadKey.Of())
	case s.Payload.Key == "":
		return nil
	case s.Temporal.DataConverter != nil:
		return at("WXRELEASE_PAYLOAD_KEY", words.PayloadTwice.Of())
	}
	codec, err := s.Payload.Codec()
	if err != nil {
		return at("WXRELEASE_PAYLOAD_KEY", err)
	}
	codec.Apply(&s.Temporal)
	return nil
}
