package program

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
)

const (
	askTimeout = 4 * time.Second // the bridge itself looks for 2 s
	maxAnswer  = 1 << 10         // bytes
)

// Ask asks a program that listens on this host whether it can work: GET path, where 200 means that it can. addr is the
// host:port that it was told to listen on.
func Ask(ctx context.Context, addr, path string) error {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	addr, err := loopback(addr)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+path, nil)
	if err != nil {
		return words.ProgramAsk.Err(addr, err)
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
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return words.ProgramAnswer.Err(addr, err)
	}
	return words.ProgramStatus.Err(addr, resp.StatusCode, strings.TrimSpace(string(text)))
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
