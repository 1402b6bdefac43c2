package command

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/doctor"
)

// doctorAnswer is the answer of doctor.
type doctorAnswer struct {
	Checks []check         `json:"checks"`
	Views  []releases.View `json:"views,omitempty"` // in the Temporal Web UI, where Temporal is reached
	ending
}

// check is what one check has found, as facts and in plain English.
type check struct {
	doctor.Finding
	Text   string `json:"text"`
	Remedy string `json:"remedy,omitempty"`
}

// checkOf says a finding in English, for JSON.
func checkOf(f doctor.Finding) check {
	english := words.English.In(nil)
	text, remedy, _ := words.Checkup(string(f.Kind), f.Facts)
	return check{f, english.Say(text), english.Say(remedy)}
}

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use: "doctor [APPID]",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return oneAppID(cmd, args)
		},
		ValidArgsFunction: a.completeKnown,
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			ans, o := &doctorAnswer{}, doctor.Options{Env: a.env}
			if len(args) > 0 {
				o.AppID = args[0]
			}
			o.Connect = func(ctx context.Context) (*releases.Client, error) {
				c, err := a.connect(ctx)
				if err != nil {
					return nil, err
				}
				ans.Views = c.Views(o.AppID)
				return c.Client, nil
			}
			for _, f := range doctor.Examine(ctx, o) {
				ans.Checks = append(ans.Checks, checkOf(f))
				ans.ExitCode = worse(ans.ExitCode, faultCode(f))
			}
			return ans, nil
		}),
	}
}

func (d *doctorAnswer) text(w io.Writer, r words.Reader) {
	var rows [][]any
	for _, f := range d.Checks {
		text, remedy, _ := words.Checkup(string(f.Kind), f.Facts)
		line := r.Say(text)
		if does := strings.TrimRight(r.Say(remedy), ".。"); does != "" {
			line = r.Say(words.CheckDo.Of(strings.TrimRight(line, ".。"), does))
		}
		line = strings.ReplaceAll(line, "\n", r.Say(words.CheckLines))
		state := filled(r.Say(words.CheckStates[string(f.State)]), 4) // as wide as a failure, so that all look alike
		rows = append(rows, []any{state, words.CheckNames[string(f.Check)], line})
	}
	table(w, r, rows...)
	d.views(w, r)
}

func (d *doctorAnswer) views(w io.Writer, r words.Reader) {
	if len(d.Views) == 0 {
		return
	}
	title := words.ViewLinks
	if d.Views[0].URL == "" {
		title = words.ViewQueries
	}
	fmt.Fprintf(w, "\n%s\n", r.Say(title.Of()))
	var rows [][]any
	for _, v := range d.Views {
		rows = append(rows, []any{words.ViewNames[string(v.Name)], cmp.Or(v.URL, v.Query)})
	}
	table(w, r, rows...)
}

// faultCode is the exit code for what a check has found.
func faultCode(f doctor.Finding) int {
	switch f.Fault {
	case "":
		return exitOK
	case doctor.FaultUsage:
		return exitUsage
	case doctor.FaultCredentials:
		return exitCredentials
	case doctor.FaultQuota:
		return exitQuota
	case doctor.FaultAccess:
		return errorCode(accessCode(f.Err()))
	default:
		return exitFailed
	}
}
