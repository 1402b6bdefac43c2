package settings

import (
	"strings"
	"time"
	_ "time/tzdata" // TZ works where the system has no files of time zones

	"github.com/wxrelease/wxrelease/internal/words"
)

// ZoneFault says that TZ names no time zone, "" where it does or is not set. Times for people are in UTC then.
func ZoneFault(env Env) words.Text {
	name := strings.TrimPrefix(env.get("TZ"), ":")
	if _, err := time.LoadLocation(name); err != nil && !strings.HasPrefix(name, "/") {
		return words.NoZone.Of(name)
	}
	return words.Text{}
}
