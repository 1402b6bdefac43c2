package push

import (
	"bytes"
	"errors"
	"strings"
)

// Envelope is the outer XML. Only Encrypt is covered by the signature; the other fields are for logs, never for decisions.
type Envelope struct {
	ToUserName string // message URL: the Mini Program's original id, gh_…
	AppID      string // authorisation URL: the platform's appid
	Encrypt    string // base64
}

// MessageEnvelope writes the body of a delivery to the message URL.
func MessageEnvelope(toUserName, encrypt string) []byte {
	return envelope("ToUserName", toUserName, encrypt)
}

// AuthorizationEnvelope writes the body of a delivery to the authorisation URL.
func AuthorizationEnvelope(appID, encrypt string) []byte {
	return envelope("AppId", appID, encrypt)
}

func envelope(name, value, encrypt string) []byte {
	return []byte("<xml>\n  <" + name + ">" + CDATA(value) + "</" + name + ">\n  <Encrypt>" + CDATA(encrypt) + "</Encrypt>\n</xml>")
}

// CDATA writes text as character data that needs no escapes. Text that holds the end mark is split over two sections.
func CDATA(text string) string {
	return "<![CDATA[" + strings.ReplaceAll(text, "]]>", "]]]]><![CDATA[>") + "]]>"
}

// ParseEnvelope reads the outer XML; limit the body's size before ([MaxBody]). Blanks and line ends in Encrypt are left out: the
// signature covers the bare base64. It fails with [ErrEnvelope], [ErrDoctype] or [ErrNoEncrypt]; bytes that are no characters
// and what follows Encrypt are no reason, because the signature tells whether Encrypt is right.
func ParseEnvelope(body []byte) (Envelope, error) {
	var toUserName, appID, encrypt field
	_, err := scan(decoded(body), func(name []byte) *field {
		switch string(name) {
		case "Encrypt":
			return &encrypt
		case "ToUserName":
			return &toUserName
		case "AppId":
			return &appID
		}
		return nil
	})
	e := Envelope{ToUserName: toUserName.readable(), AppID: appID.readable(), Encrypt: bare(encrypt.text)}
	switch {
	case errors.Is(err, ErrDoctype):
		return Envelope{}, ErrDoctype
	case err != nil && !encrypt.found:
		return Envelope{}, ErrEnvelope
	case encrypt.twice || e.Encrypt == "":
		return Envelope{}, ErrNoEncrypt
	}
	return e, nil
}

// bare leaves out blanks, line ends and other control characters.
func bare(base64 []byte) string {
	outside := func(r rune) bool { return r <= ' ' }
	if !bytes.ContainsFunc(base64, outside) {
		return string(base64)
	}
	return strings.Map(func(r rune) rune {
		if outside(r) {
			return -1
		}
		return r
	}, string(base64))
}
