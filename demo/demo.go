package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/live"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// demo is everything that runs.
type demo struct {
	reader      words.Reader // for whom the show is
	temporal    *devserver.Server
	client      client.Client
	releases    *releases.Client
	sim         *wxatest.Sim
	wechat      string // base URL of the simulated WeChat
	bridge      string // base URL of the bridge
	console     console
	credentials *credentials.Platform
	closers     []func()
}

// start brings everything up, in the order of need; what is up already comes down again on an error.
func start(ctx context.Context, o options, reader words.Reader, logger *slog.Logger) (_ *demo, err error) {
	d := &demo{reader: reader}
	defer func() {
		if err != nil {
			d.stop()
		}
	}()
	d.temporal, err = devserver.Start(ctx, devserver.Options{
		FrontendPort: o.temporalPort, UIPort: o.uiPort, SearchAttributes: releases.SearchAttributeTypes(),
		Logger: logger, LogLevel: slog.LevelError,
	})
	if err != nil {
		return nil, fmt.Errorf("starting the Temporal server: %w", err)
	}
	d.closers = append(d.closers, func() { _ = d.temporal.Stop() })
	bridgeListener, err := listen("the bridge", "-bridge-port", o.bridgePort)
	if err != nil {
		return nil, err
	}
	d.closers = append(d.closers, func() { _ = bridgeListener.Close() })
	d.bridge = "http://" + bridgeListener.Addr().String()
	d.console = newConsole()
	if err = d.startWeChat(o.wechatPort, logger); err != nil {
		return nil, err
	}
	if err = d.openCredentials(ctx, logger); err != nil {
		return nil, err
	}
	d.client, err = d.temporal.NewClient(ctx, client.Options{Logger: log.NewStructuredLogger(logger)})
	if err != nil {
		return nil, fmt.Errorf("connecting to the Temporal server: %w", err)
	}
	d.closers = append(d.closers, d.client.Close)
	d.releases = releases.New(d.client, releases.Options{WebUI: d.temporal.UIURL()})
	if err = d.startBridge(bridgeListener, logger); err != nil {
		return nil, err
	}
	return d, d.startWorker(logger)
}

// listen takes a port before anything else is started, so that a taken one is told at once.
func listen(what, flag string, port int) (net.Listener, error) {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", what, &devserver.PortError{Port: port, Flag: flag, Err: err})
	}
	return l, nil
}

func (d *demo) startWeChat(port int, logger *slog.Logger) error {
	listener, err := listen("the simulated WeChat", "-wechat-port", port)
	if err != nil {
		return err
	}
	d.sim = wxatest.New(wxatest.Config{
		Speed: speed, Seed: 1, Logger: logger,
		// Tokens live two real hours, or they would end every twelve seconds.
		TokenLife: speed * 2 * time.Hour,
		Platform:  wxatest.Platform{AppID: platformAppID, Secret: d.console.secret},
		Callback: wxatest.Callback{
			URL: d.bridge + "/wechat/$APPID$/messages", EventsURL: d.bridge + "/wechat/events",
			Token: d.console.pushToken, EncodingAESKey: d.console.pushKey,
			// The simulated clock is soon hours ahead, which a bridge takes for a replay.
			RealTimestamps: true,
		},
	})
	server := &http.Server{Handler: d.sim, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			logger.Error("The simulated WeChat has stopped", "error", err)
		}
	}()
	d.closers = append(d.closers, func() { _ = server.Close(); d.sim.Close() })
	d.wechat = "http://" + listener.Addr().String()
	for _, s := range scenes {
		d.sim.AddApp(s.app)
		for _, f := range s.faults {
			d.sim.Fault(f)
		}
	}
	return nil
}

func (d *demo) startWorker(logger *slog.Logger) error {
	wechat, err := wxa.New(wxa.Config{BaseURL: d.wechat, Tokens: d.credentials, Logger: logger})
	if err != nil {
		return err
	}
	w := worker.New(d.client, workflows.TaskQueue, workflows.WorkerOptions())
	workflows.Options{Words: d.reader.Lang.WebUI(time.Local), Searchable: true}.Register(w, &activities.Activities{WeChat: wechat})
	if err := w.Start(); err != nil {
		return fmt.Errorf("starting the worker: %w", err)
	}
	d.closers = append(d.closers, w.Stop)
	return nil
}

// stop takes everything down in the reverse order.
func (d *demo) stop() {
	for i := len(d.closers) - 1; i >= 0; i-- {
		d.closers[i]()
	}
}

// releaseAll starts the releases, shows them until they have ended, and checks how they did.
func (d *demo) releaseAll(ctx context.Context, env settings.Env, stdout *os.File) error {
	addresses := words.DemoAddresses.Of(d.temporal.UIURL(), d.temporal.FrontendHostPort(), d.wechat, d.bridge)
	fmt.Fprintf(stdout, "%s\n\n", d.reader.Say(addresses))
	for _, s := range scenes {
		fmt.Fprintln(stdout, d.reader.Say(words.DemoScene.Of(s.name, s.app.TrialVersion, s.story)))
	}
	fmt.Fprintln(stdout)
	// WeChat pushes a ticket every ten minutes; nothing can be called before the first one. The demo does not wait for it.
	d.sim.PushTicket()
	for _, s := range scenes {
		if _, err := d.releases.Start(ctx, s.input(), releases.Origin{}); err != nil {
			return err
		}
	}
	getenv := func(name string) string { value, _ := env.LookupEnv(name); return value }
	results, err := d.watch(ctx, live.New(stdout, live.Open(stdout, getenv), d.reader))
	if err != nil {
		return err
	}
	d.report(stdout, results)
	return d.check(results)
}

// watch shows the releases until all have ended, as the command line does, and tells how they did.
func (d *demo) watch(ctx context.Context, view *live.View) ([]*releases.Release, error) {
	following, stop := context.WithCancel(ctx)
	defer stop()
	results, errs := make([]*releases.Release, len(scenes)), make([]error, len(scenes))
	var all sync.WaitGroup
	for i, s := range scenes {
		shown := view.Follow(live.Release{AppID: s.app.AppID, Name: s.name, Label: s.name})
		all.Go(func() {
			defer shown.End()
			f := releases.Follower{Client: d.releases, AppID: s.app.AppID, Changed: shown.Changed, Polled: shown.Polled}
			last, err := f.Follow(following)
			if err != nil {
				errs[i] = fmt.Errorf("following the release of %s: %w", s.name, err)
				stop() // what the others end as matters no longer
				return
			}
			results[i] = last
		})
	}
	all.Wait()
	if ctx.Err() != nil {
		return nil, errors.New("interrupted before all releases had ended")
	}
	return results, errors.Join(errs...)
}
