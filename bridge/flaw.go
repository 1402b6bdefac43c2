package bridge

import (
	"errors"

	"github.com/wxrelease/wxrelease/wxa/push"
)

// flaws gives a short name for each thing that can be wrong with a genuine message, for metrics.
var flaws = []struct {
	err  error
	name string
}{
	{push.ErrUnclean, "characters"},
	{push.ErrContent, "structure"},
	{push.ErrDoctype, "doctype"},
	{push.ErrIncomplete, "incomplete"},
}

// noteFlaw counts and logs what is wrong with a genuine message. The message is handed over all the same.
func (b *Bridge) noteFlaw(d delivery) {
	for _, f := range flaws {
		if errors.Is(d.got.Flaw, f.err) {
			b.metrics.unclean.WithLabelValues(f.name).Inc()
			b.flaws.Do(func() {
				b.logger.Warn("A push of WeChat's is not clean XML; what can be read of it counts", append(attrs(d), "flaw", f.name)...)
			})
			return
		}
	}
}

// noteWrongURL warns, once for each kind, of a message that belongs to the other URL. It is handed over all the same, but for a
// review result without an appid.
func (b *Bridge) noteWrongURL(d delivery) {
	e := d.got.Event
	hasAppID := d.request.PathValue("appid") != ""
	if e.Name == "" || e.Authorization != hasAppID {
		return
	}
	if _, warned := b.wrongURL.LoadOrStore(d.kind(), true); warned {
		return
	}
	what := "taken all the same"
	if e.IsReview() {
		what = "nobody is woken: only the message URL says of which Mini Program it is"
	}
	b.logger.Warn("The platform's URLs are mixed up: a push came to the wrong one", "kind", d.kind(), "name", e.Name, "so", what,
		"do", "set 授权事件接收配置 to …/wechat/events and 消息与事件接收配置 to …/wechat/$APPID$/messages")
}
