// Package payloads encrypts what releases leave in Temporal: inputs, results, memos, failures, the texts of the Web UI. Search attributes
// stay as they are, for the server searches in them.
package payloads

import (
	"fmt"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"

	"github.com/wxrelease/wxrelease/internal/keyring"
)

// The metadata of an encrypted payload, by the names that Temporal's samples use.
const (
	encoding    = "binary/encrypted"
	metadataKey = "encryption-key-id"
)

// purpose keeps apart what one key may seal elsewhere.
var purpose = []byte("wxrelease/payload/1")

// Codec is a converter.PayloadCodec.
type Codec struct{ ring *keyring.Ring }

// NewCodec encrypts with a key and decrypts with the old ones as well; each has [keyring.KeySize] bytes.
func NewCodec(key []byte, old [][]byte) (*Codec, error) {
	ring, err := keyring.New(key, old)
	if err != nil {
		return nil, err
	}
	return &Codec{ring}, nil
}

// Encode encrypts whole payloads, their metadata included.
func (c *Codec) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	all := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		plain, err := proto.Marshal(p)
		if err != nil {
			return nil, err
		}
		id, sealed := c.ring.Seal(plain, purpose)
		all[i] = &commonpb.Payload{
			Metadata: map[string][]byte{converter.MetadataEncoding: []byte(encoding), metadataKey: []byte(id)}, Data: sealed,
		}
	}
	return all, nil
}

// Decode decrypts. Payloads that were never encrypted go through as they are: runs that began before there was a key go on.
func (c *Codec) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	all := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		if string(p.GetMetadata()[converter.MetadataEncoding]) != encoding {
			all[i] = p
			continue
		}
		id := string(p.GetMetadata()[metadataKey])
		plain, err := c.ring.Open(id, p.GetData(), purpose)
		if err != nil {
			return nil, fmt.Errorf("a payload is encrypted with key %q, ours is %s: %w", id, c.ring.Current(), err)
		}
		all[i] = &commonpb.Payload{}
		if err := proto.Unmarshal(plain, all[i]); err != nil {
			return nil, fmt.Errorf("a payload of key %q: %w", id, err)
		}
	}
	return all, nil
}

// Apply has a client, and what is made with it, encrypt everything, the texts of failures included.
func (c *Codec) Apply(opts *client.Options) {
	opts.DataConverter = converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), c)
	opts.FailureConverter = temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
		DataConverter: opts.DataConverter, EncodeCommonAttributes: true,
	})
}
