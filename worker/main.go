// Command worker is wxrelease worker as a program of its own: it runs the releases.
package main

import (
	"context"
	"os"

	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/program/worker"
)

func main() {
	program.Main(func(ctx context.Context) int { return worker.Run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr) })
}
