package command

import (
	"cmp"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/pflag"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/releases"
)

// ciSystem is how a CI system tells its jobs about themselves: names of variables.
type ciSystem struct {
	run  []string // together they name the run, and stay when a job of it is repeated
	from string   // address of the job or run
	by   []string // who caused it; the first that is set
}

// ciSystems are the CI systems that are recognised; the first whose run variables are all set counts. Gitea and Forgejo set
// GitHub's.
var ciSystems = []ciSystem{
	{ // GitHub Actions; GITHUB_RUN_ID stays when a run is repeated, GITHUB_RUN_ATTEMPT counts
		run:  []string{"GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID"},
		from: "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID",
		by:   []string{"GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR"},
	},
	{ // GitLab
		run:  []string{"CI_SERVER_URL", "CI_PIPELINE_ID"},
		from: "$CI_JOB_URL",
		by:   []string{"GITLAB_USER_LOGIN"},
	},
	{ // Azure Pipelines
		run:  []string{"SYSTEM_COLLECTIONURI", "SYSTEM_TEAMPROJECT", "BUILD_BUILDID"},
		from: "$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECT/_build/results?buildId=$BUILD_BUILDID",
		by:   []string{"BUILD_REQUESTEDFOR"},
	},
	{ // Bitbucket Pipelines
		run:  []string{"BITBUCKET_REPO_FULL_NAME", "BITBUCKET_BUILD_NUMBER"},
		from: "$BITBUCKET_GIT_HTTP_ORIGIN/pipelines/results/$BITBUCKET_BUILD_NUMBER",
	},
	{ // CircleCI
		run:  []string{"CIRCLE_WORKFLOW_ID"},
		from: "$CIRCLE_BUILD_URL",
		by:   []string{"CIRCLE_USERNAME"},
	},
	{ // Buildkite
		run:  []string{"BUILDKITE_BUILD_ID"},
		from: "$BUILDKITE_BUILD_URL",
		by:   []string{"BUILDKITE_BUILD_CREATOR"},
	},
	{ // Jenkins; a repeated build has a number of its own
		run:  []string{"BUILD_URL", "JENKINS_URL"},
		from: "$BUILD_URL",
		by:   []string{"BUILD_USER_ID"},
	},
}

// origin is what the command line says about where a start comes from.
type origin struct {
	by, run string
	again   bool
}

func (o *origin) flags(f *pflag.FlagSet) {
	byFlag(f, &o.by)
	f.Var(said{to: &o.run}, "run-id", "")
	f.BoolVar(&o.again, "again", false, "")
}

func byFlag(f *pflag.FlagSet, by *string) {
	f.Var(said{to: by, most: byMost}, "by", "")
}

// find completes what the flags say with what the environment tells.
func (o origin) find(env settings.Env) releases.Origin {
	from := releases.Origin{By: whoAsks(env, o.by), CIRun: o.run, Again: o.again}
	if ci := ciOf(env); ci != nil {
		from.From = printable(ci.address(env))
		from.CIRun = cmp.Or(o.run, ci.name(env))
	}
	if o.again {
		from.CIRun = ""
	}
	return from
}

// whoAsks names the person or robot behind a command. It is for people to read and proves nothing.
func whoAsks(env settings.Env, flag string) string {
	names := userNames
	if ci := ciOf(env); ci != nil {
		names = slices.Concat(ci.by, userNames)
	}
	for _, name := range names {
		if value, _ := env.LookupEnv(name); flag == "" {
			flag = value
		}
	}
	return printable(flag)
}

func ciOf(env settings.Env) *ciSystem {
	for i, ci := range ciSystems {
		if ci.name(env) != "" {
			return &ciSystems[i]
		}
	}
	return nil
}

// name identifies the run among those of all CI systems; "" when this is not the one.
func (ci ciSystem) name(env settings.Env) string {
	var parts []string
	for _, name := range ci.run {
		value, _ := env.LookupEnv(name)
		if value == "" {
			return ""
		}
		parts = append(parts, name+"="+value)
	}
	return strings.Join(parts, " ")
}

// address puts the job's address together; "" when a part is missing.
func (ci ciSystem) address(env settings.Env) string {
	whole := true
	text := os.Expand(ci.from, func(name string) string {
		value, _ := env.LookupEnv(name)
		whole = whole && value != ""
		return value
	})
	if !whole {
		return ""
	}
	return text
}

// printable bounds a text that goes into the record: one line of at most so many characters as --by has.
func printable(text string) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text))
	return strings.TrimSpace(string(runes[:min(len(runes), byMost)]))
}
