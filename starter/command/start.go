package command

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/help"
	"github.com/wxrelease/wxrelease/workflows"
)

// startTimeout bounds the request to start.
const startTimeout = 30 * time.Second

// starting is a start as the command line asks for it.
type starting struct {
	release
	origin
	wait, dryRun bool
	limit        duration
	adopt        bool
	only         string // failed, or all
}

// onlyFailed is the one value of --only.
const onlyFailed = "failed"

func (a *app) startCommand() *cobra.Command {
	s := starting{limit: defaultWait}
	cmd := &cobra.Command{
		Use:  "start",
		Args: help.NoArguments,
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case cmd.Flags().Changed("wait-timeout") && !s.wait:
				return words.OnlyWith.Err("--wait-timeout", "--wait")
			case s.dryRun && s.wait:
				return words.NothingToWaitFor.Err()
			case s.every && s.app != "":
				return words.OneOfTwo.Err(words.List("--all", "--app"))
			case s.again && cmd.Flags().Changed("run-id"):
				return words.OneOfTwo.Err(words.List("--again", "--run-id"))
			case s.only != "" && s.only != onlyFailed:
				return words.OnlyIs.Err("--only", s.only, onlyFailed)
			case s.only != "" && !s.every:
				return words.OnlyWith.Err("--only", "--all")
			}
			return nil
		},
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			found, err := s.read(a)
			if err != nil {
				return nil, err
			}
			c, err := a.connect(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			from := s.find(a.env)
			if s.only == onlyFailed {
				from.CIRun = "" // what this CI run has started is to be started anew
			}
			one := func(ctx context.Context, in workflows.ReleaseInput) (*releaseAnswer, error) {
				in.Adopt = in.Adopt || s.adopt
				if s.only == onlyFailed {
					if ans, err := c.unlessFailed(ctx, in); ans != nil || err != nil {
						return ans, err
					}
				}
				if s.dryRun {
					return c.preview(ctx, in, from)
				}
				ans, err := c.start(ctx, in, from)
				if err != nil || !s.wait {
					return ans, err
				}
				label := ""
				if s.every && found.Shared {
					label = strings.TrimSpace(in.Name + " " + in.AppID)
				}
				return a.followStart(ctx, c, ans, label, time.Duration(s.limit))
			}
			named := func(ctx context.Context, in workflows.ReleaseInput) (*releaseAnswer, error) {
				ans, err := one(ctx, in)
				if ans != nil {
					ans.Name = cmp.Or(ans.Name, in.Name) // where the release that was found does not tell
				}
				return ans, err
			}
			if s.every && found.Shared {
				return a.several(ctx, found.Releases, named)
			}
			ans, err := named(ctx, found.Releases[0])
			if ans == nil {
				return nil, err // a nil pointer is not a nil answer
			}
			return ans, err
		}),
	}
	f := cmd.Flags()
	s.release.flags(f)
	f.BoolVar(&s.every, "all", false, "")
	f.StringVar(&s.only, "only", "", "")
	f.BoolVar(&s.adopt, "adopt", false, "")
	f.BoolVar(&s.dryRun, "dry-run", false, "")
	f.BoolVar(&s.wait, "wait", false, "")
	f.Var(&s.limit, "wait-timeout", "")
	s.origin.flags(f)
	a.reports.flags(f)
	return cmd
}

// followStart follows a release that was started, or attached to, to its end; label stands before its lines.
func (a *app) followStart(ctx context.Context, c *connection, ans *releaseAnswer, label string, limit time.Duration) (*releaseAnswer,
	error) {
	a.begun(ans, label)
	f := &follower{app: a, c: c, appid: ans.AppID, runID: ans.RunID, last: &ans.Release, label: label}
	end, err := f.answer(ctx, limit)
	if end != nil {
		end.Attached, end.Approved, end.Adopt = ans.Attached, ans.Approved, ans.Adopt
	}
	return end, err
}
