package bridge

import (
	"errors"
	"net/http"
	"strings"
)

// maxEcho bounds what is echoed, in bytes. WeChat's echostr has about twenty digits.
const maxEcho = 256

var errEcho = errors.New("the echostr is long, or not printable")

// echo answers a GET by which WeChat checks that this address knows the token.
func (b *Bridge) echo(w http.ResponseWriter, r *http.Request, appID, text string) {
	raw := r.URL.RawQuery
	err := b.receiver.CheckURL(param(raw, "timestamp"), param(raw, "nonce"), param(raw, "signature"))
	if err == nil && (len(text) > maxEcho || strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c >= 0x7f })) {
		err = errEcho
	}
	if err != nil {
		b.refuse(w, r, appID, err)
		return
	}
	// Anybody who has recorded such a GET can send it again, so its log lines are bounded too.
	b.refusals.Do(func() { b.logger.Info("WeChat asked whether the address is there", "path", r.URL.Path) })
	w.Header().Set("X-Content-Type-Options", "nosniff")
	writeText(w, http.StatusOK, text)
}
