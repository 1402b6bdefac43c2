package command

import (
	"errors"
	"os/user"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/releases"
)

// Who asks is known also where no variable says it, as in a container or under cron.
func TestWhoAsksWithoutUSER(t *testing.T) {
	li := func() (*user.User, error) { return &user.User{Username: "li"}, nil }
	nobody := func() (*user.User, error) { return nil, errors.New("user: unknown userid 1000") }
	for _, tt := range []struct {
		env     settings.Env
		current func() (*user.User, error)
		want    string
	}{
		{nil, li, "li"},
		{settings.Env{"USER=", "LOGNAME="}, li, "li"},
		{settings.Env{"USER=wang"}, li, "wang"},
		{settings.Env{"LOGNAME=wang"}, li, "wang"},
		{settings.Env{"USERNAME=wang"}, li, "wang"},
		{github, li, "li"},
		{settings.Env{"BITBUCKET_REPO_FULL_NAME=a/b", "BITBUCKET_BUILD_NUMBER=4"}, li, "li"},
		{nil, nobody, ""},
	} {
		assert.Equal(t, tt.want, whoAsks(withUser(tt.env, tt.current), ""), "%v", tt.env)
	}
	assert.Equal(t, "zhao", whoAsks(withUser(nil, li), "zhao"), "a flag says better")
}

// The program itself looks for the user: a start leaves the name in the release's record.
func TestStartWithoutUSER(t *testing.T) {
	isolate(t)
	me, err := user.Current()
	if err != nil {
		t.Skip("this machine knows no name for the user of the tests")
	}
	s := &fakeTemporal{}
	address, stop, err := s.serve()
	require.NoError(t, err)
	defer stop()
	var out, errw strings.Builder
	env := settings.Env{"TEMPORAL_ADDRESS=" + address}
	code := Run(t.Context(), []string{"start", "-f", releaseFileAt(t, smallFile)}, env, strings.NewReader(""), &out, &errw)
	require.Equal(t, exitOK, code, errw.String())
	assert.Equal(t, me.Username, memoText(s.runs[0].info.GetMemo(), releases.MemoStartedBy))
}
