package main

import (
	"os/exec"
	"syscall"
)

// tied has the kernel kill a child when this process is gone, however it went.
func tied(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
