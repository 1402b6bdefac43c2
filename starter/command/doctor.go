package command

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/doctor"
)

// doctorAnswer is the answer of doctor.
type doctorAnswer struct {
	Checks []doctor.Finding `json:"checks"`
	ending
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
			ans := &doctorAnswer{Checks: doctor.Examine(ctx, o)}
			for _, f := range ans.Checks {
				ans.ExitCode = worse(ans.ExitCode, faultCode(f))
			}
			return ans, nil
		}),
	}
}

func (d *doctorAnswer) text(w io.Writer) {
	marks := map[doctor.State]string{doctor.OK: "ok", doctor.Warning: "warn", doctor.Failed: "FAIL", doctor.Skipped: "-"}
	for _, f := range d.Checks {
		line := fmt.Sprintf("%-4s  %-17s  %s", marks[f.State], f.Check, f.Text)
		if f.Remedy != "" {
			line += ". " + strings.TrimSuffix(f.Remedy, ".") + "."
		}
		fmt.Fprintln(w, plain.Clean(strings.ReplaceAll(line, "\n", "; ")))
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
		return errorCode(accessCode(f.Err))
	default:
		return exitFailed
	}
}
