package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/releases"
)

// doctorAnswer is the answer of doctor.
type doctorAnswer struct {
	Checks []finding `json:"checks"`
	ending
}

// finding is what one check has found.
type finding struct {
	Check  string  `json:"check"` // one of the names below
	State  verdict `json:"state"`
	Text   string  `json:"text"`
	Remedy string  `json:"remedy,omitempty"`

	code int // exit code for a failure
}

// verdict is how a check went.
type verdict string

const (
	fine    verdict = "ok"
	doubt   verdict = "warning" // works, and may soon not
	broken  verdict = "failed"
	skipped verdict = "skipped" // not set up here, or something before it has failed
)

// The names of the checks, in their order.
const (
	checkSettings      = "settings"
	checkTemporal      = "temporal"
	checkNamespace     = "namespace"
	checkAttributes    = "search-attributes"
	checkWorker        = "worker"
	checkStore         = "store"
	checkTicket        = "ticket"
	checkAuthorization = "authorization"
	checkWeChat        = "wechat"
	checkQuota         = "quota"
	checkBridge        = "bridge"
	checkPushes        = "pushes"
)

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
		Example: `  starter doctor
  starter doctor wx5555666677778888
  starter doctor -o json | jq '.checks[] | select(.state == "failed")'`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return oneAppID(cmd, args)
		},
		ValidArgsFunction: a.completeKnown,
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			d := &doctor{app: a, http: &http.Client{Timeout: releases.CallTimeout}}
			if len(args) > 0 {
				d.appid = args[0]
			}
			ans := &doctorAnswer{Checks: d.examine(ctx)}
			for _, f := range ans.Checks {
				if f.State == broken {
					ans.ExitCode = worse(ans.ExitCode, f.code)
				}
			}
			return ans, nil
		}),
	}
}

func (d *doctorAnswer) text(w io.Writer) {
	marks := map[verdict]string{fine: "ok", doubt: "warn", broken: "FAIL", skipped: "-"}
	for _, f := range d.Checks {
		line := fmt.Sprintf("%-4s  %-17s  %s", marks[f.State], f.Check, f.Text)
		if f.Remedy != "" {
			line += ". " + strings.TrimSuffix(f.Remedy, ".") + "."
		}
		fmt.Fprintln(w, plain.Clean(strings.ReplaceAll(line, "\n", "; ")))
	}
}

// doctor collects what its checks find.
type doctor struct {
	app      *app
	http     *http.Client
	appid    string // "" for none
	settings settings.Settings
	findings []finding
}

func (d *doctor) ok(check, format string, args ...any) {
	d.findings = append(d.findings, finding{Check: check, State: fine, Text: fmt.Sprintf(format, args...)})
}

func (d *doctor) skip(check, why string) {
	d.findings = append(d.findings, finding{Check: check, State: skipped, Text: why})
}

func (d *doctor) warn(check, remedy, format string, args ...any) {
	d.findings = append(d.findings, finding{Check: check, State: doubt, Text: fmt.Sprintf(format, args...), Remedy: remedy})
}

func (d *doctor) fail(code int, check, remedy, format string, args ...any) {
	d.findings = append(d.findings, finding{Check: check, State: broken, Text: fmt.Sprintf(format, args...), Remedy: remedy, code: code})
}

// examine runs all checks.
func (d *doctor) examine(ctx context.Context) []finding {
	var err error
	d.settings, err = settings.Read(settings.Starter, d.app.env)
	if err != nil {
		d.fail(exitUsage, checkSettings, "starter --help lists them all", "%v", err)
		for _, check := range []string{checkTemporal, checkStore, checkBridge} {
			d.skip(check, "the settings are wrong")
		}
		return d.findings
	}
	d.ok(checkSettings, "can work")
	d.temporal(ctx)
	d.store(ctx)
	d.bridge(ctx)
	return d.findings
}

// temporal checks the server and what releases need there.
func (d *doctor) temporal(ctx context.Context) {
	c, err := d.app.connect(ctx)
	if err != nil {
		remedy := "Check that the server runs, and TEMPORAL_ADDRESS, TEMPORAL_TLS and TEMPORAL_API_KEY"
		if no, ok := errors.AsType[*releases.UnreachableError](err); ok {
			err = fmt.Errorf("%s cannot be reached: %w", no.Address, no.Err)
		}
		d.fail(exitFailed, checkTemporal, remedy, "%v", err)
		for _, check := range []string{checkNamespace, checkAttributes, checkWorker} {
			d.skip(check, "Temporal cannot be reached")
		}
		return
	}
	defer c.Close()
	d.ok(checkTemporal, "reached at %s", c.Options().Address)
	if !d.namespace(ctx, c) {
		for _, check := range []string{checkAttributes, checkWorker} {
			d.skip(check, "there is no namespace to look in")
		}
		return
	}
	d.attributes(ctx, c)
	d.worker(ctx, c)
}

// ago writes how long something is past.
func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return d.Round(time.Second).String() + " ago"
	case d < 48*time.Hour:
		return strings.TrimSuffix(d.Round(time.Minute).String(), "0s") + " ago"
	default:
		return fmt.Sprintf("%d days ago", int(d.Hours()/24))
	}
}
