package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
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
	sender := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: b.flight}} // keeps its connections, as a proxy does
	defer sender.CloseIdleConnections()
	// Each is a push of its own: the bridge drops one that comes twice. WeChat seals them, so that is not measured.
	sealed := func(n int) (*http.Request, error) {
		message := fmt.Sprintf("<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>%d</CreateTime>"+
			"<MsgType>event</MsgType><Event>weapp_audit_delay</Event><DelayTime>%d</DelayTime></xml>", time.Now().Unix(), n)
		body := key.Encrypt(push.NewMessage([]byte(message), platformAppID))
		timestamp, nonce := strconv.FormatInt(time.Now().Unix(), 10), strconv.Itoa(n)
		query := url.Values{
			"timestamp": {timestamp}, "nonce": {nonce}, "msg_signature": {push.Sign(pushToken, timestamp, nonce, body)},
		}
		return http.NewRequest(http.MethodPost,
			"http://"+listener.Addr().String()+"/wechat/"+inputs[n%len(inputs)].AppID+"/messages?"+query.Encode(),
			bytes.NewReader(push.MessageEnvelope("gh_1", body)))
	}
	through := func(request *http.Request) error {
		response, err := sender.Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			return err
		}
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("the bridge answers %s", response.Status)
		}
		return nil
	}
	bare := func(n int) error {
		event := workflows.AuditEvent{Event: "x"}
		return b.client.SignalWorkflow(ctx, workflows.WorkflowID(inputs[n%len(inputs)].AppID), "", workflows.SignalAuditEvent, event)
	}
	rate := func(send func(n int) error) (float64, error) {
		began := time.Now()
		all, _ := errgroup.WithContext(ctx)
		all.SetLimit(b.flight)
		for n := range b.pushes {
			all.Go(func() error { return send(n) })
		}
		err := all.Wait()
		return float64(b.pushes) / time.Since(began).Seconds(), err
	}
	// A run takes 10,000 signals at most, and the histories grow: both ways get the same in turn.
	var pushed, signalled []float64
	for round := range b.rounds {
		requests := make([]*http.Request, b.pushes)
		for n := range requests {
			if requests[n], err = sealed(round*b.pushes + n); err != nil {
				return err
			}
		}
		p, err := rate(func(n int) error { return through(requests[n]) })
		if err != nil {
			return fmt.Errorf("pushes: %w", err)
		}
		s, err := rate(bare)
		if err != nil {
			return fmt.Errorf("bare signals: %w", err)
		}
		fmt.Fprintf(b.errors, "round %d: %.0f pushes/s, %.0f bare signals/s\n", round+1, p, s)
		pushed, signalled = append(pushed, p), append(signalled, s)
	}
	fmt.Fprintf(b.out, "\n## Pushes\n\nMedians of %d rounds with %d each, %d at a time, nobody works on them.\n\n",
		b.rounds, b.pushes, b.flight)
	fmt.Fprintf(b.out, "| Pushes through the bridge per second | bare signals per second | ratio |\n|---|---|---|\n"+
		"| %.0f | %.0f | %.2f |\n", middle(pushed), middle(signalled), middle(pushed)/middle(signalled))
	stop()
	if err := <-served; err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
