// Package simulator is the program wxrelease simulator: the simulated WeChat as a process, for demonstrations and for tests
// of other processes. It is not WeChat and not meant to be exposed: its control interface has no login.
package simulator

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const (
	stopTimeout   = time.Second
	headerTimeout = 10 * time.Second
)

// command is what people type to run the program.
const command = "wxrelease simulator"

// Run is the program without the process around it; it gives the exit code.
func Run(ctx context.Context, args []string, env settings.Env, stdout, stderr io.Writer) int {
	s, err := readOptions(args, env)
	if errors.Is(err, flag.ErrHelp) {
		_, _ = fmt.Fprint(stdout, help())
		return program.OK
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "%s: the settings cannot work:\n%v\nSee: %[1]s --help\n", command, err)
		return program.Usage
	}
	if s.health {
		if err := program.Ask(ctx, s.addr, "/_sim/healthz"); err != nil {
			_, _ = fmt.Fprintf(stderr, "%s: not healthy: %v\n", command, err)
			return program.Failed
		}
		return program.OK
	}
	sc, err := s.readScenario()
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "%s: %v\n", command, err)
		return program.Usage
	}
	s.sim.Logger = slog.New(slog.NewTextHandler(stderr, nil))
	sim := wxatest.New(s.sim)
	defer sim.Close()
	if err := sim.Apply(sc); err != nil {
		_, _ = fmt.Fprintf(stderr, "%s: %v\n", command, err)
		return program.Usage
	}
	if err := serve(ctx, s, sim, len(sc.Apps), stdout); err != nil {
		_, _ = fmt.Fprintf(stderr, "%s: %v\n", command, err)
		return program.Failed
	}
	return program.OK
}

// serve answers until ctx ends.
func serve(ctx context.Context, s options, sim *wxatest.Sim, apps int, stdout io.Writer) error {
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.addr, err)
	}
	if tcp, isTCP := listener.Addr().(*net.TCPAddr); isTCP && !tcp.IP.IsLoopback() {
		s.sim.Logger.Warn("Others can reach this simulator, and its control interface has no login", "addr", tcp.String())
	}
	_, _ = fmt.Fprint(stdout, banner(listener.Addr().String(), s.sim.Speed, apps))
	server := &http.Server{Handler: sim, ReadHeaderTimeout: headerTimeout, ErrorLog: slog.NewLogLogger(s.sim.Logger.Handler(), slog.LevelWarn)}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	sim.Close() // first: it ends requests that wait for a delay
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := server.Shutdown(stopping); err != nil {
		// Shutdown also waits for connections that never sent a request; those are nobody's loss.
		s.sim.Logger.Warn("Closing connections that were still open", "after", stopTimeout)
		if err := server.Close(); err != nil {
			return fmt.Errorf("stop: %w", err)
		}
	}
	return nil
}

func banner(addr string, speed float64, apps int) string {
	pace := fmt.Sprintf("its clock runs %g times as fast as yours", speed)
	if speed == 0 {
		pace = "its clock stands still until you advance it"
	}
	return strings.NewReplacer("ADDR", "http://"+addr).Replace(fmt.Sprintf(`Simulated WeChat with %d Mini Programs; %s.

  WeChat's API    ADDR
  tokens          ADDR/_sim/token?appid={appid}
  all controls    curl ADDR/_sim/
  Mini Programs   curl ADDR/_sim/apps
  the platform    curl ADDR/_sim/platform
  what happened   curl ADDR/_sim/ledger
  three hours on  curl -d '{"by":"3h"}' ADDR/_sim/advance

`, apps, pace))
}
