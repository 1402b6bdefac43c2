package bridge

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"go.temporal.io/api/serviceerror"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/push"
)

// success is the only answer that WeChat takes for "received", to the byte.
const success = "success"

// What became of a push.
const (
	handedOver  = "handed_over"
	noRelease   = "no_release"  // a verdict, and no release of that app is open
	passedOn    = "passed_on"   // the existing callback answered
	ignored     = "ignored"     // nobody wants it
	answered    = "answered"    // a test message, answered by us
	nameless    = "no_appid"    // a verdict at the authorisation URL, which does not say of which Mini Program
	unreadable  = "unreadable"  // a ticket or an authorisation that cannot be read exactly: not acknowledged
	unavailable = "unavailable" // not handed over, or the existing callback did not answer
)

// ErrUnreadable is logged about a push that is not acknowledged because of it. WeChat may send it again. If not: it pushes the
// next ticket within ten minutes, and its list of authorisations has what the push said (credentials.Platform.Sync reads it).
var ErrUnreadable = errors.New("it is or may be a ticket or an authorisation, and cannot be read exactly; " +
	"a ticket follows within 10 minutes, WeChat's list of authorisations has the rest")

// plan is who must take a push before it may be answered.
type plan struct {
	steps  []step
	lost   error       // not nil: it must not be acknowledged
	ours   bool        // we answer; else the existing callback does, if there is one
	missed atomic.Bool // set by a step that found no open release
}

// step is one hand-over.
type step struct {
	to string // temporal or store; of a check, what it means that it fails
	do func(context.Context) error
}

// pass hands a push over and answers.
func (b *Bridge) pass(ctx context.Context, w http.ResponseWriter, d delivery) {
	began := time.Now()
	p := b.plan(d)
	reply := b.forward.start(ctx, &b.background, d)
	result := handedOver
	switch err := b.handOver(ctx, p); {
	case err != nil:
		if result = unavailable; errors.Is(err, ErrUnreadable) {
			result = unreadable
		}
		b.logger.Error("Push not handed over, answered 503", "kind", d.kind(), "name", d.got.Event.Name, "appid", d.app(),
			"took", time.Since(began), "error", err)
		b.metrics.pushes.WithLabelValues(d.kind(), result).Inc()
		writeText(w, http.StatusServiceUnavailable, http.StatusText(http.StatusServiceUnavailable)+"\n")
		return
	case p.ours || reply == nil:
		result = b.answer(w, p, d)
	default:
		result = (<-reply).write(w)
	}
	b.metrics.pushes.WithLabelValues(d.kind(), result).Inc()
	b.metrics.lastPush.WithLabelValues(d.kind()).SetToCurrentTime()
	b.logger.Log(ctx, level(p, d), "Push", append(attrs(d), "result", result, "took", time.Since(began))...)
}

// answer tells WeChat that we have the push, and gives the result.
func (b *Bridge) answer(w http.ResponseWriter, p *plan, d delivery) string {
	if text := b.testReply(d.got.Event); text != "" {
		w.Header().Set("Content-Type", "text/xml")
		_, _ = w.Write(b.receiver.Reply(d.got, text)) // a sender that is gone will send again
		return answered
	}
	writeText(w, http.StatusOK, success)
	switch {
	case len(p.steps) == 0 && d.got.Event.IsReview():
		return nameless
	case len(p.steps) == 0:
		return ignored
	case p.missed.Load() && len(p.steps) == 1:
		return noRelease
	}
	return handedOver
}

