// Package devserver runs a whole Temporal server with its Web UI inside this process, on loopback only: for the demo, for
// the end-to-end tests and, with a file, for an installation on one machine. It is a real server (all services, SQLite), not a
// simulation. It asks nobody who is calling.
package devserver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/temporal"
)

// host is the only address this package listens on.
const host = "127.0.0.1"

// NoUI as Options.UIPort leaves the Web UI out.
const NoUI = -1

// Options say what to start. The zero value is a server in memory with a Web UI, both on free ports.
type Options struct {
	FrontendPort int    // where clients and workers connect (gRPC); 0 is a free port
	UIPort       int    // the Web UI; 0 is a free port, NoUI is none
	Namespace    string // created when missing; empty is "default"

	// SearchAttributes are there in the namespace when Start returns. Without them the namespace has none of its own, and
	// they can be added to the running server with OperatorService().AddSearchAttributes.
	SearchAttributes map[string]enumspb.IndexedValueType

	// DBFile keeps everything in this file, made when missing, so that a later Start goes on where Stop (or a killed
	// process) left off. Only one server can use it at a time. Empty keeps it in memory until the process ends.
	DBFile string

	// Durable has the file outlast a power cut as well, at the price of a disk sync for each step of a workflow.
	Durable bool

	// Retention is how long ended workflows can be looked at, where the namespace is made anew; 0 is a day.
	Retention time.Duration

	// LongHistory is how many events a run may have before the server tells it to continue as a new one; 0 is the server's own
	// number, 4,096.
	LongHistory int

	// Logger receives what the server and its clients have to say from LogLevel upwards. Nil drops it.
	Logger   *slog.Logger
	LogLevel slog.Leveler // nil is slog.LevelWarn
}

// Server is a running server. Its methods are safe for concurrent use.
type Server struct {
	opts     Options
	logger   *slog.Logger // what of opts.Logger is at least at opts.LogLevel
	silent   atomic.Bool  // while and after stopping
	temporal temporal.Server
	dynamic  *dynamicconfig.MemoryClient // its settings
	ui       *ui                         // nil without one
	lock     *flock.Flock
	stop     func() error
}

// Start starts a server and returns when it answers, in well under a second. ctx limits that wait; it does not stop the
// server later. A port that is taken is a *PortError, found before anything is started.
func Start(ctx context.Context, opts Options) (_ *Server, err error) {
	opts.Namespace = cmp.Or(opts.Namespace, "default")
	p, err := claimPorts(&opts)
	if err != nil {
		return nil, err
	}
	defer release(&p.held)
	defer release(&p.heldUI)

	s := &Server{opts: opts, logger: levelled(opts.Logger, opts.LogLevel), dynamic: newSettings(opts)}
	s.stop = sync.OnceValue(s.shutdown)
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Stop())
		}
	}()
	if opts.DBFile != "" {
		if s.lock, err = lockDB(opts.DBFile); err != nil {
			return nil, err
		}
	}
	db, err := openDB(opts)
	if err != nil {
		return nil, err
	}
	release(&p.held) // now the server takes them
	if s.temporal, err = startTemporal(opts, p, db, s.dynamic, serverLogger{s.logger, &s.silent}); err != nil {
		return nil, fmt.Errorf("start the Temporal server: %w", err)
	}
	if err := s.ready(ctx); err != nil {
		return nil, fmt.Errorf("wait for the Temporal server: %w", err)
	}
	if opts.UIPort != NoUI {
		release(&p.heldUI)
		if s.ui, err = startUI(ctx, opts); err != nil {
			return nil, fmt.Errorf("start the Temporal Web UI: %w", err)
		}
	}
	return s, nil
}

// Stop stops the server and frees its ports. Long polls are given a second to end. Workers and clients that are still
// connected retry until a server answers on the port again. What remains until the process ends are some thirty sleeping
// goroutines, of connections that the server does not close, and a database in memory. A second call returns what the
// first one did.
func (s *Server) Stop() error { return s.stop() }

func (s *Server) shutdown() error {
	s.silent.Store(true) // its parts complain of each other's absence
	var errs []error
	if s.ui != nil {
		s.ui.stop()
	}
	if s.temporal != nil {
		errs = append(errs, s.temporal.Stop())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Unlock())
	}
	return errors.Join(errs...)
}

// Options returns what this server was started with, defaults and free ports filled in. Start(ctx, s.Options()) after Stop
// brings it back on the same ports and, with a DBFile, with the same workflows.
func (s *Server) Options() Options { return s.opts }

// FrontendHostPort is the address for clients and workers, such as "127.0.0.1:7233".
func (s *Server) FrontendHostPort() string { return hostPort(s.opts.FrontendPort) }

// UIURL is the Web UI's address, such as "http://127.0.0.1:8233", or empty without one.
func (s *Server) UIURL() string {
	if s.opts.UIPort == NoUI {
		return ""
	}
	return "http://" + hostPort(s.opts.UIPort)
}

// NewClient returns a client for this server, which the caller closes. HostPort is always set; Namespace and Logger are
// set where they are missing. The client outlives Stop and works again after a Start on the same port.
func (s *Server) NewClient(ctx context.Context, o client.Options) (client.Client, error) {
	o.HostPort = s.FrontendHostPort()
	o.Namespace = cmp.Or(o.Namespace, s.opts.Namespace)
	if o.Logger == nil {
		o.Logger = sdklog.NewStructuredLogger(s.logger)
	}
	c, err := client.DialContext(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("connect to the Temporal server at %s: %w", o.HostPort, err)
	}
	return c, nil
}

func hostPort(port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }
