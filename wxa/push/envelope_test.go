package push

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEnvelopes(t *testing.T) {
	message := MessageEnvelope("gh_0123456789ab", "AAEC")
	assert.Equal(t, "<xml>\n  <ToUserName><![CDATA[gh_0123456789ab]]></ToUserName>\n  <Encrypt><![CDATA[AAEC]]></Encrypt>\n</xml>",
		string(message))
	e, err := ParseEnvelope(message)
	require.NoError(t, err)
	assert.Equal(t, Envelope{ToUserName: "gh_0123456789ab", Encrypt: "AAEC"}, e)

	authorization := AuthorizationEnvelope("wx1111222233334444", "AAEC")
	assert.Equal(t, "<xml>\n  <AppId><![CDATA[wx1111222233334444]]></AppId>\n  <Encrypt><![CDATA[AAEC]]></Encrypt>\n</xml>",
		string(authorization))
	e, err = ParseEnvelope(authorization)
	require.NoError(t, err)
	assert.Equal(t, Envelope{AppID: "wx1111222233334444", Encrypt: "AAEC"}, e)
}

func TestEnvelopeEscapes(t *testing.T) {
	for _, name := range []string{"a]]>b", "]]>", "]]]]>>", "<b>&amp;", "]]"} {
		e, err := ParseEnvelope(MessageEnvelope(name, "AAEC"))
		require.NoError(t, err, name)
		assert.Equal(t, name, e.ToUserName)
	}
}

func TestParseEnvelopeReadsPlainText(t *testing.T) {
	e, err := ParseEnvelope([]byte(`<?xml version="1.0" ` +
		`encoding="UTF-8"?><xml><Encrypt>AAEC</Encrypt><Other><Encrypt>no</Encrypt></Other></xml>` + "\n"))
	require.NoError(t, err)
	assert.Equal(t, Envelope{Encrypt: "AAEC"}, e)
}

func TestParseEnvelopeRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want error
	}{
		"empty":             {"", ErrEnvelope},
		"text":              {"success", ErrEnvelope},
		"JSON":              {`{"Encrypt":"AAEC"}`, ErrEnvelope},
		"cut":               {"<xml><Encrypt>AAEC</Encryp", ErrEnvelope},
		"broken before":     {"<xml></b><Encrypt>AAEC</Encrypt></xml>", ErrEnvelope},
		"text with a tag":   {"<xml><Encrypt>AA<b/>EC</Encrypt></xml>", ErrNoEncrypt},
		"blank Encrypt":     {"<xml><Encrypt><![CDATA[ ]]>\n</Encrypt></xml>", ErrNoEncrypt},
		"doctype after":     {"<xml><Encrypt>AAEC</Encrypt><!DOCTYPE x></xml>", ErrDoctype},
		"doctype":           {`<!DOCTYPE xml [<!ENTITY x "AAEC">]><xml><Encrypt>&x;</Encrypt></xml>`, ErrDoctype},
		"doctype inside":    {"<xml><!DOCTYPE x><Encrypt>AAEC</Encrypt></xml>", ErrDoctype},
		"plaintext push":    {"<xml><ToUserName>gh_1</ToUserName><Event>weapp_audit_success</Event></xml>", ErrNoEncrypt},
		"empty Encrypt":     {"<xml><Encrypt></Encrypt></xml>", ErrNoEncrypt},
		"two Encrypts":      {"<xml><Encrypt>AAEC</Encrypt><Encrypt>AAEC</Encrypt></xml>", ErrNoEncrypt},
		"Encrypt too deep":  {"<xml><a><Encrypt>AAEC</Encrypt></a></xml>", ErrNoEncrypt},
		"Encrypt as root":   {"<Encrypt>AAEC</Encrypt>", ErrNoEncrypt},
		"Encrypt misspelt":  {"<xml><encrypt>AAEC</encrypt></xml>", ErrNoEncrypt},
		"very deep nesting": {strings.Repeat("<a>", 5000) + strings.Repeat("</a>", 5000), ErrNoEncrypt},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := ParseEnvelope([]byte(c.body))
			require.ErrorIs(t, err, c.want)
			assert.Zero(t, e)
		})
	}
}
