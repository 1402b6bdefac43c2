package telemetry

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/wxrelease/wxrelease/wxa"
)

const wechatSeconds = "wxrelease_wechat_request"

// appPath begins the endpoints that take a Mini Program's token; those that take the platform's are below another one.
const appPath = "/wxa/"

// How a request to WeChat ended: the label result.
const (
	resultOK      = "ok"
	resultRefused = "refused" // WeChat answered an errcode
	resultLost    = "lost"    // no answer, or one that cannot be read
)

// WeChat gives the observer of a client of WeChat. tracer may be nil: then nothing is traced.
func (m *Metrics) WeChat(tracer trace.Tracer) (wxa.Observer, error) {
	meter := m.meters.Meter("wxrelease")
	took, err := meter.Float64Histogram(wechatSeconds, metric.WithUnit("s"),
		metric.WithDescription("Requests to WeChat, by how long they took, with their short repeats."))
	repeats, err2 := meter.Int64Counter("wxrelease_wechat_repeats",
		metric.WithDescription("Short repeats of requests that had no effect before."))
	refusals, err3 := meter.Int64Counter("wxrelease_wechat_refusals",
		metric.WithDescription("Errcodes that WeChat answered; other is one that is not in the table of codes."))
	if err := errors.Join(err, err2, err3); err != nil {
		return nil, err
	}
	return func(ctx context.Context, call wxa.Call) (context.Context, func(wxa.Result)) {
		began := time.Now()
		ctx, traced := traceCall(ctx, tracer, call)
		return ctx, func(r wxa.Result) {
			endpoint := attribute.String("endpoint", call.Endpoint)
			took.Record(ctx, time.Since(began).Seconds(), metric.WithAttributes(endpoint, attribute.String("result", resultOf(r.Err))))
			if r.Err == nil && strings.HasPrefix(call.Endpoint, appPath) {
				m.quota.heard(call.AppID)
			}
			if r.Tries > 1 {
				repeats.Add(ctx, int64(r.Tries-1), metric.WithAttributes(endpoint))
			}
			if refused, ok := errors.AsType[*wxa.Error](r.Err); ok {
				refusals.Add(ctx, 1, metric.WithAttributes(endpoint, attribute.String("errcode", codeOf(refused)),
					attribute.String("class", refused.Class().String())))
			}
			traced(r)
		}
	}, nil
}

func resultOf(err error) string {
	switch _, refused := errors.AsType[*wxa.Error](err); {
	case err == nil:
		return resultOK
	case refused:
		return resultRefused
	default:
		return resultLost
	}
}

// codeOf is the errcode as a label. One that the table does not know is other, so that there are only so many.
func codeOf(e *wxa.Error) string {
	if _, known := wxa.Lookup(e.Code); !known {
		return "other"
	}
	return strconv.Itoa(e.Code)
}

// traceCall makes a span of a request. It names the endpoint and WeChat's request id, never the address with its token.
func traceCall(ctx context.Context, tracer trace.Tracer, call wxa.Call) (context.Context, func(wxa.Result)) {
	if tracer == nil {
		return ctx, func(wxa.Result) {}
	}
	ctx, span := tracer.Start(ctx, "WeChat "+call.Endpoint, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("wechat.endpoint", call.Endpoint), attribute.String("wechat.appid", call.AppID)))
	return ctx, func(r wxa.Result) {
		defer span.End()
		span.SetAttributes(attribute.Int("wechat.tries", r.Tries))
		if r.Err == nil {
			return
		}
		if refused, ok := errors.AsType[*wxa.Error](r.Err); ok {
			span.SetAttributes(attribute.Int("wechat.errcode", refused.Code), attribute.String("wechat.rid", refused.RID))
		}
		span.SetStatus(codes.Error, r.Err.Error())
	}
}
