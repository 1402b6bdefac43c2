// Command starter starts releases of WeChat Mini Programs, waits for them and tells about them, for CI and for operators.
package main

import "github.com/wxrelease/wxrelease/starter/command"

func main() { command.Main() }
