package devserver

import (
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A port that somebody takes between our claim and the server's start is an error, not the end of the process.
func TestPortLostAfterClaim(t *testing.T) {
	opts := Options{UIPort: NoUI, Namespace: "default"}
	p, err := claimPorts(&opts)
	require.NoError(t, err)
	db, err := openDB(opts)
	require.NoError(t, err)
	release(&p.held)
	l, err := net.Listen("tcp", hostPort(p.history))
	require.NoError(t, err)
	defer l.Close()

	s := &Server{logger: levelled(nil, nil)}
	_, err = startTemporal(opts, p, db, newSettings(opts), serverLogger{s.logger, &s.silent})
	require.ErrorContains(t, err, "Failed to start gRPC listener")
	require.ErrorContains(t, err, syscall.EADDRINUSE.Error())
	require.ErrorContains(t, err, hostPort(p.history))
}
