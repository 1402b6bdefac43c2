package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/command"
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

// The READMEs show the very file that the playground knows.
func TestExampleFile(t *testing.T) {
	file, err := os.ReadFile("wxrelease.yaml")
	require.NoError(t, err)
	_, example, _ := strings.Cut(string(file), "\n")
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	assert.Contains(t, string(readme), "```yaml\n"+example+"```")
}

// What the demo prints in the end works as it stands there.
func TestPlayground(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	read, write, err := os.Pipe()
	require.NoError(t, err)
	ended := make(chan int, 1)
	go func() {
		ports := []string{"-temporal-port", "0", "-ui-port", "0", "-wechat-port", "0", "-bridge-port", "0"}
		ended <- run(ctx, ports, nil, write, io.Discard)
		_ = write.Close()
	}()
	var all strings.Builder
	commands := map[string]string{}
	for lines := bufio.NewScanner(read); lines.Scan(); {
		all.WriteString(lines.Text() + "\n")
		if at := strings.Index(lines.Text(), "TEMPORAL_ADDRESS="); at >= 0 {
			for one := range strings.SplitSeq(lines.Text()[at:], "; or: ") {
				commands[strings.Fields(one)[4]] = one
			}
		}
		if strings.Contains(lines.Text(), "what it waits for") {
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, read) }()
	t.Chdir("..") // the commands are for the root of the repository
	for _, name := range []string{"start", "expedite"} {
		typed := strings.Fields(commands[name])
		require.Greater(t, len(typed), 4, all.String())
		require.Equal(t, []string{"go", "run", "."}, typed[1:4])
		var out, errs bytes.Buffer
		env := []string{"HOME=" + t.TempDir(), typed[0]}
		code := command.Run(ctx, typed[4:], env, strings.NewReader(""), &out, &errs)
		require.Zero(t, code, "%s\n%s%s", commands[name], out.String(), errs.String())
	}
	require.Contains(t, commands, "withdraw")
	stop()
	require.Zero(t, <-ended)
}
