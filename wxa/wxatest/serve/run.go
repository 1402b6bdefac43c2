package main

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

	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// Exit codes.
const (
	exitOK     = 0 // stopped as asked
	exitFailed = 1 // could not go on, or nobody is up
	exitUsage  = 2 // flags, settings or scenario
)

const (
	stopTimeout   = time.Second
	healthTimeout = 3 * time.Second
	headerTimeout = 10 * time.Second
)

// run is the program without the process around it; it gives the exit code.
func run(ctx context.Context, args []string, env lookup, stdout, stderr io.Writer) int {
	s, err := readSettings(args, env)
	if errors.Is(err, flag.ErrHelp) {
		_, _ = fmt.Fprint(stdout, help())
		return exitOK
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "serve: the settings cannot work:\n%v\nSee: serve -help\n", err)
		return exitUsage
	}
	if s.health {
		return askHealth(ctx, s.addr, stderr)
	}
	sc, err := s.readScenario()
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "serve: %v\n", err)
		return exitUsage
	}
	s.sim.Logger = slog.New(slog.NewTextHandler(stderr, nil))
	sim := wxatest.New(s.sim)
	defer sim.Close()
	if err := sim.Apply(sc); err != nil {
		_, _ = fmt.Fprintf(stderr, "serve: %v\n", err)
		return exitUsage
	}
	if err := serve(ctx, s, sim, len(sc.Apps), stdout); err != nil {
		_, _ = fmt.Fprintf(stderr, "serve: %v\n", err)
		return exitFailed
	}
	return exitOK
}

// serve answers until ctx ends.
func serve(ctx context.Context, s settings, sim *wxatest.Sim, apps int, stdout io.Writer) error {
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

// askHealth is for container health checks, where there is no other program to ask with.
func askHealth(ctx context.Context, addr string, stderr io.Writer) int {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	host, port, err := net.SplitHostPort(addr)
	if err == nil {
		if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
			addr = net.JoinHostPort("127.0.0.1", port)
		}
		err = getHealth(ctx, "http://"+addr+"/_sim/healthz")
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "serve: not up at %s: %v\n", addr, err)
		return exitFailed
	}
	return exitOK
}

func getHealth(ctx context.Context, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("HTTP status %d", resp.StatusCode)
	}
	return nil
}
