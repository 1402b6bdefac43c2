package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// operation is a command that asks the open release for something while WeChat reviews.
type operation struct {
	use, update, short, long, example string
}

var operations = []operation{
	{
		use: "expedite", update: workflows.UpdateExpedite, short: "Ask WeChat to expedite the open review",
		long: `Expedite asks WeChat to expedite the review of a Mini Program's open release. That spends a unit of the platform's monthly
allowance. What WeChat answers is printed; what it refuses leaves the release as it was.`,
		example: `  wxrelease expedite wx5555666677778888
  wxrelease expedite wx5555666677778888 --by "Li, support" -o json`,
	},
	{
		use: "withdraw", update: workflows.UpdateWithdraw, short: "Take the open review back",
		long: `Withdraw takes the review of a Mini Program's open release back; the release ends as withdrawn. A Mini Program can do so 5
times a day and 10 times a month. To stop a release that is not in review yet, see: wxrelease cancel --help`,
		example: `  wxrelease withdraw wx5555666677778888
  wxrelease withdraw wx5555666677778888 --by "Li, support" && wxrelease wait wx5555666677778888`,
	},
	{
		use: "poll", update: workflows.UpdatePollNow, short: "Read the open review's status at WeChat now",
		long: `Poll makes the open release of a Mini Program read its review's status at WeChat at once, and prints it. Without it WeChat is
asked after each push and from time to time.`,
		example: `  wxrelease poll wx5555666677778888`,
	},
	{
		use: "extend", update: workflows.UpdateExtendDeadline, short: "Wait longer for the verdict",
		long: `Extend moves the time at which the open release of a Mini Program stops waiting for the verdict, and prints the new one. Each
time it is asked it adds to the present one, at most 90 days at a time.`,
		example: `  wxrelease extend wx5555666677778888 --more 2d`,
	},
}

const refusals = `

What makes no sense at present is refused, in the release's own words, with exit code 9; so is what WeChat refuses, with
exit code 7 where the units for it are used up. Where WeChat is slow the answer may be that the release goes on asking: then
the exit code is 0 and the status tells what comes of it. A worker must run to answer; without one the command gives up
after --timeout with exit code 1.`

// operationAnswer is the answer of expedite, withdraw, poll and extend.
type operationAnswer struct {
	AppID       string             `json:"appid"`
	Version     string             `json:"version,omitempty"`
	WorkflowID  string             `json:"workflow_id"`
	RunID       string             `json:"run_id"`
	WorkflowURL string             `json:"workflow_url,omitempty"`
	Update      string             `json:"update"`            // the workflow's name for what was asked
	Answer      string             `json:"answer,omitempty"`  // in English
	Told        workflows.Answer   `json:"told,omitzero"`     // the same as facts
	Refusal     *workflows.Refusal `json:"refusal,omitempty"` // why it was refused, as facts
	Refused     bool               `json:"refused,omitempty"` // by the release or by WeChat; the error says why
	Code        int                `json:"code,omitempty"`    // WeChat's errcode, where it was WeChat that refused
	Deadline    time.Time          `json:"deadline,omitzero"` // extend: the new one
	ending

	lang  lang
	words words.Text // the answer
}

// in says in which language the text is.
func (o *operationAnswer) in(l lang) { o.lang = l }

func (o *operationAnswer) text(w io.Writer) {
	switch {
	case !o.words.IsZero():
		fmt.Fprintln(w, plain.Clean(o.lang.tell(o.words)))
	case o.Answer != "":
		fmt.Fprintln(w, plain.Clean(o.lang.sentence(o.Answer)))
	}
}

func (a *app) operationCommands() (cmds []*cobra.Command) {
	for _, op := range operations {
		cmds = append(cmds, a.operationCommand(op))
	}
	return cmds
}

