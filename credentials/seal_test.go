package credentials

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/keyring"
	"github.com/wxrelease/wxrelease/wxa"
)

func TestSealIsBoundToItsRow(t *testing.T) {
	ring, err := newSealer(testKey(1), nil)
	require.NoError(t, err)
	home := rowKey{component, merchant, kindRefresh}
	id, sealed := ring.seal(home, "refreshtoken@@@1")
	text, err := ring.open(home, id, sealed)
	require.NoError(t, err)
	assert.Equal(t, "refreshtoken@@@1", text)
	assert.NotContains(t, sealed, "refreshtoken")
	_, again := ring.seal(home, "refreshtoken@@@1")
	assert.NotEqual(t, sealed, again, "a nonce is used once")

	for _, elsewhere := range []rowKey{
		{"wx0000aaaa0000bbbb", merchant, kindRefresh}, {component, other, kindRefresh}, {component, merchant, kindAccess},
		{component, merchant + "\x00" + kindRefresh, ""}, {component + merchant, "", kindRefresh},
	} {
		_, err = ring.open(elsewhere, id, sealed)
		assert.ErrorContains(t, err, "does not open", elsewhere)
	}
	raw, err := base64.StdEncoding.DecodeString(sealed)
	require.NoError(t, err)
	for i := range raw {
		raw[i] ^= 1
		_, err = ring.open(home, id, base64.StdEncoding.EncodeToString(raw))
		assert.Error(t, err, "byte %d", i)
		raw[i] ^= 1
	}
	for _, broken := range []string{"", "!", sealed[:8]} {
		_, err = ring.open(home, id, broken)
		assert.Error(t, err)
	}
}

func TestKeyring(t *testing.T) {
	for _, keys := range [][][]byte{{nil}, {[]byte("short")}, {testKey(1), testKey(2)[:31]}} {
		_, err := newSealer(keys[0], keys[1:])
		assert.ErrorContains(t, err, "want 32")
	}
	key, err := base64.StdEncoding.DecodeString(NewKey())
	require.NoError(t, err)
	assert.Len(t, key, KeySize)
	assert.NotEqual(t, NewKey(), NewKey())
}

// Two programs with different keys on one store: neither takes what it cannot read for missing and makes new tokens, and
// neither takes it for a verdict about the merchant.
func TestKeyThatDoesNotFit(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		stranger := w.process(func(c *Config) { c.Key = testKey(2) })
		p := w.ready(nil)
		for _, sealed := range []string{"the platform's ticket", "the Mini Program's token"} {
			calls := w.wechat.total()
			_, err := stranger.Token(t.Context(), merchant)
			require.ErrorIs(t, err, ErrKey, sealed)
			assert.ErrorIs(t, err, ErrStore)
			assert.NotErrorIs(t, err, ErrRevoked)
			assert.NotErrorIs(t, err, ErrNotAuthorized)
			assert.ErrorContains(t, err, "which is not among this program's keys; its current key is "+keyring.ID(testKey(2)))
			assert.Equal(t, wxa.ClassTransient, wxa.ClassOf(err))
			assert.Equal(t, wxa.ClassTransient, wxa.ClassOf(&wxa.TokenError{AppID: merchant, Err: err}))
			assert.Equal(t, calls, w.wechat.total())
			w.token(p, merchant)
		}
	})
}

// Nothing of what must stay secret is readable in the file.
func TestNothingSecretInTheFile(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	require.NoError(t, p.Authorized(t.Context(), other, w.wechat.authorise(other, w.now()), w.now().Add(time.Hour)))
	w.token(p, merchant)
	require.NoError(t, p.Authorized(t.Context(), merchant, w.wechat.authorise(merchant, w.now()), w.now().Add(time.Hour)))
	files, err := filepath.Glob(w.store + "*")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	found := false
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		found = found || strings.Contains(string(raw), merchant)
		for _, secret := range append([]string{"ticket@@@1", "refreshtoken@@@", "queryauthcode@@@", secretHex}, w.wechat.issued...) {
			assert.NotContains(t, string(raw), secret)
		}
		info, err := os.Stat(file)
		require.NoError(t, err)
		assert.Zero(t, info.Mode().Perm()&0o077, "%s is readable by others", file)
	}
	assert.True(t, found, "these are the right files")
}

func TestClassedLeavesClassesAlone(t *testing.T) {
	assert.NoError(t, classed(nil))
	for _, err := range []error{&AccessError{}, &TicketError{}, &KeyError{Err: errors.New("x")}, wxa.FieldError{}} {
		assert.Equal(t, err, classed(err))
	}
	assert.Equal(t, wxa.ClassTransient, wxa.ClassOf(classed(errors.New("disk full"))))
}
