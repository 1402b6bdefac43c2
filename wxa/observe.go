package wxa

import "context"

// Observer is told of each request to WeChat, for metrics and traces. It is called before the request is sent; the request
// carries the context that it gives, and done, if it is not nil, is called once with what came of it. It must not block.
type Observer func(ctx context.Context, call Call) (_ context.Context, done func(Result))

// Call is a request that is about to be sent. A call of this package's methods is one request, or two where WeChat refuses the
// first one's token.
type Call struct {
	Endpoint string // the path: /wxa/submit_audit
	AppID    string // the Mini Program or the platform whose token the request carries
	Write    bool   // it changes state
}

// Result is what came of a request.
type Result struct {
	Tries int   // how often it was put on the wire: more than once only where it had no effect before
	Err   error // nil, an [*Error] or a [*TransportError]
}

// observe tells the observer that a request begins.
func (a account) observe(ctx context.Context, out outbound) (context.Context, func(Result)) {
	if a.c.observer == nil {
		return ctx, func(Result) {}
	}
	ctx, done := a.c.observer(ctx, Call{Endpoint: out.path, AppID: a.appid, Write: out.write})
	if done == nil {
		done = func(Result) {}
	}
	return ctx, done
}
