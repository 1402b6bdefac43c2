package wxa

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// BenchmarkLatestAudit is one call without a network: what an answer costs to read. A clean one must not pay for the
// others.
func BenchmarkLatestAudit(b *testing.B) {
	const answer = `{"errcode":0,"errmsg":"ok","auditid":430000003,"status":1,"reason":"REASON","screenshot":"mid1|mid2",` +
		`"user_version":"1.4.0","user_desc":"spring release","submit_audit_time":1700000000}`
	long := strings.Repeat("1:服务类目不符:<br>", 1000)
	for name, body := range map[string]string{
		"clean":              strings.Replace(answer, "REASON", "1:服务类目不符:<br>(1):…", 1),
		"clean, 30 kB":       strings.Replace(answer, "REASON", long, 1),
		"control character":  strings.Replace(answer, "REASON", "1:服务类目不符\x02:<br>(1):…", 1),
		"30 kB with control": strings.Replace(answer, "REASON", long+"\x02", 1),
	} {
		b.Run(name, func(b *testing.B) {
			client, err := New(Config{Tokens: FixedToken("t"), Transport: answering(body)})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := client.App(testAppID).LatestAudit(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// answering is a transport that gives one answer to everything.
type answering string

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(a))), Request: r},
		nil
}
