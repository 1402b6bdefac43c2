package devserver

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"syscall"
)

// PortError says that a port asked for cannot be had. It unwraps to the error of listening.
type PortError struct {
	Port int
	Flag string // the demo's flag that chooses this port
	Err  error
}

func (e *PortError) Error() string {
	if errors.Is(e.Err, syscall.EADDRINUSE) {
		return fmt.Sprintf("port %d on %s is in use: free it or choose another with %s", e.Port, host, e.Flag)
	}
	return fmt.Sprintf("cannot listen on port %d of %s: %v: choose another with %s", e.Port, host, e.Err, e.Flag)
}

func (e *PortError) Unwrap() error { return e.Err }

// ports are those of one server. They stay occupied until released, so that all are different and nobody else gets them
// while the database is prepared.
type ports struct {
	frontendHTTP, history, matching, worker int // of no interest outside

	held   []net.Listener // the Temporal server's
	heldUI []net.Listener // the Web UI's, which starts later
}

// claimPorts decides by listening whether the ports asked for are free, and fills in the others.
func claimPorts(opts *Options) (_ *ports, err error) {
	p := &ports{}
	defer func() {
		if err != nil {
			release(&p.held)
			release(&p.heldUI)
		}
	}()
	for _, port := range []*int{&opts.FrontendPort, &p.frontendHTTP, &p.history, &p.matching, &p.worker} {
		if err := claim(port, &p.held); err != nil {
			return nil, &PortError{Port: *port, Flag: "-temporal-port", Err: err}
		}
	}
	if opts.UIPort != NoUI {
		if err := claim(&opts.UIPort, &p.heldUI); err != nil {
			return nil, &PortError{Port: opts.UIPort, Flag: "-ui-port", Err: err}
		}
	}
	return p, nil
}

// claim listens on the port, or on a free one when it is 0.
func claim(port *int, held *[]net.Listener) error {
	l, err := net.Listen("tcp", hostPort(*port))
	if err != nil {
		return err
	}
	*held = append(*held, l)
	if *port != 0 {
		return nil
	}
	*port = l.Addr().(*net.TCPAddr).Port
	return keepFromReuse(l)
}

// keepFromReuse makes Linux leave the port alone between our closing it and the server's listening on it: a port with a
// connection in TIME_WAIT is not given out as a free one, but can still be listened on by number. The side that closes
// first is the one that waits, so that has to be ours. Elsewhere ports are given out in turn.
func keepFromReuse(l net.Listener) error {
	if runtime.GOOS != "linux" {
		return nil
	}
	far, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		return err
	}
	near, err := l.Accept()
	if err != nil {
		return errors.Join(err, far.Close())
	}
	return errors.Join(near.Close(), far.Close())
}

// release frees the ports. A second call does nothing.
func release(held *[]net.Listener) {
	for _, l := range *held {
		_ = l.Close() // it was never used: there is nothing to lose
	}
	*held = nil
}
