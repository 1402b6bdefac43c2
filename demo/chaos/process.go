package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// process is one of the programs under fire. It is started again whenever it has ended, as a supervisor would do.
type process struct {
	name    string
	command func() *exec.Cmd
	ready   bool // it says a line when it is up, and a start waits for that
	log     *os.File

	blows sync.Mutex // one at a time

	mu      sync.Mutex // guards everything below
	cmd     *exec.Cmd
	over    chan struct{} // the running process has ended
	began   time.Time     // when it was started
	struck  bool          // by us
	closed  bool
	counts  processCounts
	strange []string // ends that nobody asked for
}

// processCounts are how often a process ended in which way.
type processCounts struct{ Killed, Stopped, ByItself int }

// again is the pause before a program that ended by itself is started again.
const again = 300 * time.Millisecond

func newProcess(dir, name string, command func() *exec.Cmd, ready bool) (*process, error) {
	log, err := os.OpenFile(filepath.Join(dir, name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &process{name: name, command: command, ready: ready, log: log}, nil
}

// start starts the program.
func (p *process) start(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || ctx.Err() != nil {
		return context.Canceled
	}
	cmd := p.command()
	cmd.Stderr = p.log
	var lines io.ReadCloser
	if p.ready {
		var err error
		if lines, err = cmd.StdoutPipe(); err != nil {
			return err
		}
	} else {
		cmd.Stdout = p.log
	}
	if err := spawn(cmd); err != nil {
		return fmt.Errorf("starting %s: %w", p.name, err)
	}
	if lines != nil {
		if _, err := bufio.NewReader(lines).ReadString('\n'); err != nil {
			_ = cmd.Process.Kill()
			return errors.Join(fmt.Errorf("%s did not begin", p.name), cmd.Wait())
		}
	}
	over := make(chan struct{})
	p.cmd, p.over, p.began, p.struck = cmd, over, time.Now(), false
	go p.watch(ctx, cmd, over)
	return nil
}

// watch waits for the end of a running program, and starts it again where nobody of ours ended it.
func (p *process) watch(ctx context.Context, cmd *exec.Cmd, over chan struct{}) {
	err := cmd.Wait()
	p.mu.Lock()
	struck := p.struck || p.closed
	if !struck {
		p.counts.ByItself++
		// 1 is the code of a program that could not go on and wants to be started again.
		if code := cmd.ProcessState.ExitCode(); code != 1 {
			p.strange = append(p.strange, fmt.Sprintf("it ended by itself, exit code %d: %v", code, err))
		}
	}
	p.mu.Unlock()
	close(over)
	if !struck && rest(ctx, again) == nil {
		p.revive(ctx)
	}
}

// revive starts the program until it runs.
func (p *process) revive(ctx context.Context) {
	for {
		err := p.start(ctx)
		if err == nil || ctx.Err() != nil || errors.Is(err, context.Canceled) {
			return
		}
		p.mu.Lock()
		p.counts.ByItself++
		p.mu.Unlock()
		_, _ = fmt.Fprintln(p.log, "chaos:", err)
		if rest(ctx, again) != nil {
			return
		}
	}
}

// begins is how long a program may need until it listens to SIGTERM; before, the system ends it by the signal, which is code -1.
const begins = 5 * time.Second

// patienceOfStops is how long a program may take to stop when it is asked to.
const patienceOfStops = 60 * time.Second

// strike ends the program, by force or by asking, and starts it again after a while.
func (p *process) strike(ctx context.Context, force bool, down time.Duration) {
	p.blows.Lock()
	defer p.blows.Unlock()
	if p.end(force) && rest(ctx, down) == nil {
		p.revive(ctx)
	}
}

// end ends the running program, and tells whether there was one.
func (p *process) end(force bool) bool {
	p.mu.Lock()
	cmd, over := p.cmd, p.over
	if cmd == nil || closed(over) || p.struck {
		p.mu.Unlock()
		return false
	}
	p.struck = true
	young := time.Since(p.began) < begins
	if force {
		p.counts.Killed++
	} else {
		p.counts.Stopped++
	}
	p.mu.Unlock()
	signal := os.Signal(syscall.SIGTERM)
	if force {
		signal = os.Kill
	}
	_ = cmd.Process.Signal(signal) // one that has just ended is as good
	select {
	case <-over:
	case <-time.After(patienceOfStops):
		_ = cmd.Process.Kill()
		<-over
		p.note("it did not stop within " + patienceOfStops.String())
		return true
	}
	if code := cmd.ProcessState.ExitCode(); !force && code != 0 && !(young && code == -1) {
		p.note(fmt.Sprintf("stopped as asked, its exit code was %d", code))
	}
	return true
}

func (p *process) note(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.strange = append(p.strange, text)
}

func (p *process) told() (counts processCounts, strange []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts, append(strange, p.strange...)
}

// close ends the program for good.
func (p *process) close() {
	p.mu.Lock()
	p.closed = true
	cmd, over := p.cmd, p.over
	p.mu.Unlock()
	if cmd != nil {
		_ = cmd.Process.Kill()
		<-over
	}
	_ = p.log.Close()
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// rest pauses.
func rest(ctx context.Context, d time.Duration) error {
	pause := time.NewTimer(d)
	defer pause.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-pause.C:
		return nil
	}
}

// spawn starts a child that dies with us, where the system can do that, and that does not get the terminal's Ctrl-C. The system ends
// a child with the thread that started it, so all children have one thread, which lives as long as this process.
func spawn(cmd *exec.Cmd) error {
	tied(cmd)
	failed := make(chan error)
	nursery() <- func() { failed <- cmd.Start() }
	return <-failed
}

var nursery = sync.OnceValue(func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for do := range work {
			do()
		}
	}()
	return work
})
