package command

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/doctor"
)

// doctorAnswer is the answer of doctor.
type doctorAnswer struct {
	Checks []check `json:"checks"`
	ending

	reader words.Reader
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
		Use:   "doctor [APPID]",
		Short: "Check the set-up and say what to put right",
		Long: `Doctor looks at everything that a release needs, and prints one line for each check, with a remedy where something is wrong:
settings; Temporal, its namespace and search attributes; whether a worker answers, and when one has last asked for work; the
store of the platform's credentials, the age of WeChat's ticket and the authorisations in it; the bridge and the last push.

With an appid it also looks whether that Mini Program has authorised the platform, and asks WeChat for the quota with its
token, which shows whether token, permission and IP allow list are right. WeChat sees the address of this machine then, not
the worker's: run doctor where the worker runs.

Without a store it takes the worker's WXRELEASE_TOKEN_URL or WXRELEASE_TOKEN for that, where one is set.

What is not configured for this process is skipped. Nothing is changed, and no secret is printed. The exit code is 0 when no
check has failed, else that of the worst failure: 1, 2 for settings, 7 for quota, 8 for credentials.`,
		Example: `  wxrelease doctor
  wxrelease doctor wx5555666677778888
  wxrelease doctor -o json | jq '.checks[] | select(.state == "failed")'`,
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
			ans := &doctorAnswer{reader: words.Lang(a.lang).In(time.Local)}
			for _, f := range doctor.Examine(ctx, o) {
				ans.Checks = append(ans.Checks, checkOf(f))
				ans.ExitCode = worse(ans.ExitCode, faultCode(f))
			}
			return ans, nil
		}),
	}
}

func (d *doctorAnswer) text(w io.Writer) {
	r := d.reader
	states, names := column(r, words.CheckStates), column(r, words.CheckNames)
	for _, f := range d.Checks {
		text, remedy, _ := words.Checkup(string(f.Kind), f.Facts)
		line := r.Say(text)
		if does := strings.TrimRight(r.Say(remedy), ".。"); does != "" {
			line = r.Say(words.CheckDo.Of(strings.TrimRight(line, ".。"), does))
		}
		line = strings.ReplaceAll(line, "\n", r.Say(words.CheckLines))
		fmt.Fprintln(w, plain.Clean(states(string(f.State))+"  "+names(string(f.Check))+"  "+line))
	}
}

// column gives words that stand under each other, all as wide as the widest.
func column(r words.Reader, all map[string]*words.Message) func(name string) string {
	width := 0
	for _, m := range all {
		width = max(width, words.Width(r.Say(m)))
	}
	return func(name string) string {
		text := r.Say(all[name])
		return text + strings.Repeat(" ", width-words.Width(text))
	}
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
