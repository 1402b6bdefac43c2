package main

import (
	"context"
	"flag"
	"log/slog"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// serve is the process of the Temporal server.
func serve(ctx context.Context, _ []string) error {
	s, err := devserver.Start(ctx, devserver.Options{UIPort: devserver.NoUI, SearchAttributes: releases.SearchAttributeTypes()})
	if err != nil {
		return err
	}
	defer func() { _ = s.Stop() }()
	if err := announce(s.FrontendHostPort()); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// work is the process of the worker, which runs both workflows.
func work(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet(roleWorker, flag.ContinueOnError)
	temporal := flags.String("temporal", "", "")
	wechat := flags.String("wechat", "", "")
	cache := flags.Int("cache", 10_000, "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	tokens, err := wxa.NewHTTPTokens(wxa.HTTPTokensConfig{URL: *wechat + "/_sim/token?appid={appid}"})
	if err != nil {
		return err
	}
	client1, err := wxa.New(wxa.Config{BaseURL: *wechat, Tokens: tokens})
	if err != nil {
		return err
	}
	c, err := client.DialContext(ctx, client.Options{HostPort: *temporal, Logger: quiet()})
	if err != nil {
		return err
	}
	defer c.Close()
	worker.SetStickyWorkflowCacheSize(*cache)
	options := workflows.WorkerOptions()
	options.MaxConcurrentActivityTaskPollers, options.MaxConcurrentWorkflowTaskPollers = 2, 2
	w := worker.New(c, workflows.TaskQueue, options)
	a := &activities.Activities{WeChat: client1}
	workflows.Options{Words: words.English.WebUI(nil), Searchable: true}.Register(w, a)
	registerTutorial(w, client1)
	if err := w.Start(); err != nil {
		return err
	}
	defer w.Stop()
	if err := announce("-"); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// quiet is a log for what is measured, not read.
func quiet() log.Logger { return log.NewStructuredLogger(slog.New(slog.DiscardHandler)) }
