// Package simulator is the program wxrelease simulator: the simulated WeChat as a process, for demonstrations and for tests
// of other processes. It is not WeChat and not meant to be exposed: its control interface has no login.
package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/pflag"

	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const (
	stopTimeout   = time.Second
	headerTimeout = 10 * time.Second
)

// Run is the program without the process around it; it gives the exit code.
func Run(ctx context.Context, args []string, env settings.Env, stdout, stderr io.Writer) int {
	front := program.NewFront("simulator", args, env, stdout, stderr)
	var s options
	var own []string // flags for which there is a variable
	mine := pflag.NewFlagSet("", pflag.ContinueOnError)
	s.flagsInto(mine)
	mine.VisitAll(func(f *pflag.Flag) { own = append(own, f.Name) })
	front.Flags.AddFlagSet(mine)
	health := func(ctx context.Context) int {
		if err := program.Ask(ctx, s.addr, "/_sim/healthz"); err != nil {
			return front.Unhealthy(err)
		}
		return program.OK
	}
	problems := fromEnvironment(front.Flags, own, env)
	return front.Run(ctx, "\n"+words.SimulatorSecrets.In(front.Lang)+"\n", health, func(ctx context.Context) int {
		if err := errors.Join(append(problems, s.finish(env))...); err != nil {
			return front.Settings(err)
		}
		return run(ctx, s, front, stdout, stderr)
	})
}

// run is the simulator until ctx ends; it gives the exit code.
func run(ctx context.Context, s options, front *program.Front, stdout, stderr io.Writer) int {
	end := func(code int, err error) int { return front.Say(code, words.ProgramEnds.Of(front.Command, err)) }
	sc, err := s.readScenario()
	if err != nil {
		return end(program.Usage, err)
	}
	s.sim.Logger = slog.New(slog.NewTextHandler(stderr, nil))
	sim := wxatest.New(s.sim)
	defer sim.Close()
	if err := sim.Apply(sc); err != nil {
		return end(program.Usage, err)
	}
	say := func(address string) string { return banner(address, s.sim.Speed, len(sc.Apps)).In(front.Lang) }
	if err := serve(ctx, s, sim, say, stdout); err != nil {
		return end(program.Failed, err)
	}
	return program.OK
}

// serve answers until ctx ends.
func serve(ctx context.Context, s options, sim *wxatest.Sim, say func(address string) string, stdout io.Writer) error {
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return words.SimulatorListen.Err(s.addr, err)
	}
	if tcp, isTCP := listener.Addr().(*net.TCPAddr); isTCP && !tcp.IP.IsLoopback() {
		s.sim.Logger.Warn("Others can reach this simulator, and its control interface has no login", "addr", tcp.String())
	}
	_, _ = fmt.Fprint(stdout, say(listener.Addr().String()))
	server := &http.Server{
		Handler: sim, ReadHeaderTimeout: headerTimeout, ErrorLog: slog.NewLogLogger(s.sim.Logger.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return words.SimulatorServe.Err(listener.Addr().String(), err)
	case <-ctx.Done():
	}
	sim.Close() // first: it ends requests that wait for a delay
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := server.Shutdown(stopping); err != nil {
		// Shutdown also waits for connections that never sent a request; those are nobody's loss.
		s.sim.Logger.Warn("Closing connections that were still open", "after", stopTimeout)
		if err := server.Close(); err != nil {
			return words.SimulatorStop.Err(err)
		}
	}
	return nil
}

// banner says where the simulator is and what can be done there.
func banner(addr string, speed float64, apps int) words.Text {
	pace := words.SimulatorRuns.Of(speed)
	if speed == 0 {
		pace = words.SimulatorStands.Of()
	}
	return words.SimulatorBanner.Of(apps, pace, "http://"+addr)
}
