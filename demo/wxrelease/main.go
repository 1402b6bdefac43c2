// Command wxrelease is the program with the Temporal server in it: all of the ordinary one, and wxrelease standalone, which is a
// whole installation on one machine, with wxrelease backup. It is a build of its own because the server makes it several times as big.
package main

import (
	"github.com/wxrelease/wxrelease/demo/standalone"
	"github.com/wxrelease/wxrelease/starter/command"
)

func main() {
	command.Main(
		command.Program{Name: "standalone", Run: standalone.Run},
		command.Program{Name: "backup", Run: standalone.Backup},
	)
}
