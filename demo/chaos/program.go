package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"time"
)

// program is wxrelease itself: the file that is run, and what it gets.
type program struct {
	path     string
	settings []string
	log      *os.File     // of all commands
	runs     atomic.Int64 // of commands
}

// buildProgram builds wxrelease as a user does.
func buildProgram(ctx context.Context, dir string) (string, error) {
	path := filepath.Join(dir, "wxrelease")
	build := exec.CommandContext(ctx, "go", "build", "-o", path, "github.com/wxrelease/wxrelease")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building wxrelease: %w\n%s", err, out)
	}
	return path, nil
}

func (p *program) command(args ...string) *exec.Cmd {
	cmd := exec.Command(p.path, args...)
	cmd.Env = p.settings
	return cmd
}

// run runs a command to its end, and gives its exit code and its standard output. One that the context ends is told so by the error.
func (p *program) run(ctx context.Context, args ...string) (code int, stdout []byte, err error) {
	p.runs.Add(1)
	cmd := p.command(args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, p.log
	if err := spawn(cmd); err != nil {
		return 0, nil, fmt.Errorf("wxrelease %s: %w", args[0], err)
	}
	over := make(chan struct{})
	go func() {
		select {
		case <-ctx.Done():
			_ = cmd.Process.Kill()
		case <-over:
		}
	}()
	_ = cmd.Wait() // the exit code says it
	close(over)
	if ctx.Err() != nil {
		return 0, nil, ctx.Err()
	}
	code = cmd.ProcessState.ExitCode()
	now := time.Now().UTC().Format(time.RFC3339Nano)
	_, _ = fmt.Fprintf(p.log, "%s chaos: wxrelease %v: exit code %d\n%s", now, args, code, out.Bytes())
	return code, out.Bytes(), nil
}
