package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

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
		Use:   "start",
		Short: "Start the release that a file describes",
		Long: `Start checks the release file against WeChat's documented limits and starts the release.

Running it again is safe. The open release with the same content is attached to; one with other content makes it end with
exit code 6 and say who started that one and when; so does one that is being cancelled: wait for its end, then start again.
The content is everything that the file and the flags say about the release: appid, version, audit, expedite, limits and
pace, as written, before defaults. Who starts it, from where, and whose review it may take over is not part of it.

After the end: where the last release of the Mini Program had the same content and was approved, nothing is started, it is
said so, and the exit code is 0. A repeated CI job gets the release that its run has started, whatever its outcome: GitHub
Actions, GitLab, Azure Pipelines, Bitbucket, CircleCI, Buildkite and Jenkins are recognised, --run-id names the run
elsewhere. --again starts a new release in both cases. After any other end a start begins a new release.

With --adopt, as with adopt: true in the file, the release takes over an open review of its version that it did not submit:
that of an earlier release which was terminated or has expired, or one submitted by other means. Such a review makes a
release end as busy otherwise.

With --all every app of the file is started; what is open or approved already is attached to, so repeating it does what is
left. --all --only failed starts only the apps whose last release has ended otherwise than approved, and skips the others.

With --dry-run the file is checked and Temporal is asked what a start would find. WeChat gets nothing.`,
		Example: `  wxrelease start
  wxrelease start --dry-run
  wxrelease start --set-version "$CI_COMMIT_TAG" --wait --wait-timeout 6h
  wxrelease start -f shop/wxrelease.yaml --app wx5555666677778888 -o json
  wxrelease start --all --wait                        # every app of the file; ends with the worst exit code
  wxrelease start --all --only failed --wait          # once more those that were not approved`,
		Args: cobra.NoArgs,
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case cmd.Flags().Changed("wait-timeout") && !s.wait:
				return errors.New("--wait-timeout: only goes with --wait")
			case s.dryRun && s.wait:
				return errors.New("--dry-run, --wait: nothing is started, so there is nothing to wait for")
			case s.every && s.app != "":
				return errors.New("--all, --app: give one of them")
			case s.again && cmd.Flags().Changed("run-id"):
				return errors.New("--again, --run-id: give one of them")
			case s.only != "" && s.only != onlyFailed:
				return fmt.Errorf("--only: %q is not %s", s.only, onlyFailed)
			case s.only != "" && !s.every:
				return errors.New("--only: only goes with --all")
			}
			return nil
		},
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			found, err := s.read(a.stdin, a.env)
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
					label = in.AppID
				}
				return a.followStart(ctx, c, ans, label, time.Duration(s.limit))
			}
			if s.every && found.Shared {
				return a.several(ctx, found.Releases, one)
			}
			ans, err := one(ctx, found.Releases[0])
			if ans == nil {
				return nil, err // a nil pointer is not a nil answer
			}
			return ans, err
		}),
	}
	f := cmd.Flags()
	s.release.flags(f)
	f.BoolVar(&s.every, "all", false, "every app of the file, each as a release of its own")
	f.StringVar(&s.only, "only", "", "with --all: failed starts only the apps whose last release has ended otherwise than approved")
	f.BoolVar(&s.adopt, "adopt", false, "take over an open review of this version that the release did not submit, as adopt: true in the file")
	f.BoolVar(&s.dryRun, "dry-run", false, "only tell what would happen; send nothing to WeChat")
	f.BoolVar(&s.wait, "wait", false, "wait for the verdict and end with its exit code")
	f.Var(&s.limit, "wait-timeout", "with --wait: stop waiting after this; 0s waits as long as the release lasts")
	s.origin.flags(f)
	a.reports.flags(f)
	return cmd
}

// followStart follows a release that was started, or attached to, to its end; label stands before its lines.
func (a *app) followStart(
	ctx context.Context, c *connection, ans *releaseAnswer, label string, limit time.Duration,
) (*releaseAnswer, error) {
	a.begun(ans, label)
	f := &follower{app: a, c: c, appid: ans.AppID, runID: ans.RunID, last: &ans.Release, label: label}
	end, err := f.answer(ctx, limit)
	if end != nil {
		end.Attached, end.Approved, end.Adopt = ans.Attached, ans.Approved, ans.Adopt
	}
	return end, err
}
