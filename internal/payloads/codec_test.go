package payloads

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"

	"github.com/wxrelease/wxrelease/internal/keyring"
)

func key(n byte) []byte { return bytes.Repeat([]byte{n}, keyring.KeySize) }

func codec(t *testing.T, current byte, old ...byte) *Codec {
	t.Helper()
	var before [][]byte
	for _, n := range old {
		before = append(before, key(n))
	}
	c, err := NewCodec(key(current), before)
	require.NoError(t, err)
	return c
}

func TestRoundTripAndRotation(t *testing.T) {
	plain := []*commonpb.Payload{
		{Metadata: map[string][]byte{"encoding": []byte("json/plain")}, Data: []byte(`"the password is on the sign-in page"`)},
		{Metadata: map[string][]byte{"encoding": []byte("binary/null")}},
		{},
	}
	first := codec(t, 1)
	sealed, err := first.Encode(plain)
	require.NoError(t, err)
	raw, err := proto.Marshal(&commonpb.Payloads{Payloads: sealed})
	require.NoError(t, err)
	assert.NotContains(t, string(raw), "password")
	assert.NotContains(t, string(raw), "json/plain")
	again, err := first.Encode(plain)
	require.NoError(t, err)
	assert.NotEqual(t, sealed[0].Data, again[0].Data, "a nonce is used once")
	for _, reads := range []*Codec{first, codec(t, 2, 1), codec(t, 2, 3, 1)} {
		back, err := reads.Decode(sealed)
		require.NoError(t, err)
		for i := range plain {
			assert.True(t, proto.Equal(plain[i], back[i]), i)
		}
	}
	_, err = codec(t, 2).Decode(sealed)
	require.ErrorIs(t, err, keyring.ErrMissing)
	sealed[0].Data[len(sealed[0].Data)-1] ^= 1
	_, err = first.Decode(sealed)
	require.ErrorIs(t, err, keyring.ErrChanged)
	// What was never encrypted is read as it is.
	back, err := first.Decode(plain)
	require.NoError(t, err)
	assert.True(t, proto.Equal(plain[0], back[0]))
}

func TestFailuresAreEncryptedToo(t *testing.T) {
	var opts client.Options
	codec(t, 1).Apply(&opts)
	failure := opts.FailureConverter.ErrorToFailure(errors.New("errcode 85085: the quota of the merchant"))
	raw, err := proto.Marshal(failure)
	require.NoError(t, err)
	assert.NotContains(t, string(raw), "85085")
	assert.ErrorContains(t, opts.FailureConverter.FailureToError(failure), "errcode 85085: the quota of the merchant")
	assert.NotEqual(t, converter.GetDefaultDataConverter(), opts.DataConverter)
}

func TestKeysOfAnotherLength(t *testing.T) {
	_, err := NewCodec([]byte("short"), nil)
	require.Error(t, err)
	_, err = NewCodec(key(1), [][]byte{{1}})
	require.Error(t, err)
}
