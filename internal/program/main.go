package program

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Main is the process around a program: it ends with the exit code that run gives. SIGINT and SIGTERM end run's context;
// run then stops in order, and a second signal ends the process at once.
func Main(run func(context.Context) int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx))
}
