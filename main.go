// Command wxrelease takes WeChat Mini Programs through WeChat's review: it starts releases, waits for them and tells about them,
// and it runs what they need, as wxrelease worker, wxrelease bridge and wxrelease simulator.
package main

import "github.com/wxrelease/wxrelease/starter/command"

func main() { command.Main() }
