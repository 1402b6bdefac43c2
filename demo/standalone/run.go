// Package standalone is an installation of wxrelease on one machine, in one process: a Temporal server on a SQLite file with its
// Web UI, the worker, the bridge and the store of the platform's credentials. It is the program wxrelease standalone, and wxrelease
// backup beside it.
package standalone

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"time"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/program/bridge"
	"github.com/wxrelease/wxrelease/internal/program/worker"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
)

const (
	namespace = "default"

	// retention is how long ended releases can be looked at, and known to a start that is repeated.
	retention = 30 * 24 * time.Hour

	defaultData = "wxrelease-data"

	startTimeout = time.Minute // of the server; a big file that was left by a killed process takes some seconds
)

// Run is the program without the process around it; it gives the exit code.
func Run(ctx context.Context, args []string, env settings.Env, stdout, stderr io.Writer) int {
	front := program.NewFront("standalone", args, env, stdout, stderr)
	var p plan
	folder := front.Flags.String("data", defaultData, "")
	front.Flags.IntVar(&p.temporalPort, "temporal-port", 7233, "")
	front.Flags.IntVar(&p.uiPort, "ui-port", 8233, "")
	settle := func() error {
		p.data = data(*folder)
		for flag, port := range map[string]int{"--temporal-port": p.temporalPort, "--ui-port": p.uiPort} {
			if port < 1 || port > 65535 {
				return words.StandalonePort.Err(flag, port)
			}
		}
		if err := p.data.prepare(); err != nil {
			return words.FlagFault.Err("--data", err)
		}
		address := func(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
		if err := p.data.writeClientConfig(address(p.temporalPort)); err != nil {
			return words.FlagFault.Err("--data", err)
		}
		return p.settle(env, address(p.temporalPort), "http://"+address(p.uiPort))
	}
	health := func(ctx context.Context) int {
		if err := settle(); err != nil {
			return front.Unhealthy(err)
		}
		if code := worker.Run(ctx, []string{"--health"}, p.env, stdout, stderr); code != program.OK || !p.bridge {
			return code
		}
		return bridge.Run(ctx, []string{"--health"}, p.env, stdout, stderr)
	}
	return front.Run(ctx, "", health, func(ctx context.Context) int {
		if err := settle(); err != nil {
			return front.Settings(err)
		}
		logger := program.Logger(p.settings, stderr)
		err := p.work(ctx, front, logger, stdout, stderr)
		var ended ended
		switch {
		case errors.As(err, &ended):
			return int(ended) // the program has said why
		case err != nil:
			return front.Say(program.Failed, words.ProgramEnds.Of(front.Command, advised(err, p.data)))
		}
		return program.OK
	})
}

// ended is one of the programs that has ended by itself, with its exit code.
type ended int

func (e ended) Error() string { return fmt.Sprintf("ended with exit code %d", int(e)) }

// work runs all until ctx ends or one part does.
func (p *plan) work(ctx context.Context, front *program.Front, logger *slog.Logger, stdout, stderr io.Writer) error {
	starting, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	server, err := devserver.Start(starting, devserver.Options{
		FrontendPort: p.temporalPort, UIPort: p.uiPort, Namespace: namespace, SearchAttributes: releases.SearchAttributeTypes(),
		DBFile: p.data.file(temporalDB), Durable: true, Retention: retention, Logger: logger, LogLevel: slog.LevelError,
	})
	if err != nil {
		return fmt.Errorf("starting the Temporal server: %w", err)
	}
	defer func() {
		if err := server.Stop(); err != nil {
			logger.Warn("Stopping the Temporal server", "error", err)
		}
	}()
	pushes := words.StandaloneNoBridge.Of()
	if p.bridge {
		pushes = words.StandaloneBridge.Of(p.settings.Bridge.Addr)
	}
	fmt.Fprintf(stdout, "%s\n\n", words.StandaloneRuns.Of(server.UIURL(), server.FrontendHostPort(), pushes, string(p.data)).In(front.Lang))

	// The parts end before the server does; the first that ends by itself ends the others.
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	type part func(context.Context, []string, settings.Env, io.Writer, io.Writer) int
	parts := []part{worker.Run}
	if p.bridge {
		parts = append(parts, bridge.Run)
	}
	codes := make(chan int, len(parts))
	for _, run := range parts {
		go func() { codes <- run(ctx, nil, p.env, stdout, stderr) }()
	}
	worst := program.OK
	for range parts {
		code := <-codes
		stop()
		worst = max(worst, code)
	}
	if worst != program.OK {
		return ended(worst)
	}
	return nil
}

// advised adds what to do about an error of the server's.
func advised(err error, d data) any {
	if errors.Is(err, devserver.ErrOtherTables) {
		return words.StandaloneOtherTables.Of(err, string(d))
	}
	return err
}
