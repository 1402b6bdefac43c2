// Package codec is the program wxrelease codec: it decrypts for the Temporal Web UI and the Temporal CLI what the other programs have
// encrypted.
package codec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"time"

	"go.temporal.io/sdk/converter"

	"github.com/wxrelease/wxrelease/internal/build"
	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
)

const (
	headerTimeout = 5 * time.Second
	bodyTimeout   = 30 * time.Second
	stopTimeout   = 5 * time.Second
	mostBytes     = 16 << 20 // of a request: a page of a history
)

// Run is the program without the process around it; it gives the exit code.
func Run(ctx context.Context, args []string, env settings.Env, stdout, stderr io.Writer) int {
	p := program.Program{Name: settings.Codec, Title: "Codec", Work: work, Health: health}
	return p.Run(ctx, args, env, stdout, stderr)
}

func health(ctx context.Context, s settings.Settings) error {
	return program.Ask(ctx, s.CodecAddr, "/healthz")
}

// work serves until ctx ends.
func work(ctx context.Context, s settings.Settings, logger *slog.Logger) error {
	codec, err := s.Payload.Codec()
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.CodecAddr)
	if err != nil {
		return fmt.Errorf("listening where WXRELEASE_CODEC_ADDR says: %w", err)
	}
	if tcp, ok := listener.Addr().(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		logger.Warn("Whoever reaches this address can decrypt: keep it inside", "addr", tcp.String())
	}
	origins := []string{"http://localhost:8233", "http://127.0.0.1:8233"}
	if s.WebUI != "" {
		origins = []string{s.WebUI}
	}
	server := &http.Server{
		Handler: handler(converter.NewPayloadCodecHTTPHandler(codec), origins), ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout,
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	logger.Info("Decrypting", "on", listener.Addr().String(), "for", origins, "version", build.Read().Version)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := server.Shutdown(stopping); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}

// handler lets pages of the Web UI's origins call the codec from a browser, and no others.
func handler(codec http.Handler, origins []string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Vary", "Origin")
		if origin := r.Header.Get("Origin"); origin != "" {
			if !slices.Contains(origins, origin) {
				http.Error(w, "this origin is not the Web UI's: set WXRELEASE_WEB_UI", http.StatusForbidden)
				return
			}
			w.Header().Set("Access-Control-Allow-Origin", origin)
			w.Header().Set("Access-Control-Allow-Credentials", "true")
			w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Namespace")
			w.Header().Set("Access-Control-Allow-Methods", "POST")
		}
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, mostBytes)
		codec.ServeHTTP(w, r)
	})
	return mux
}
