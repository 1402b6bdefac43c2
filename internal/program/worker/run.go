// Package worker is the program wxrelease worker: it asks Temporal for work and calls WeChat.
package worker

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/build"
	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// Run is the program without the process around it; it gives the exit code.
func Run(ctx context.Context, args []string, env settings.Env, stdout, stderr io.Writer) int {
	p := program.Program{Name: settings.Worker, Title: "Worker", Work: work, Health: health}
	return p.Run(ctx, args, env, stdout, stderr)
}

// work connects and works until ctx ends.
func work(ctx context.Context, s settings.Settings, logger *slog.Logger) error {
	measuring, err := measure(ctx, &s, logger)
	if err != nil {
		return err
	}
	defer measuring.close()
	observer, err := measuring.metrics.WeChat(measuring.tracing.Tracer())
	if err != nil {
		return err
	}
	tokens, stopTokens, err := tokenSource(ctx, s, observer, logger)
	if err != nil {
		return err
	}
	defer stopTokens()
	wechat, err := wxa.New(wxa.Config{BaseURL: s.WeChatURL, Tokens: tokens, Logger: logger, Observer: observer})
	if err != nil {
		return err
	}
	c, err := connect(ctx, s.Temporal, logger, client.DialContext)
	if ctx.Err() != nil {
		logger.Info("Stopped before Temporal answered")
		return nil
	}
	if err != nil {
		return err
	}
	defer c.Close()
	unsearchable := releases.New(c, releases.Options{Namespace: s.Temporal.Namespace}).EnsureSearchAttributes(ctx)
	if unsearchable != nil {
		logger.Warn("Releases work, lists by stage or outcome do not", "reason", unsearchable)
	}
	first, further := activityQueues(s.Worker)
	logger.Info("Starting to work", "temporal", s.Temporal.HostPort, "namespace", s.Temporal.Namespace, "queue", workflows.TaskQueue,
		"new_calls_on", cmp.Or(first, workflows.TaskQueue), "calls_also_on", further, "wechat", s.WeChatURL,
		"version", build.Read().Version)
	if d := s.Worker.Deployment; d != "" {
		logger.Info("This worker gets work when its version is the current one of the deployment", "deployment", d, "build_id",
			s.Worker.BuildID, "do", "temporal worker deployment set-current-version --namespace "+s.Temporal.Namespace+
				" --deployment-name "+d+" --build-id "+s.Worker.BuildID)
	}
	options := workflows.Options{Words: s.Lang.WebUI(time.Local), Searchable: unsearchable == nil, ActivityQueue: first}
	calls := &activities.Activities{WeChat: wechat, Name: namesOf(tokens), RestoredFrom: s.Worker.RestoredFrom}
	all, ctx := errgroup.WithContext(ctx)
	all.Go(func() error { return measuring.serve(ctx, s, c, wechat, tokens) })
	all.Go(func() error {
		if err := measuring.while(func() error { return runWorkers(ctx, c, s.Worker, options, calls, logger) }); err != nil {
			return fmt.Errorf("namespace %s of Temporal at %s: %w", s.Temporal.Namespace, s.Temporal.HostPort, err)
		}
		return nil
	})
	return all.Wait()
}
