package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/wxrelease/wxrelease/bridge"
	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/wxa/push"
)

// platformAppID is the demo's third-party platform.
const platformAppID = "wx0f1e2d3c4b5a6978"

// console is what the open platform's console would show of the platform; it is made anew for each run.
type console struct{ secret, pushToken, pushKey string }

func newConsole() console {
	return console{secret: strings.ToLower(rand.Text()), pushToken: rand.Text(), pushKey: push.NewEncodingAESKey()}
}

// openCredentials makes a store in a folder of its own and runs what it does in the background.
func (d *demo) openCredentials(ctx context.Context, logger *slog.Logger) error {
	dir, err := os.MkdirTemp("", "wxrelease-demo-")
	if err != nil {
		return fmt.Errorf("making a folder for the platform's credentials: %w", err)
	}
	d.closers = append(d.closers, func() { _ = os.RemoveAll(dir) })
	key := make([]byte, credentials.KeySize)
	_, _ = rand.Read(key)
	d.credentials, err = credentials.Open(ctx, credentials.Config{
		AppID: platformAppID, Secret: d.console.secret, Store: filepath.Join(dir, "credentials.db"), Key: key,
		BaseURL: d.wechat, Logger: logger,
	})
	if err != nil {
		return fmt.Errorf("opening the platform's credentials: %w", err)
	}
	background, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = d.credentials.Run(background) })
	d.closers = append(d.closers, func() { stop(); running.Wait(); _ = d.credentials.Close() })
	return nil
}

// startBridge serves WeChat's pushes.
func (d *demo) startBridge(listener net.Listener, logger *slog.Logger) error {
	key, err := push.ParseKey(d.console.pushKey)
	if err != nil {
		return err
	}
	receiver, err := push.NewReceiver(push.ReceiverConfig{AppID: platformAppID, Pairs: []push.Pair{{Token: d.console.pushToken, Key: key}}})
	if err != nil {
		return err
	}
	temporal, err := bridge.NewClient(client.Options{HostPort: d.temporal.FrontendHostPort(), Logger: log.NewStructuredLogger(logger)})
	if err != nil {
		return fmt.Errorf("connecting the bridge to the Temporal server: %w", err)
	}
	d.closers = append(d.closers, temporal.Close)
	b, err := bridge.New(bridge.Config{
		Receiver: receiver, Signals: temporal, CheckTemporal: bridge.CheckNamespace(temporal, "default"),
		Credentials: d.credentials, Logger: logger,
	})
	if err != nil {
		return err
	}
	serving, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := b.Serve(serving, listener); err != nil {
			logger.Error("The bridge has stopped", "error", err)
		}
	})
	d.closers = append(d.closers, func() { stop(); running.Wait() })
	return nil
}
