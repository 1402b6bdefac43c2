package command

import (
	"os/user"
	"slices"

	"github.com/wxrelease/wxrelease/internal/settings"
)

// userNames are the variables that name the operating system's user, the most usual first.
var userNames = []string{"USER", "LOGNAME", "USERNAME"}

// withUser adds the user that runs this process where no variable names it, as under cron, in a service or in a container.
// Where the operating system knows no name for it either, the environment stays as it is.
func withUser(env settings.Env, current func() (*user.User, error)) settings.Env {
	for _, name := range userNames {
		if value, _ := env.LookupEnv(name); value != "" {
			return env
		}
	}
	u, err := current()
	if err != nil || u.Username == "" {
		return env
	}
	return append(slices.Clip(env), userNames[0]+"="+u.Username)
}
