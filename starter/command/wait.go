package command

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
)

// releaseAnswer is the answer of start, wait, status and cancel.
type releaseAnswer struct {
	view
	Attached *bool             `json:"attached,omitempty"` // start: the release was there already, with the same content
	Would    releases.PlanKind `json:"would,omitempty"`    // start --dry-run: start, attach or busy
	Approved bool              `json:"approved,omitempty"` // start: the last release had the same content and was approved
	Skipped  bool              `json:"skipped,omitempty"`  // start --only failed: this one did not fail
	Adopt    bool              `json:"adopt,omitempty"`    // start: the new release takes over an open review that it did not submit
	ending

	brief  words.Text // instead of the whole view
	advice words.Text // after brief, in a line of its own
	told   bool       // the time line was printed while it happened
	parted error      // after the whole view: why nobody looks any more
}

func (r *releaseAnswer) text(w io.Writer, reader words.Reader) {
	if r.Would == releases.PlanBusy {
		return // the error says it all
	}
	if r.brief.IsZero() {
		if r.told {
			fmt.Fprintln(w)
		}
		r.view.text(w, reader, !r.told)
		if r.parted != nil {
			fmt.Fprintf(w, "\n%s\n", plain.Clean(reader.Error(r.parted)))
		}
		return
	}
	fmt.Fprintln(w, plain.Clean(reader.Say(words.Lines(r.brief, r.advice))))
	l := lines{w, reader}
	l.add("workflow", r.WorkflowID)
	l.add("run", r.RunID)
	l.add("web ui", r.WorkflowURL)
}

// defaultWait ends a wait that was given no limit before most CI systems end the job. 0 waits as long as the release lasts.
const defaultWait = duration(time.Hour)

func (a *app) waitCommand() *cobra.Command {
	limit := defaultWait
	cmd := &cobra.Command{
		Use:  "wait APPID",
		Args: oneAppID, ValidArgsFunction: a.completeKnown,
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			f := &follower{app: a, appid: args[0]}
			defer func() {
				if f.c != nil {
					f.c.Close()
				}
			}()
			ans, err := f.answer(ctx, time.Duration(limit))
			if ans == nil {
				return nil, err // a nil pointer is not a nil answer
			}
			return ans, err
		}),
	}
	cmd.Flags().Var(&limit, "timeout", "")
	a.reports.flags(cmd.Flags())
	return cmd
}

// answer follows to the end and turns the outcome into the answer's exit code.
func (f *follower) answer(ctx context.Context, limit time.Duration) (*releaseAnswer, error) {
	v, err := f.follow(ctx, limit)
	if v == nil {
		return nil, err
	}
	ans := &releaseAnswer{view: *v, told: true}
	if err == nil {
		ans.ExitCode = outcomeCode(v.Outcome())
		if v.Failure != "" {
			err = words.NotFinished.Err(v.AppID, v.failure)
		}
	}
	return ans, err
}

// begun says what the lines after it are about.
func (a *app) begun(ans *releaseAnswer, label string) {
	line := func(text words.Text) { a.front().Line(time.Now(), label, a.reader().Say(text)) }
	line(words.InRun.Of(ans.brief, ans.RunID))
	if !ans.advice.IsZero() {
		line(ans.advice)
	}
	if ans.WorkflowURL != "" {
		line(words.See.Of(ans.WorkflowURL))
	}
}
