package bridge

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/push"
)

// delivery is one push, opened.
type delivery struct {
	appID   string // of the message URL; "" at the authorisation URL
	request *http.Request
	body    []byte
	got     push.Received
}

// kind is the push's kind for metrics: one of a few.
func (d delivery) kind() string {
	if d.got.Event.Kind == push.Unknown {
		return "other"
	}
	return string(d.got.Event.Kind)
}

// app is the Mini Program that the push is about; "" when it is about the platform, or nobody says.
func (d delivery) app() string { return cmp.Or(d.got.Event.AuthorizerAppID, d.appID) }

var (
	errMethod = errors.New("not a POST")
	errPath   = errors.New("no such address; in WeChat's console the authorisation URL must end in /wechat/events " +
		"and the message URL in /wechat/$APPID$/messages")
	errBody = errors.New("the body did not arrive")
)

func (b *Bridge) events(w http.ResponseWriter, r *http.Request) {
	b.receive(w, r, "", b.receiver.Authorization)
}

func (b *Bridge) messages(w http.ResponseWriter, r *http.Request) {
	appID := r.PathValue("appid")
	if wxa.IsAppID(appID) {
		b.receive(w, r, appID, func(q push.Query, body []byte) (push.Received, error) { return b.receiver.Message(q, body, appID) })
		return
	}
	// WeChat replaces $APPID$ only in the message URL. Where the same address was given for the authorisation URL as well, pushes to
	// that one arrive with the literal $APPID$. They are taken: an authorisation names its Mini Program itself.
	b.receive(w, r, "", func(q push.Query, body []byte) (push.Received, error) {
		got, err := b.receiver.Authorization(q, body)
		if err != nil || !got.Event.Authorization {
			return push.Received{}, errPath
		}
		return got, nil
	})
}

// receive opens a push, hands it over and answers.
func (b *Bridge) receive(w http.ResponseWriter, r *http.Request, appID string, open func(push.Query, []byte) (push.Received, error)) {
	// The hand-over goes on when the sender hangs up: WeChat may not send the push again.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), Budget)
	defer cancel()
	if r.Method != http.MethodPost {
		if echo := param(r.URL.RawQuery, "echostr"); r.Method == http.MethodGet && echo != "" {
			b.echo(w, r, appID, echo)
			return
		}
		b.refuse(w, r, appID, errMethod)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, push.MaxBody))
	if err != nil {
		if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) {
			err = push.ErrTooBig
		} else {
			err = errBody
		}
		b.refuse(w, r, appID, err)
		return
	}
	got, err := open(parseQuery(r.URL.RawQuery), body)
	if err != nil {
		b.refuse(w, r, appID, err)
		return
	}
	d := delivery{appID: appID, request: r, body: body, got: got}
	b.noteFlaw(d)
	b.noteWrongURL(d)
	b.pass(ctx, w, d)
}

// refusals gives the answer's status and a short name for each reason to refuse.
var refusals = []struct {
	err    error
	status int
	name   string
}{
	{errMethod, http.StatusMethodNotAllowed, "method"},
	{errPath, http.StatusNotFound, "path"},
	{errBody, http.StatusBadRequest, "body"},
	{errEcho, http.StatusBadRequest, "echostr"},
	{push.ErrTooBig, http.StatusRequestEntityTooLarge, "too_big"},
	{push.ErrUnsigned, http.StatusForbidden, "unsigned"},
	{push.ErrSignature, http.StatusForbidden, "signature"},
	{push.ErrStale, http.StatusForbidden, "stale"},
	{push.ErrFuture, http.StatusForbidden, "future"},
	{push.ErrAppID, http.StatusForbidden, "appid"},
	{push.ErrTimestamp, http.StatusBadRequest, "timestamp"},
	{push.ErrEnvelope, http.StatusBadRequest, "envelope"},
	{push.ErrDoctype, http.StatusBadRequest, "doctype"},
	{push.ErrNoEncrypt, http.StatusBadRequest, "plaintext"},
	{push.ErrBase64, http.StatusBadRequest, "encryption"},
	{push.ErrBlockSize, http.StatusBadRequest, "encryption"},
	{push.ErrPadding, http.StatusBadRequest, "encryption"},
	{push.ErrLength, http.StatusBadRequest, "encryption"},
}

// refuse answers what is no push for us. Neither the query nor the body gets into the log, and the reason not into the answer.
func (b *Bridge) refuse(w http.ResponseWriter, r *http.Request, appID string, reason error) {
	status, name := http.StatusBadRequest, "unknown"
	for _, known := range refusals {
		if errors.Is(reason, known.err) {
			status, name = known.status, known.name
			break
		}
	}
	b.metrics.refused.WithLabelValues(name).Inc()
	b.refusals.Do(func() {
		attrs := []any{"reason", reason, "http", status, "appid", appID, "from", r.RemoteAddr}
		if name == "encryption" {
			// The signature was right, so WeChat sent it.
			attrs = append(attrs, slog.String("do", "compare the EncodingAESKey with the one in the platform's console"))
		}
		b.logger.Warn("Push refused", attrs...)
	})
	if status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", http.MethodPost)
	}
	writeText(w, status, http.StatusText(status)+"\n")
}
