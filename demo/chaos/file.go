package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/releasefile"
	"github.com/wxrelease/wxrelease/workflows"
)

// version is that of all releases.
const version = "1.4.0"

// pace makes the waits short. WeChat's reads are taken to show its writes after five times "busy"; an attempt that was lost with its
// worker is missed after "attempt".
const pace = `pace:
  detection: 150ms
  poll: 2s
  poll_max: 4s
  hint: 250ms
  retry: 200ms
  retry_max: 1s
  busy: 250ms
  attempt: 10s
`

// shortCheck is how long an endless privacy check is waited for.
const shortCheck = 1500 * time.Millisecond

// text is the release file: client and command line read the same one, so that they start the same release.
func (r release) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, `name: 花店 %d
appid: %s
version: %s
audit:
  item_list:
    - address: pages/index/index
      title: 首页
      tag: 办公 文档
      first_class: 工具
      second_class: 效率
      first_id: 287
      second_id: 616
  version_desc: 测试账号 100
`, r.N+1, r.AppID, version)
	if r.Expedite == workflows.ExpediteAlways {
		b.WriteString("expedite: always\n")
	}
	switch {
	case r.Obstacle == endlessCheck:
		fmt.Fprintf(&b, "limits:\n  detection: %s\n", shortCheck)
	case r.Limit > 0:
		fmt.Fprintf(&b, "limits:\n  review: %s\n", r.Limit)
	}
	b.WriteString(pace)
	return b.String()
}

// file writes the release file.
func (r release) file(dir string) (string, error) {
	dir = filepath.Join(dir, "releases")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(dir, r.AppID+".yaml")
	return path, os.WriteFile(path, []byte(r.text()), 0o600)
}

// input is what the client starts.
func (r release) input() (workflows.ReleaseInput, error) {
	file, err := releasefile.Read(r.AppID+".yaml", strings.NewReader(r.text()), releasefile.Options{})
	if err != nil {
		return workflows.ReleaseInput{}, err
	}
	return file.Releases[0], nil
}

// origin is who starts it.
var origin = releases.Origin{By: "chaos"}
