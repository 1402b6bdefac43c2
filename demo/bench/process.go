package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	roleServer = "server"
	roleWorker = "worker"
)

// figures are what a process has used.
type figures struct {
	CPU       time.Duration `json:"cpu"`
	Allocated uint64        `json:"allocated"` // bytes, since the process began
	Resident  uint64        `json:"resident"`  // bytes
}

// process is another process of the measurement. It says its address in its first line, "ADDRESS FIGURES".
type process struct {
	cmd     *exec.Cmd
	address string // of what it serves, where it serves something
	figures string // URL
}

func begin(ctx context.Context, stderr io.Writer, args ...string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.CommandContext(ctx, self, args...)}
	p.cmd.Stderr = stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if _, scanErr := fmt.Sscan(line, &p.address, &p.figures); err != nil || scanErr != nil {
		p.kill()
		return nil, fmt.Errorf("%s did not begin: %q", args[0], line)
	}
	return p, nil
}

func (p *process) read() (f figures, err error) {
	response, err := http.Get(p.figures)
	if err != nil {
		return f, err
	}
	defer response.Body.Close()
	return f, json.NewDecoder(response.Body).Decode(&f)
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
}

// announce serves the figures of this process and says where.
func announce(address string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	http.HandleFunc("/figures", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("gc") {
			debug.FreeOSMemory()
		}
		_ = json.NewEncoder(w).Encode(own())
	})
	go func() { _ = http.Serve(listener, nil) }()
	fmt.Printf("%s http://%s/figures\n", address, listener.Addr())
	return nil
}

// own are the figures of this process.
func own() (f figures) {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) == nil {
		f.CPU = time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	f.Allocated, f.Resident = memory.TotalAlloc, resident()
	return f
}

// resident is what Linux says that this process has in memory, in bytes; 0 elsewhere.
func resident() uint64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(line, "VmRSS:"); found {
			kilobytes, _ := strconv.ParseUint(strings.Fields(value)[0], 10, 64)
			return kilobytes << 10
		}
	}
	return 0
}
