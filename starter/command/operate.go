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
type operation struct{ use, update string }

var operations = []operation{
	{"expedite", workflows.UpdateExpedite}, {"withdraw", workflows.UpdateWithdraw}, {"poll", workflows.UpdatePollNow},
	{"extend", workflows.UpdateExtendDeadline},
}

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

	words words.Text // that Answer is the English of
}

func (o *operationAnswer) text(w io.Writer, r words.Reader) {
	if !o.words.IsZero() {
		fmt.Fprintln(w, plain.Clean(r.Say(o.words)))
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
		Use: op.use + " APPID", Args: oneAppID, ValidArgsFunction: a.completeOpen,
		PreRunE: func(*cobra.Command, []string) error {
			switch {
			case extends && more <= 0:
				return words.FlagGiveMore.Err()
			case limit <= 0:
				return words.FlagPositive.Err("--timeout")
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
		cmd.Flags().Var(&more, "more", "")
	}
	byFlag(cmd.Flags(), &by)
	cmd.Flags().Var(&limit, "timeout", "")
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
			ans.words = words.WaitsUntil.Of(ans.Version, ans.AppID, ans.Deadline)
		}
	}
	if told.Kind != "" {
		ans.words = words.Answer(told)
	}
	ans.Answer = inJSON.Say(ans.words)
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
			return o.refuse(exitBlocked, words.TooLate.Of(o.AppID, r.Version, r.EndingWords(), r.Status.EndedAt))
		}
		return o.refuse(exitBlocked, words.TooLateNow.Of(o.AppID))
	}
	if _, ok := errors.AsType[*releases.NoAnswerError](err); ok {
		return words.SeeStatus.Err(err, o.AppID)
	}
	return err
}

// refuse says that what was asked is not done: somebody must do something else first, or nothing can be done.
func (o *operationAnswer) refuse(code int, why words.Text) error {
	o.Refused = true
	return &codedError{code, why.Err()}
}
