package push

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
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

// ParseEnvelope reads the outer XML; limit the body's size before (64 KiB is generous). It fails with [ErrEnvelope],
// [ErrDoctype] or [ErrNoEncrypt].
func ParseEnvelope(body []byte) (Envelope, error) {
	var e Envelope
	dec := xml.NewDecoder(bytes.NewReader(body))
	depth, roots, encrypts := 0, 0, 0
	var text *string
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Envelope{}, ErrEnvelope // the decoder's text may quote the body
		}
		switch t := token.(type) {
		case xml.Directive:
			return Envelope{}, ErrDoctype
		case xml.StartElement:
			depth++
			text = nil
			switch {
			case depth == 1:
				roots++
			case depth == 2 && t.Name.Local == "Encrypt":
				encrypts++
				text = &e.Encrypt
			case depth == 2 && t.Name.Local == "ToUserName":
				text = &e.ToUserName
			case depth == 2 && t.Name.Local == "AppId":
				text = &e.AppID
			}
		case xml.EndElement:
			depth--
			text = nil
		case xml.CharData:
			if text != nil {
				*text += string(t)
			} else if depth == 0 && len(bytes.TrimSpace(t)) > 0 {
				return Envelope{}, ErrEnvelope
			}
		}
	}
	if roots != 1 {
		return Envelope{}, ErrEnvelope
	}
	if encrypts != 1 || e.Encrypt == "" {
		return Envelope{}, ErrNoEncrypt
	}
	return e, nil
}
