package wxa

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The types of fields in answers. A field that cannot be read is left unset and is no error of its own; the answer's method
// missing says whether it is needed. encoding/json ignores case in names, so one field may be read twice in an answer, as
// screenshot and as ScreenShot.

// number is a whole number that WeChat sends bare or in quotes, also as 1.0 or 1e0. null, "" and everything else leave it
// unset, and so do two readings that disagree: a status must not depend on their order.
type number struct {
	n    int64
	set  bool
	seen bool // the field was there
	odd  bool // what was there is no whole number, or two different ones
}

func (x *number) UnmarshalJSON(b []byte) error {
	x.seen = true
	text := string(bytes.Trim(b, `"`))
	if text == "" || text == "null" {
		return nil
	}
	n, ok := whole(text)
	if !ok || x.odd || x.set && x.n != n {
		*x = number{seen: true, odd: true}
		return nil
	}
	x.n, x.set = n, true
	return nil
}

// missing names the field unless it was set.
func (x number) missing(name string) string {
	switch {
	case x.odd:
		return name + " that is one whole number"
	case !x.set:
		return name
	}
	return ""
}

// whole reads a JSON number without the detour over a float, which would change long ids.
func whole(text string) (n int64, ok bool) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, true
	}
	mantissa, power, found := strings.Cut(strings.ToLower(text), "e")
	shift := 0
	if found {
		var err error
		if shift, err = strconv.Atoi(power); err != nil || max(shift, -shift) > 400 {
			return 0, false
		}
	}
	sign := ""
	if strings.HasPrefix(mantissa, "-") {
		sign, mantissa = "-", mantissa[1:]
	}
	head, tail, _ := strings.Cut(mantissa, ".")
	if head == "" || strings.Trim(head+tail, "0123456789") != "" {
		return 0, false
	}
	digits, point := head+tail, len(head)+shift
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	point = max(point, 0)
	if strings.Trim(digits[point:], "0") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(sign+"0"+digits[:point], 10, 64)
	return n, err == nil
}

// time reads the number as Unix seconds; unset and 0 give the zero time.
func (x number) time() time.Time {
	if x.n <= 0 {
		return time.Time{}
	}
	return time.Unix(x.n, 0).UTC()
}

// text is what somebody wrote. A number or another JSON value instead is kept as its JSON. Of two readings the first that is
// not empty counts.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	switch {
	case *t != "" || string(b) == "null":
	case b[0] != '"':
		*t = text(bytes.ToValidUTF8(b, []byte("\uFFFD")))
	case bytes.IndexByte(b, '\\') >= 0 || !utf8.Valid(b):
		return json.Unmarshal(b, (*string)(t))
	default: // most texts: without escapes the bytes are the text; decoding a long one again would double the time of the answer
		*t = text(b[1 : len(b)-1])
	}
	return nil
}

// mediaIDs are ids joined with "|" in one text, or a list of such texts. Several readings are put together.
type mediaIDs []string

func (m *mediaIDs) UnmarshalJSON(b []byte) error {
	var value any
	if err := json.Unmarshal(b, &value); err != nil {
		return err
	}
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	for _, one := range list {
		joined, _ := one.(string)
		for id := range strings.SplitSeq(joined, "|") {
			if id = strings.TrimSpace(id); id != "" && !slices.Contains(*m, id) {
				*m = append(*m, id)
			}
		}
	}
	return nil
}
