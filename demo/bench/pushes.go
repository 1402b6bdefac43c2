package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"github.com/wxrelease/wxrelease/bridge"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/push"
)

const (
	platformAppID = "wx0f1e2d3c4b5a6978"
	pushToken     = "push-token-of-the-bench"
	pushKey       = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
)

// bridge compares pushes that pass the bridge, encrypted as WeChat's are, with signals that a client sends itself, in turn.
func (b *bench) bridge(ctx context.Context) error {
	key, err := push.ParseKey(pushKey)
	if err != nil {
		return err
	}
	receiver, err := push.NewReceiver(push.ReceiverConfig{AppID: platformAppID, Pairs: []push.Pair{{Token: pushToken, Key: key}}})
	if err != nil {
		return err
	}
	signals, err := bridge.NewClient(client.Options{HostPort: b.server.address, Logger: quiet()})
	if err != nil {
		return err
	}
	defer signals.Close()
	handler, err := bridge.New(bridge.Config{
		Receiver: receiver, Signals: signals, CheckTemporal: bridge.CheckNamespace(signals, client.DefaultNamespace),
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	serving, stop := context.WithCancel(ctx)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- handler.Serve(serving, listener) }()
	// Nobody works: only the way of the push is measured.
	inputs, _, err := b.begin(ctx, ours, b.flight, timing.Pace{})
	if err != nil {
		return err
	}
	b.worker.stop()
	b.worker = nil
	through := func(in workflows.ReleaseInput, n int) error {
		// Each is a push of its own: the bridge drops one that comes twice.
		message := fmt.Sprintf("<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>%d</CreateTime>"+
			"<MsgType>event</MsgType><Event>weapp_audit_delay</Event><DelayTime>%d</DelayTime></xml>", time.Now().Unix(), n)
		sealed := key.Encrypt(push.NewMessage([]byte(message), platformAppID))
		timestamp, nonce := strconv.FormatInt(time.Now().Unix(), 10), strconv.Itoa(n)
		query := url.Values{
			"timestamp": {timestamp}, "nonce": {nonce}, "msg_signature": {push.Sign(pushToken, timestamp, nonce, sealed)},
		}
		response, err := http.Post("http://"+listener.Addr().String()+"/wechat/"+in.AppID+"/messages?"+query.Encode(), "text/xml",
			bytes.NewReader(push.MessageEnvelope("gh_1", sealed)))
		if err != nil {
			return err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("the bridge answers %s", response.Status)
		}
		return nil
	}
	bare := func(in workflows.ReleaseInput, _ int) error {
		event := workflows.AuditEvent{Event: "x"}
		return b.client.SignalWorkflow(ctx, workflows.WorkflowID(in.AppID), "", workflows.SignalAuditEvent, event)
	}
	// A run takes 10,000 signals at most, and the histories grow: both ways get the same in turn.
	rate := map[string][]float64{}
	for range b.rounds {
		for name, send := range map[string]func(workflows.ReleaseInput, int) error{"bridge": through, "bare": bare} {
			began := time.Now()
			all, _ := errgroup.WithContext(ctx)
			all.SetLimit(b.flight)
			for n := range b.pushes {
				all.Go(func() error { return send(inputs[n%len(inputs)], n) })
			}
			if err := all.Wait(); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			rate[name] = append(rate[name], float64(b.pushes)/time.Since(began).Seconds())
		}
	}
	fmt.Fprintf(b.out, "\n## Pushes\n\nMedians of %d rounds with %d each, %d at a time, nobody works on them.\n\n",
		b.rounds, b.pushes, b.flight)
	pushed, signalled := middle(rate["bridge"]), middle(rate["bare"])
	fmt.Fprintf(b.out, "| Pushes through the bridge per second | bare signals per second | ratio |\n|---|---|---|\n"+
		"| %.0f | %.0f | %.2f |\n", pushed, signalled, pushed/signalled)
	stop()
	if err := <-served; err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
