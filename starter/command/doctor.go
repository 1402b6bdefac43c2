package command

import (
	"context"
	"encoding"
	"encoding/json"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/doctor"
	"github.com/wxrelease/wxrelease/timing"
)

// doctorAnswer is the answer of doctor.
type doctorAnswer struct {
	Checks []doctor.Finding `json:"checks"`
	ending
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
			o := doctor.Options{Env: a.env, Connect: func(ctx context.Context) (*releases.Client, error) {
				c, err := a.connect(ctx)
				if err != nil {
					return nil, err
				}
				return c.Client, nil
			}}
			if len(args) > 0 {
				o.AppID = args[0]
			}
			ans := &doctorAnswer{Checks: doctor.Examine(ctx, o)}
			for _, f := range ans.Checks {
				ans.ExitCode = worse(ans.ExitCode, faultCode(f))
			}
			return ans, nil
		}),
	}
}

func (d *doctorAnswer) text(w io.Writer, r words.Reader) {
	var rows [][]any
	for _, f := range d.Checks {
		text, remedy := diagnosis(r, f)
		if remedy != "" {
			text = r.Say(words.CheckDo.Of(text, strings.TrimRight(remedy, ".。")))
		}
		text = strings.ReplaceAll(text, "\n", "; ")
		rows = append(rows, []any{words.CheckStates[string(f.State)], words.CheckNames[string(f.Check)], text})
	}
	table(w, r, rows...)
}

// diagnosis says what a check has found and what to do about it.
func diagnosis(r words.Reader, f doctor.Finding) (text, remedy string) {
	facts := map[string]any{}
	for name, fact := range f.Facts {
		facts[name] = spokenFact(fact)
		if f.Err != nil && fact == f.Err.Error() {
			facts[name] = f.Err
		}
	}
	said, does, ok := words.Checkup(string(f.Kind), facts)
	if !ok || r.Lang == words.English {
		return f.Text, f.Remedy
	}
	return r.Say(said), r.Say(does)
}

// spokenFact gives a fact as words take it: some are made for JSON, durations and numbers of things.
func spokenFact(fact any) any {
	switch fact := fact.(type) {
	case time.Time:
		return fact
	case encoding.TextMarshaler:
		var d timing.Duration
		text, err := fact.MarshalText()
		if err == nil && d.UnmarshalText(text) == nil {
			return d
		}
	case json.Marshaler:
		if text, err := fact.MarshalJSON(); err == nil {
			return string(text)
		}
	}
	return fact
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
		return errorCode(accessCode(f.Err))
	default:
		return exitFailed
	}
}
