package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
)

// The demo speaks the reader's language, and says what is wrong with its flags before anything starts.
func TestFlags(t *testing.T) {
	for _, tt := range []struct {
		args []string
		env  settings.Env
		code int
		says string
	}{
		{[]string{"-help"}, nil, 0, "Usage: go run ./demo [flags]"},
		{[]string{"-help"}, settings.Env{"WXRELEASE_LANG=zh"}, 0, "用法：go run ./demo [选项]"},
		{[]string{"more"}, nil, 2, `demo: unexpected argument "more"; all settings are flags, see -help`},
		{[]string{"more"}, settings.Env{"LANG=zh_CN.UTF-8"}, 2, `demo：多余的参数 "more"`},
		{[]string{"-ui-port", "70000"}, settings.Env{"LANG=zh_CN.UTF-8"}, 2, "demo：-ui-port 70000 不是端口"},
	} {
		var errs bytes.Buffer
		assert.Equal(t, tt.code, run(t.Context(), tt.args, tt.env, os.Stdout, &errs), tt.args)
		assert.Contains(t, errs.String(), tt.says)
		if tt.env != nil && tt.args[0] != "-help" { // the flag package has English of its own beside the flags' texts
			assert.Empty(t, words.EnglishIn(errs.String()))
		}
	}
}
