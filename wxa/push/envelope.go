package push

import (
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

// ParseEnvelope reads the outer XML; limit the body's size before ([MaxBody]). It fails with [ErrEnvelope], [ErrDoctype] or
// [ErrNoEncrypt].
func ParseEnvelope(body []byte) (Envelope, error) {
	var e Envelope
	encrypts := 0
	err := readFields(body, func(name string) *string {
		switch name {
		case "Encrypt":
			encrypts++
			return &e.Encrypt
		case "ToUserName":
			return &e.ToUserName
		case "AppId":
			return &e.AppID
		}
		return nil
	})
	switch {
	case errors.Is(err, errXML):
		return Envelope{}, ErrEnvelope
	case err != nil:
		return Envelope{}, err
	case encrypts != 1 || e.Encrypt == "":
		return Envelope{}, ErrNoEncrypt
	}
	return e, nil
}
