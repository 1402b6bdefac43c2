package command

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

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

	brief string // text instead of the whole view
	told  bool   // the time line was printed while it happened
	lang  lang   // of the text
	note  string // after the text
}

func (r *releaseAnswer) in(l lang) { r.lang = l }

func (r *releaseAnswer) text(w io.Writer) {
	if r.Would == releases.PlanBusy {
		return // the error says it all
	}
	if r.brief == "" {
		if r.told {
			fmt.Fprintln(w)
		}
		r.view.text(w, r.lang, !r.told)
		if r.note != "" {
			fmt.Fprintf(w, "\n%s\n", r.note)
		}
		return
	}
	fmt.Fprintln(w, r.lang.sentence(r.brief))
	for _, line := range [][2]string{{"workflow", r.WorkflowID}, {"run", r.RunID}, {"web ui", r.WorkflowURL}} {
		if line[1] != "" {
			_, _ = io.WriteString(w, named(r.lang.word(line[0]), line[1]))
		}
	}
}

// defaultWait ends a wait that was given no limit before most CI systems end the job. 0 waits as long as the release lasts.
const defaultWait = duration(time.Hour)

func (a *app) waitCommand() *cobra.Command {
	limit := defaultWait
	cmd := &cobra.Command{
		Use:   "wait APPID",
		Short: "Wait for the verdict of the open or last release",
		Long: `Wait follows the open release of a Mini Program, or tells the outcome of its last one, and ends with the exit code of
the outcome. It only watches: stopped or killed, it leaves the release alone, and can be run again anywhere, also several
times at once. It survives outages of Temporal.

On a terminal it shows the release live: stage, elapsed time, next look, attempts, the last error code and what it means.
In a pipe, with CI set or with TERM=dumb, each change is a line with the UTC time.`,
		Example: `  wxrelease wait wx5555666677778888
  wxrelease wait wx5555666677778888 --timeout 2d
  wxrelease wait wx5555666677778888 -o json > result.json; case $? in 3) ;; 5) ;; esac`,
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
	cmd.Flags().Var(&limit, "timeout", "stop waiting after this, such as 90s, 6h or 2d; 0s waits as long as the release lasts")
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
			err = fmt.Errorf("the release of %s did not finish: %s", v.AppID, v.Failure)
		}
	}
	return ans, err
}

// begun says what the lines after it are about.
func (a *app) begun(ans *releaseAnswer, label string) {
	line := func(text string) { a.front().Line(time.Now(), label, text) }
	first, more, _ := strings.Cut(a.lang.sentence(ans.brief), "\n")
	line(a.lang.say("%s, run %s", first, ans.RunID))
	for text := range strings.Lines(more) {
		line(strings.TrimSuffix(text, "\n"))
	}
	if ans.WorkflowURL != "" {
		line(a.lang.say("see %s", ans.WorkflowURL))
	}
}
