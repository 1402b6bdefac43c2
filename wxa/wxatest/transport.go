package wxatest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
)

// Transport gives an [http.RoundTripper] that leads every request into the simulator without a socket, whatever its host.
// Use it where connections are in the way, as in a testing/synctest bubble. Cut connections become errors of the round trip
// or of reading the body. It reports nothing to a net/http/httptrace trace.
func (s *Sim) Transport() http.RoundTripper { return memoryTransport{s} }

type memoryTransport struct{ sim *Sim }

var errCut = errors.New("wxatest: connection reset by the simulator")

func (t memoryTransport) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	in := req.Clone(req.Context())
	in.RemoteAddr = "127.0.0.1:0"
	if in.Body == nil {
		in.Body = http.NoBody
	}
	defer func() { _ = in.Body.Close() }()
	w := &memoryResponse{header: http.Header{}, status: http.StatusOK}
	defer func() {
		p := recover()
		if p != nil && p != http.ErrAbortHandler {
			panic(p)
		}
		switch {
		case req.Context().Err() != nil:
			resp, err = nil, req.Context().Err()
		case p != nil && !w.began:
			resp, err = nil, errCut
		default:
			resp = w.response(req, p != nil)
		}
	}()
	t.sim.ServeHTTP(w, in)
	return nil, nil // the deferred function makes the result
}

// memoryResponse collects an answer.
type memoryResponse struct {
	header http.Header
	status int
	began  bool
	body   bytes.Buffer
}

func (w *memoryResponse) Header() http.Header { return w.header }

func (w *memoryResponse) WriteHeader(status int) { w.status, w.began = status, true }

func (w *memoryResponse) Write(b []byte) (int, error) {
	w.began = true
	return w.body.Write(b)
}

// Flush makes a half-written answer visible; here it always is.
func (w *memoryResponse) Flush() {}

func (w *memoryResponse) response(req *http.Request, cut bool) *http.Response {
	var body io.Reader = &w.body
	length := int64(w.body.Len())
	if cut {
		body = io.MultiReader(body, brokenReader{})
		length = -1
		if promised, err := strconv.ParseInt(w.header.Get("Content-Length"), 10, 64); err == nil {
			length = promised
		}
	}
	return &http.Response{
		Status: strconv.Itoa(w.status) + " " + http.StatusText(w.status), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(body), ContentLength: length, Request: req,
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
