package devserver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	uiserver "github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	uioptions "github.com/temporalio/ui-server/v2/server/server_options"
)

// ui is the running Web UI.
type ui struct {
	server *uiserver.Server
	done   chan error // what serving ended with
}

// startUI starts the Web UI and returns when it answers.
func startUI(ctx context.Context, opts Options) (*ui, error) {
	u := &ui{
		server: uiserver.NewServer(uioptions.WithConfigProvider(&uiconfig.Config{
			Host:                host,
			Port:                opts.UIPort,
			TemporalGRPCAddress: hostPort(opts.FrontendPort),
			DefaultNamespace:    opts.Namespace,
			EnableUI:            true,
			CORS:                uiconfig.CORS{CookieInsecure: true}, // plain HTTP on loopback
			HideLogs:            true,
			DisableNewsFetch:    true, // nothing here calls the internet
		})),
		done: make(chan error, 1),
	}
	go func() { u.done <- u.server.Start() }()
	if err := u.ready(ctx, opts.UIPort); err != nil {
		u.stop()
		return nil, err
	}
	return u, nil
}

func (u *ui) ready(ctx context.Context, port int) error {
	url := "http://" + hostPort(port) + "/healthz"
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			status := resp.StatusCode
			if err := resp.Body.Close(); err != nil {
				return err
			}
			if status == http.StatusOK {
				return nil
			}
			err = fmt.Errorf("%s answers HTTP %d", url, status)
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case end := <-u.done:
			u.done <- end
			return fmt.Errorf("the Web UI ended: %w", errors.Join(end, err))
		case <-tick.C:
		}
	}
}

// stop closes the port and returns when serving has ended.
func (u *ui) stop() {
	u.server.Stop()
	<-u.done
}
