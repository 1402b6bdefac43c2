package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/releases"
)

// roleServer as the first argument makes this program the Temporal server, which has to be a process of its own to be killed.
const roleServer = "temporal-server"

// serve is the process of the Temporal server. Its first line says that it is up.
func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet(roleServer, flag.ContinueOnError)
	file := flags.String("db", "", "")
	port := flags.Int("port", 0, "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	s, err := devserver.Start(ctx, devserver.Options{
		FrontendPort: *port, UIPort: devserver.NoUI, DBFile: *file, SearchAttributes: releases.SearchAttributeTypes(),
		// The histories of a run are wanted at its end.
		Retention: 7 * 24 * time.Hour,
		Logger:    slog.New(slog.NewTextHandler(stderr, nil)), LogLevel: slog.LevelError,
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, s.FrontendHostPort())
	<-ctx.Done()
	return s.Stop()
}
