package command

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/internal/settings"
)

// What follows a program's name is for the program alone: flags, help, settings and exit code are its own.
func TestPrograms(t *testing.T) {
	for _, name := range []string{"worker", "bridge", "simulator"} {
		t.Run(name, func(t *testing.T) {
			said := func(env settings.Env, args ...string) (code int, stdout, stderr string) {
				var out, errw bytes.Buffer
				code = Run(t.Context(), args, env, nil, &out, &errw)
				return code, out.String(), errw.String()
			}
			code, help, errs := said(nil, name, "--help")
			assert.Equal(t, exitOK, code)
			assert.Contains(t, help, "Usage:\n  wxrelease "+name+" [")
			assert.Empty(t, errs)
			code, again, _ := said(nil, "help", name)
			assert.Equal(t, exitOK, code)
			assert.Equal(t, help, again)
			_, chinese, _ := said(nil, "--lang", "zh", "help", name)
			assert.Contains(t, chinese, "用法：\n  wxrelease "+name+" [")
			_, again, _ = said(nil, name, "-help")
			assert.Equal(t, help, again, "as it was when it was a program of its own")

			code, out, errs := said(nil, name, "-o", "json")
			assert.Equal(t, exitUsage, code)
			assert.Empty(t, out)
			assert.Contains(t, errs, "wxrelease "+name+": ")
			assert.Contains(t, errs, "unknown flag: -o\n")

			env := settings.Env{"WXSIM_SPEED=fast"}
			code, _, errs = said(env, name)
			assert.Equal(t, exitUsage, code)
			assert.Contains(t, errs, "wxrelease "+name+": the settings cannot work:\n")
		})
	}
}
