package testkit

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"
)

// sealed marks a payload of [SealingCodec].
const sealed = "binary/sealed"

// SealingCodec encrypts whole payloads, as programs do that trust their Temporal server with no content.
type SealingCodec struct{ gcm cipher.AEAD }

// NewSealingCodec makes a codec with a key of its own: what one has sealed no other one opens.
func NewSealingCodec() SealingCodec {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // of the key's length
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // of the block's length
	}
	return SealingCodec{gcm}
}

// Converter is the SDK's data converter with the codec behind it.
func (c SealingCodec) Converter() converter.DataConverter {
	return converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), c)
}

// Encode implements converter.PayloadCodec.
func (c SealingCodec) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	all := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		plain, err := proto.Marshal(p)
		if err != nil {
			return nil, err
		}
		all[i] = &commonpb.Payload{
			Metadata: map[string][]byte{converter.MetadataEncoding: []byte(sealed)}, Data: c.gcm.Seal(nil, nil, plain, nil),
		}
	}
	return all, nil
}

// Decode implements converter.PayloadCodec. Payloads of others go through as they are.
func (c SealingCodec) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	all := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		if string(p.GetMetadata()[converter.MetadataEncoding]) != sealed {
			all[i] = p
			continue
		}
		plain, err := c.gcm.Open(nil, nil, p.GetData(), nil)
		if err != nil {
			return nil, errors.New("sealed with another key")
		}
		all[i] = &commonpb.Payload{}
		if err := proto.Unmarshal(plain, all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}
