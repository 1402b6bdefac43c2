package bridge

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	headerTimeout = 3 * time.Second
	readTimeout   = 5 * time.Second // header and body
	writeTimeout  = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 16 << 10 // bytes

	stopGrace = readTimeout + writeTimeout // what was accepted has ended by then
)

// Serve answers on the listener until ctx ends; then it takes no more, finishes what it accepted and returns nil.
func (b *Bridge) Serve(ctx context.Context, on net.Listener) error {
	server := &http.Server{
		Handler: b, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(b.logger.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(on) }()
	defer b.Close()
	select {
	case err := <-served:
		return fmt.Errorf("taking pushes on %s: %w", on.Addr(), err)
	case <-ctx.Done():
	}
	b.logger.Info("Stopping, after the pushes that are under way")
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return fmt.Errorf("stopping: pushes are still under way after %s: %w", stopGrace, err)
	}
	return nil
}
