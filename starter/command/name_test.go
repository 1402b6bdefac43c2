package command

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

// The merchant's name stands beside the appid wherever people read, also where no worker tells it; WeChat never gets it, and it is
// no part of what makes two releases the same.
func TestNames(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, "name: 花店\n"+smallFile)
	junit := filepath.Join(t.TempDir(), "junit.xml")
	synctest.Test(t, func(t *testing.T) {
		env, _, summary := actionsStep(t)
		s := &fakeTemporal{}
		run := func(args ...string) string {
			_, out, errw := s.wxrelease(t.Context(), t, args...)
			return out + errw
		}
		assert.Contains(t, run("validate", "-f", file), "valid: version 1.4.0 of wx5555666677778888 (花店)\n")
		assert.NotContains(t, object(t, run("validate", "-f", file, "-o", "json"))["body"], "花店")
		run("start", "-f", file)
		assert.Equal(t, "花店", s.runs[0].input.Name)
		s.noWorker = true
		assert.True(t, strings.HasPrefix(run("status", testApp), "name          花店\nmini program  wx5555666677778888\n"))
		assert.Equal(t, "花店", object(t, run("status", testApp, "-o", "json"))["name"])
		assert.Contains(t, run("list"), "NAME  APPID               VERSION  STAGE")
		assert.Contains(t, run("list"), "花店  wx5555666677778888  1.4.0    review")
		assert.Contains(t, run("__complete", "wait", ""), "wx5555666677778888\t花店 1.4.0 review\n")
		s.noWorker = false

		assert.Contains(t, run("start", "-f", releaseFileAt(t, "name: 另一个名字\n"+smallFile)), "attached to the open release")
		assert.Contains(t, run("start", "-f", file, "--app", "花店"), "attached to the open release")

		s.env = env
		s.finish(s.runs[0], workflows.OutcomeRejected)
		assert.Contains(t, run("wait", testApp, "--junit", junit), "::error title=花店 wx5555666677778888 1.4.0%3A rejected::")
		assert.Contains(t, summary(), "### ❌ 花店 · wx5555666677778888 · 1.4.0 · rejected\n")
		assert.Contains(t, fileAt(t, junit), `<testcase classname="wx5555666677778888" name="花店 1.4.0"`)
	})
}

// A list has no column of names where nobody has one.
func TestListWithoutNames(t *testing.T) {
	isolate(t)
	s := &fakeTemporal{env: settings.Env{}}
	s.open("run-1")
	_, out, _ := s.wxrelease(t.Context(), t, "list")
	assert.True(t, strings.HasPrefix(out, "APPID  "), out)
}
