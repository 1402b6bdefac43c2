package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/settings"
)

const (
	healthTimeout = 4 * time.Second // the bridge itself looks for 2 s
	maxHealth     = 1 << 10         // bytes of the answer
)

// health asks the bridge that listens where the settings say whether it is ready.
func health(ctx context.Context, s settings.Settings) error {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	addr, err := loopback(s.Bridge.Addr)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("asking at %s, where WXRELEASE_BRIDGE_ADDR says: %w", addr, err)
	}
	// Straight there, whatever proxy the environment names.
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxHealth))
	if err != nil {
		return fmt.Errorf("reading the answer of the bridge at %s: %w", addr, err)
	}
	return fmt.Errorf("the bridge at %s answers HTTP status %d: %s", addr, resp.StatusCode, strings.TrimSpace(string(text)))
}

// loopback is where a listener on this address is reached from the same host.
func loopback(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", err
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}
