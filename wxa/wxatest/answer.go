package wxatest

import (
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"strconv"
	"time"
)

// reply is the JSON of an answer: errcode and errmsg first, then fields.
type reply struct {
	code   int
	text   string // of a failure; "": what WeChat says to its code
	detail string // behind the error's text
	msg    string // of a success; "": ok
	bare   bool   // a success has no errcode and no errmsg
	fields any    // a struct; nil: none
}

func ok(fields any) reply { return reply{fields: fields} }

func bare(fields any) reply { return reply{bare: true, fields: fields} }

func refuse(errcode int) reply { return reply{code: errcode} }

// outcome is what goes over the wire.
type outcome struct {
	status      int
	contentType string
	body        []byte
	cut         Cut
	date        time.Time // zero: no Date header
}

// notFound is not an errcode: WeChat has no such path.
const notFound = 1 << 30

// encode writes the answer as WeChat does: UTF-8 without escapes, errcode and errmsg first. a may be nil.
func (s *Sim) encode(rep reply, a *app, now time.Time) []byte {
	raw := a != nil && a.RawTexts
	if rep.bare {
		return finish(marshal(rep.fields), raw)
	}
	msg := orDefault(rep.msg, "ok")
	if rep.code != 0 {
		msg = s.errmsg(rep, now)
	}
	head := marshal(struct {
		Errcode int   `json:"errcode"`
		Errmsg  typed `json:"errmsg"`
	}{rep.code, typed(msg)})
	if rep.fields != nil {
		if fields := marshal(rep.fields); string(fields) != "{}" {
			head = append(append(head[:len(head)-1], ','), fields[1:]...)
		}
	}
	return finish(head, raw)
}

func marshal(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // our own types always encode
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// write sends the outcome, or cuts the connection.
func (s *Sim) write(w http.ResponseWriter, out outcome) {
	if out.cut == CutBefore || out.cut == CutAfter {
		reset(w)
		return
	}
	h := w.Header()
	h["Date"] = nil // keeps net/http from setting it by the real clock
	if !out.date.IsZero() {
		h.Set("Date", out.date.UTC().Format(http.TimeFormat))
	}
	h.Set("Content-Type", out.contentType)
	if out.cut == CutMiddle {
		// The header promises more than is sent, so the caller sees the body end too early.
		h.Set("Content-Length", strconv.Itoa(len(out.body)))
		w.WriteHeader(out.status)
		_, _ = w.Write(out.body[:len(out.body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(out.status)
	_, _ = w.Write(out.body) // a caller that went away is its own affair
}

// reset closes the connection without a byte of an answer, on TCP as a reset.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // not a connection that can be taken over; the server closes it
	}
	if tcp, isTCP := conn.(*net.TCPConn); isTCP {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
