package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/command"
)

// What the program is where it runs again as a process of its own.
const (
	roleServer  = "server"  // FILE PORT: a Temporal server on a SQLite file
	roleProgram = "program" // ARGS…: wxrelease with these arguments
)

func role(ctx context.Context, args []string, stderr io.Writer) int {
	if args[0] == roleProgram {
		return command.Run(ctx, args[1:], os.Environ(), os.Stdin, os.Stdout, stderr)
	}
	port, err := strconv.Atoi(args[2])
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	s, err := devserver.Start(ctx, devserver.Options{
		FrontendPort: port, UIPort: devserver.NoUI, SearchAttributes: releases.SearchAttributeTypes(), DBFile: args[1],
	})
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	fmt.Println("ready")
	<-ctx.Done()
	_ = s.Stop()
	return 0
}

// process is one that is killed and started again with the same arguments. It never outlives the storm.
type process struct {
	name string
	args []string
	env  []string
	log  *os.File
	wait bool // until it says that it is ready

	mu   sync.Mutex // guards cmd
	cmd  *exec.Cmd
	ends chan struct{} // closed when cmd has ended
}

func newProcess(dir, name string, env []string, wait bool, args ...string) (*process, error) {
	log, err := os.Create(filepath.Join(dir, name+".log"))
	if err != nil {
		return nil, err
	}
	return &process{name: name, args: args, env: env, log: log, wait: wait}, nil
}

// start begins the process.
func (p *process) start() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, p.args...)
	cmd.Env, cmd.Stderr = p.env, p.log
	// Where this process dies the other one does.
	cmd.SysProcAttr = dieWithParent()
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ends := make(chan struct{})
	read := bufio.NewReader(out)
	if p.wait {
		if _, err := read.ReadString('\n'); err != nil {
			_ = cmd.Wait()
			return fmt.Errorf("%s did not begin, see %s: %w", p.name, p.log.Name(), err)
		}
	}
	go func() {
		_, _ = io.Copy(p.log, read)
		_ = cmd.Wait()
		close(ends)
	}()
	p.mu.Lock()
	p.cmd, p.ends = cmd, ends
	p.mu.Unlock()
	return nil
}

// stop ends the process; gently is with SIGTERM, and waits for its end as long as that may take.
func (p *process) stop(gently bool) {
	p.mu.Lock()
	cmd, ends := p.cmd, p.ends
	p.mu.Unlock()
	if cmd == nil {
		return
	}
	if gently {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ends:
			return
		case <-time.After(time.Minute):
		}
	}
	_ = cmd.Process.Kill()
	<-ends
}

// freePort finds a port that nobody uses at present.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
