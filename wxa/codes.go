package wxa

// Info is what is known about an errcode: the row of the one error table.
type Info struct {
	Code    int
	Text    string // start of WeChat's errmsg
	Class   Class
	Access  bool   // it is about a token, a permission or the IP allow list, not about the release
	Meaning string // one plain sentence
	Remedy  string // what to do next, one or two sentences; "" when waiting is enough
	Source  string // where it is documented
}

// Info looks the code up for this endpoint; an unlisted code has class ClassUnknown.
func (e *Error) Info() Info { panic("skeleton") }

// Lookup gives the table's row for a code; ok is false when it is not listed.
func Lookup(code int) (info Info, ok bool) { panic("skeleton") }
