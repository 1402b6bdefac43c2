package program

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/wxrelease/wxrelease/credentials"
)

// openTimeout bounds reaching the store and bringing its tables up to date.
const openTimeout = 10 * time.Second

// OpenStore opens the store of the platform's credentials and looks after authorisations and the ticket until stop is called:
// worker and bridge both do, and whichever runs does it, once. stop closes the store.
func OpenStore(ctx context.Context, cfg credentials.Config, logger *slog.Logger) (platform *credentials.Platform, stop func(), err error) {
	short, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	platform, err = credentials.Open(short, cfg)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the store that WXRELEASE_STORE names: %w", err)
	}
	// What is being stopped still needs the store, so this does not end with ctx.
	background, end := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() {
		if err := platform.Run(background); err != nil {
			logger.Error("New authorisations and the ticket are not looked after any more", "error", err)
		}
	})
	return platform, func() {
		end()
		running.Wait()
		if err := platform.Close(); err != nil {
			logger.Warn("Closing the store of credentials", "error", err)
		}
	}, nil
}
