package push

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// strict reads the children of the root element with the standard library's parser: what is no XML is false. It is what scan
// is measured with.
func strict(body []byte) (map[string]string, bool) {
	dec := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, utf8BOM)))
	got := map[string]string{}
	var open []string
	roots, into, text, mixed := 0, "", "", false
	for {
		token, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return got, roots == 1 && len(open) == 0
		}
		if err != nil {
			return nil, false
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, false
		case xml.StartElement:
			open = append(open, full(t.Name))
			switch len(open) {
			case 1:
				roots++
			case 2:
				into, text, mixed = full(t.Name), "", false
			default:
				mixed = true
			}
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != full(t.Name) {
				return nil, false
			}
			if len(open) == 2 {
				if _, twice := got[into]; !twice && mixed {
					got[into] = ""
				} else if !twice {
					got[into] = text
				}
			}
			open = open[:len(open)-1]
		case xml.CharData:
			switch {
			case len(open) == 2:
				text += string(t)
			case len(open) == 0 && len(bytes.TrimSpace(t)) > 0:
				return nil, false
			}
		}
	}
}

func full(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}

// sameAsStrict asserts that scan reads what a strict parser reads, wherever that one reads anything.
func sameAsStrict(t testing.TB, body []byte) {
	t.Helper()
	want, ok := strict(body)
	if !ok {
		return
	}
	got, order := map[string]*field{}, []string{}
	clean, err := scan(body, func(name []byte) *field {
		if got[string(name)] == nil {
			got[string(name)] = new(field)
			order = append(order, string(name))
		}
		return got[string(name)]
	})
	require.NoError(t, err)
	require.True(t, clean)
	require.Len(t, order, len(want))
	for _, name := range order {
		require.True(t, got[name].found)
		// Line ends are one character to a parser; nothing that counts here has any.
		lines := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(got[name].text))
		if !got[name].twice {
			require.Equal(t, want[name], lines, name)
		}
	}
}

func TestScanIsLikeAStrictParser(t *testing.T) {
	for _, body := range []string{
		"<xml/>", "<xml></xml>", " <xml ></xml >\n", "\ufeff<xml><a>b</a></xml>",
		`<?xml version="1.0" encoding="UTF-8"?><xml><a>b</a></xml>`,
		"<xml><a>x<![CDATA[<b>]]>y<!-- no -->&lt;&#65;&#x42;&amp;&apos;&quot;&gt;</a></xml>", "<xml><a/><b></b><c/></xml>",
		"<xml><a>1</a><a>2</a></xml>",
		`<xml a=">"><b c='"/>'>d</b></xml>`, "<xml><a><b>no</b></a><c><c><d/></c></c></xml>", "<xml>text<a>b</a>text</xml>",
		"<xml><a:b>c</a:b></xml>",
		"<xml><a>x<b/>y</a></xml>", "<xml><!-- <a>b</a> --><c>d</c></xml>", "<xml><a><![CDATA[]]]]><![CDATA[>]]></a></xml>",
		"<xml><a><![CDATA[]]></a></xml>",
		"<xml><a> b\r\nc </a></xml>", "<xml><a>]]&gt;</a></xml>",
	} {
		_, ok := strict([]byte(body))
		require.True(t, ok, body)
		sameAsStrict(t, []byte(body))
	}
	for _, v := range vectors(t) {
		sameAsStrict(t, []byte(v.Msg))
		sameAsStrict(t, MessageEnvelope("gh_1", v.Encrypt))
	}
}

// What breaks is read up to there, and never after.
func TestScanStops(t *testing.T) {
	for name, body := range map[string]string{
		"end of nothing":          "<xml><a>1</a></c><b>2</b></xml>",
		"wrong end":               "<xml><a>1</a><c></d><b>2</b></c></xml>",
		"cut in a tag":            "<xml><a>1</a><b",
		"cut in a text":           "<xml><a>1</a><b>2",
		"cut in CDATA":            "<xml><a>1</a><b><![CDATA[2</b></xml>",
		"cut in a comment":        "<xml><a>1</a><!-- <b>2</b></xml>",
		"cut in an instruction":   "<xml><a>1</a><?x <b>2</b></xml>",
		"cut in a quote":          "<xml><a>1</a><c d='><b>2</b></xml>",
		"a typed <":               "<xml><a>1</a><c>1 < 2</c><b>2</b></xml>",
		"a typed <>":              "<xml><a>1</a><c><></c><b>2</b></xml>",
		"a section that is none":  "<xml><a>1</a><![IGNORE[<b>2</b>]]></xml>",
		"two roots":               "<xml><a>1</a></xml><xml><b>2</b></xml>",
		"CDATA outside":           "<xml><a>1</a></xml><![CDATA[x]]><b>2</b>",
		"text outside":            "<xml><a>1</a></xml>x",
		"as in WeChat's own page": "<xml><a>1</a><xml>",
		"declaration":             "<xml><a>1</a><!ENTITY x 'y'><b>2</b></xml>",
	} {
		t.Run(name, func(t *testing.T) {
			var a, b field
			_, err := scan([]byte(body), func(name []byte) *field {
				return map[string]*field{"a": &a, "b": &b}[string(name)]
			})
			require.Error(t, err)
			assert.Equal(t, name == "declaration", errors.Is(err, ErrDoctype))
			assert.Equal(t, "1", string(a.text))
			assert.False(t, b.found)
			_, ok := strict([]byte(body))
			assert.False(t, ok)
		})
	}
}
