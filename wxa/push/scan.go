package push

import (
	"bytes"
	"errors"
)

// errBroken: the structure of an element breaks off; what was read before it counts.
var errBroken = errors.New("push: not one well-formed XML element")

// field is the text of one child element.
type field struct {
	text  []byte // without marks; may hold bytes that are no characters
	found bool   // the element was there, from its start to its end
	twice bool   // and there was another one of its name: the first one counts
	mixed bool   // it held an element, so there is no text
}

// scan reads the children of the one root element. For each, want says where its text goes; nil: nowhere.
//
// What WeChat passes on is not always XML: people type control characters, halves of characters and the end mark of CDATA,
// and nobody escapes them. Bytes that are no characters are read as they are. Where the structure breaks, scan stops with
// errBroken, so nothing that follows a text that broke out of its element is believed. A declaration stops it with
// [ErrDoctype]. clean is false where a strict parser would have refused the message.
func scan(body []byte, want func(name []byte) *field) (clean bool, err error) {
	var buffer [4][]byte
	s := scanner{rest: bytes.TrimPrefix(body, utf8BOM), open: buffer[:0], want: want, clean: isClean(body)}
	for len(s.rest) > 0 && err == nil {
		if s.rest[0] == '<' {
			err = s.markup()
		} else {
			s.plain()
		}
	}
	if err == nil && (s.stray || !s.rooted || len(s.open) > 0) {
		err = errBroken
	}
	return s.clean && err == nil, err
}

type scanner struct {
	rest   []byte
	open   [][]byte // names of the elements that have begun
	rooted bool
	stray  bool // there is text outside of the root
	clean  bool
	want   func([]byte) *field

	into *field // the child whose text is read; nil: nobody wants it
	text []byte // of into, so far
}

// plain takes the text before the next mark.
func (s *scanner) plain() {
	text, ok := s.upTo("<")
	if !ok {
		text = s.rest
	}
	s.rest = s.rest[len(text):]
	if len(s.open) == 0 {
		s.stray = s.stray || len(bytes.TrimFunc(text, isBlank)) > 0
		return
	}
	s.clean = s.clean && !bytes.Contains(text, cdataEnd)
	text, ok = unescape(text)
	s.clean = s.clean && ok
	s.add(text)
}

var (
	utf8BOM    = []byte("\ufeff")
	cdataStart = []byte("<![CDATA[")
	cdataEnd   = []byte("]]>")
)

// markup takes what begins with <.
func (s *scanner) markup() error {
	switch {
	case bytes.HasPrefix(s.rest, cdataStart):
		s.rest = s.rest[len(cdataStart):]
		text, ok := s.cut("]]>")
		if !ok || len(s.open) == 0 {
			return errBroken
		}
		s.add(text)
		return nil
	case bytes.HasPrefix(s.rest, []byte("<!--")):
		s.rest = s.rest[4:]
		_, ok := s.cut("-->")
		return brokenUnless(ok)
	case bytes.HasPrefix(s.rest, []byte("<?")):
		_, ok := s.cut("?>")
		return brokenUnless(ok)
	case bytes.HasPrefix(s.rest, []byte("<![")):
		return errBroken
	case bytes.HasPrefix(s.rest, []byte("<!")):
		return ErrDoctype
	case bytes.HasPrefix(s.rest, []byte("</")):
		s.rest = s.rest[2:]
		name, ok := s.cut(">")
		return brokenUnless(ok && s.end(bytes.TrimRight(name, " \t\r\n")))
	}
	s.rest = s.rest[1:]
	tag, ok := s.tag()
	return brokenUnless(ok && s.start(tag))
}

// start begins an element; tag is what stands between < and >.
func (s *scanner) start(tag []byte) bool {
	tag, empty := bytes.CutSuffix(tag, []byte("/"))
	name := tag
	if i := bytes.IndexAny(tag, " \t\r\n/"); i >= 0 {
		name = tag[:i]
	}
	// A < that somebody typed is followed by anything but a letter.
	if len(name) == 0 || (name[0]|0x20 < 'a' || name[0]|0x20 > 'z') && name[0] != '_' && name[0] != ':' && name[0] < 0x80 {
		return false
	}
	switch len(s.open) {
	case 0:
		if s.rooted {
			return false
		}
		s.rooted = true
	case 1:
		s.begin(s.want(name))
	default:
		if s.into != nil {
			s.into.mixed = true
		}
	}
	s.open = append(s.open, name)
	return !empty || s.end(name)
}

func (s *scanner) begin(into *field) {
	if into != nil && into.found {
		into.twice, into = true, nil
	}
	s.into, s.text = into, nil
}

// end closes an element, which must be the last one that began.
func (s *scanner) end(name []byte) bool {
	last := len(s.open) - 1
	if last < 0 || !bytes.Equal(s.open[last], name) {
		return false
	}
	s.open = s.open[:last]
	if last == 1 && s.into != nil {
		s.into.found, s.into.text = true, s.text
		if s.into.mixed {
			s.into.text = nil
		}
		s.into = nil
	}
	return true
}

// add appends to the text of the child that is read. The first piece is not copied, and not written to either.
func (s *scanner) add(text []byte) {
	switch {
	case s.into == nil || len(s.open) != 2:
	case s.text == nil:
		s.text = text[:len(text):len(text)]
	default:
		s.text = append(s.text, text...)
	}
}

// tag takes what stands before the >, which may stand in the quotes of an attribute as well.
func (s *scanner) tag() ([]byte, bool) {
	quote := byte(0)
	for i, c := range s.rest {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			tag := s.rest[:i]
			s.rest = s.rest[i+1:]
			return tag, true
		}
	}
	return nil, false
}

// cut takes what stands before a mark, and the mark with it.
func (s *scanner) cut(mark string) ([]byte, bool) {
	text, ok := s.upTo(mark)
	if ok {
		s.rest = s.rest[len(text)+len(mark):]
	}
	return text, ok
}

func (s *scanner) upTo(mark string) ([]byte, bool) {
	i := bytes.Index(s.rest, []byte(mark))
	if i < 0 {
		return nil, false
	}
	return s.rest[:i], true
}

func brokenUnless(ok bool) error {
	if !ok {
		return errBroken
	}
	return nil
}
