package testkit

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var outputHead = regexp.MustCompile(`(?s)^(\w+)<<(end_\w+)\n`)

// StepOutputs reads a file of step outputs as the runner of GitHub Actions does.
func StepOutputs(t *testing.T, text string) map[string]string {
	t.Helper()
	got := map[string]string{}
	for text != "" {
		m := outputHead.FindStringSubmatch(text)
		require.NotNil(t, m, text)
		value, rest, found := strings.Cut(text[len(m[0]):], "\n"+m[2]+"\n")
		require.True(t, found)
		require.NotContains(t, got, m[1], "set twice")
		got[m[1]], text = value, rest
	}
	return got
}

// XML reads an XML document: its elements as "name attribute=value …", and all texts in them.
func XML(t *testing.T, text string) (elements []string, texts string) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(text))
	var all strings.Builder
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return elements, all.String()
		}
		require.NoError(t, err, text)
		switch token := token.(type) {
		case xml.StartElement:
			element := token.Name.Local
			for _, a := range token.Attr {
				element += " " + a.Name.Local + "=" + a.Value
			}
			elements = append(elements, element)
		case xml.CharData:
			all.Write(token)
		}
	}
}