// plan decides where a push goes.
func (b *Bridge) plan(d delivery) *plan {
	p := new(plan)
	e := d.got.Event
	signal := func(appID, name string, arg any) step {
		return step{"temporal", func(ctx context.Context) error {
			found, err := b.signal(ctx, appID, name, arg, d.got.Digest[:])
			p.missed.Store(!found)
			return err
		}}
	}
	store := func(do func(context.Context) error) step {
		return step{"store", func(ctx context.Context) error {
			if err := do(ctx); err != nil {
				return fmt.Errorf("storing %s: %w", e.Kind, err)
			}
			return nil
		}}
	}
	// The store needs a time: without the event's own it gets that of the delivery. Releases get only the event's own.
	at := e.At
	if at.IsZero() {
		at = d.got.SentAt
	}
	switch {
	case e.IsReview() && d.appID != "":
		p.ours = true
		p.steps = append(p.steps, signal(d.appID, workflows.SignalAuditEvent, workflows.AuditEvent{Event: string(e.Kind), At: e.DecidedAt}))
	case e.Kind == push.Unauthorized:
		p.steps = append(p.steps, signal(e.AuthorizerAppID, workflows.SignalUnauthorized, workflows.Unauthorized{At: e.At}))
	}
	if b.credentials == nil {
		return p
	}
	if errors.Is(d.got.Flaw, push.ErrIncomplete) {
		p.lost, p.ours = ErrUnreadable, true
	}
	switch e.Kind {
	case push.VerifyTicket:
		p.ours = true
		p.steps = append(p.steps, store(func(ctx context.Context) error { return b.credentials.SaveTicket(ctx, e.Ticket, at) }))
	case push.Authorized, push.UpdateAuthorized:
		p.ours = true
		p.steps = append(p.steps, store(func(ctx context.Context) error {
			return b.credentials.Authorized(ctx, e.AuthorizerAppID, e.AuthorizationCode, e.CodeExpires)
		}))
	case push.Unauthorized:
		p.ours = true
		p.steps = append(p.steps, store(func(ctx context.Context) error { return b.credentials.Revoked(ctx, e.AuthorizerAppID, at) }))
	}
	return p
}

// handOver does all steps at once and waits for them, but not longer than ctx, even where a step does not heed it.
func (b *Bridge) handOver(ctx context.Context, p *plan) error {
	if p.lost != nil {
		return p.lost
	}
	results := make(chan error, len(p.steps))
	for _, s := range p.steps {
		b.background.Go(func() {
			began := time.Now()
			err := s.do(ctx)
			b.metrics.handOver.WithLabelValues(s.to).Observe(time.Since(began).Seconds())
			results <- err
		})
	}
	var errs []error
	for range p.steps {
		select {
		case err := <-results:
			errs = append(errs, err)
		case <-ctx.Done():
			return errors.Join(append(errs, fmt.Errorf("not handed over within %s: %w", Budget, ctx.Err()))...)
		}
	}
	return errors.Join(errs...)
}

// signal tells an open release of the app; found says whether there is one. A message that comes again has the same digest
// and is the same signal: the digest is the request's id, by which Temporal knows it.
func (b *Bridge) signal(ctx context.Context, appID, name string, arg any, digest []byte) (found bool, err error) {
	id := b.workflowIDPrefix + appID
	err = b.signals.SignalWorkflow(releases.WithRequestID(ctx, "push-"+hex.EncodeToString(digest)), id, "", name, arg)
	// NotFound means that no such workflow is open. A missing namespace is another type of error.
	if none := (*serviceerror.NotFound)(nil); errors.As(err, &none) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("signalling %s to workflow %s: %w", name, id, err)
	}
	return true, nil
}

// level logs users' messages only for debugging: all users of all Mini Programs write them.
func level(p *plan, d delivery) slog.Level {
	if len(p.steps) == 0 && !d.got.Event.Authorization && !d.got.Event.IsReview() {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

func attrs(d delivery) []any {
	list := []any{"kind", d.kind(), "name", d.got.Event.Name, "appid", d.app()}
	if lines := wxa.ReasonLines(d.got.Event.Reason); len(lines) > 0 {
		list = append(list, "reason", lines)
	}
	if d.got.ByAuthorizer {
		list = append(list, "note", "the message ends with the Mini Program's appid, not the platform's")
	}
	if d.got.Previous {
		list = append(list, "key", "previous")
	}
	return list
}