func (a *app) operationCommand(op operation) *cobra.Command {
	var by string
	var more duration
	limit := duration(time.Minute)
	extends := op.update == workflows.UpdateExtendDeadline
	cmd := &cobra.Command{
		Use: op.use + " APPID", Short: op.short, Long: op.long + refusals, Example: op.example,
		Args: oneAppID, ValidArgsFunction: a.completeOpen,
		PreRunE: func(*cobra.Command, []string) error {
			switch {
			case extends && more <= 0:
				return errors.New("--more: give how much longer to wait, such as 2d or 12h")
			case limit <= 0:
				return errors.New("--timeout: must be above zero")
			}
			return nil
		},
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			c, err := a.connect(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			r, err := c.Read(ctx, args[0], "")
			if err != nil {
				return nil, err
			}
			ans := &operationAnswer{
				AppID: r.AppID, Version: r.Version, WorkflowID: r.WorkflowID, RunID: r.RunID, WorkflowURL: r.WorkflowURL, Update: op.update,
			}
			ctx, cancel := context.WithTimeout(ctx, time.Duration(limit))
			defer cancel()
			return ans, c.operate(ctx, r, ans, workflows.ExtendRequest{By: whoAsks(a.env, by), More: timing.Duration(more)})
		}),
	}
	if extends {
		cmd.Flags().Var(&more, "more", "how much longer, such as 2d or 12h")
	}
	byFlag(cmd.Flags(), &by)
	cmd.Flags().Var(&limit, "timeout", "give up when no worker has answered after this")
	return cmd
}

// operate asks the release that was open, and no later one, for what ans.Update names.
func (c *connection) operate(ctx context.Context, r *releases.Release, ans *operationAnswer, ask workflows.ExtendRequest) (err error) {
	var told workflows.Answer
	switch ans.Update {
	case workflows.UpdateExpedite:
		told, err = c.Expedite(ctx, r, workflows.Request{By: ask.By})
	case workflows.UpdateWithdraw:
		told, err = c.Withdraw(ctx, r, workflows.Request{By: ask.By})
	case workflows.UpdatePollNow:
		told, err = c.PollNow(ctx, r, workflows.Request{By: ask.By})
	case workflows.UpdateExtendDeadline:
		if ans.Deadline, err = c.ExtendDeadline(ctx, r, ask); err == nil {
			ans.Answer = fmt.Sprintf("the release of version %s of %s waits for its verdict until %s", ans.Version, ans.AppID, stamp(ans.Deadline))
		}
	}
	if told.Kind != "" {
		ans.Answer, ans.words = words.Answer(told).String(), words.Answer(told)
	}
	if told.Kind != workflows.AnswerText {
		ans.Told = told
	}
	return ans.judge(err)
}

// judge gives an error its exit code and what to do about it.
func (o *operationAnswer) judge(err error) error {
	if refused, ok := errors.AsType[*releases.RefusedError](err); ok {
		o.Refused, o.Refusal, o.Code = true, &refused.Refusal, refused.Problem().Code
		code := exitBlocked
		if refused.Problem().Class == wxa.ClassQuota.String() {
			code = exitQuota
		}
		return &codedError{code, words.Refused(refused.Refusal).Err()}
	}
	if ended, ok := errors.AsType[*releases.EndedError](err); ok {
		if r := ended.Release; r != nil {
			return o.refuse(exitBlocked, fmt.Sprintf("too late: the last release of %s, version %s, ended as %s at %s",
				o.AppID, r.Version, r.Ending(), stamp(r.Status.EndedAt)))
		}
		return o.refuse(exitBlocked, fmt.Sprintf("too late: the release of %s ended just now. See: wxrelease status %s", o.AppID, o.AppID))
	}
	if _, ok := errors.AsType[*releases.NoAnswerError](err); ok {
		return fmt.Errorf("the release of %s has not answered in time, for no worker runs or WeChat is slow; it may still do what was asked. "+
			"See: wxrelease status %s", o.AppID, o.AppID)
	}
	return err
}

// refuse says that what was asked is not done: somebody must do something else first, or nothing can be done.
func (o *operationAnswer) refuse(code int, text string) error {
	o.Refused = true
	return &codedError{code, errors.New(text)}
}
