package main

import (
	"fmt"
	"math/rand/v2"
	"net"
)

// freePort finds a port of the loopback interface that a process will listen on, again and again. It is below those that the system
// gives to connections: a client that tries again and again while nobody listens would else get the very port one day, and hold it.
func freePort() (int, error) {
	const from, to = 20_000, 30_000
	for range 200 {
		port := from + rand.IntN(to-from)
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		return port, l.Close()
	}
	return 0, fmt.Errorf("no port of 127.0.0.1 from %d to %d is free", from, to)
}
