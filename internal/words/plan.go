package words

import (
	"fmt"
	"strings"

	"github.com/wxrelease/wxrelease/workflows"
)

var (
	planWaits    = message("Waits at most", "最长等待")
	planCheck    = message("for the privacy check", "隐私接口检测")
	planVerdict  = message("for the verdict", "审核结果")
	planExpedite = message("after {after}", "审核 {after}后申请")
	planStarted  = message("Started by {by}.", "由 {by} 发起。")
	planJob      = message("CI job: <{from}>", "CI 任务：<{from}>")
)

// Plan tells how patient a release is, as the summary and the Markdown that the Temporal UI shows of it. by is who starts it, "" for
// nobody in particular; from is the address of the CI job, "" when it is none.
func (l Lang) Plan(in workflows.ReleaseInput, by, from string) (summary, details string) {
	in = in.WithDefaults()
	summary = strings.TrimSpace(fmt.Sprintf("%s %s %s", in.Name, in.AppID, in.Version))
	expedite := l.Say(in.Expedite.Policy)
	if in.Expedite.Policy == workflows.ExpediteAfter {
		expedite = l.Say(planExpedite.Of(in.Expedite.After))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n| %s | |\n|---|---|\n", Cell(summary), planWaits.In(l))
	for _, row := range [][2]string{
		{planCheck.In(l), l.Say(in.Limits.Detection)}, {planVerdict.In(l), l.Say(in.Limits.Review)}, {rowExpedite.In(l), expedite},
	} {
		fmt.Fprintf(&b, "| %s | %s |\n", row[0], row[1])
	}
	if by != "" {
		fmt.Fprintf(&b, "\n%s\n", l.Say(planStarted.Of(Cell(by))))
	}
	if from != "" {
		fmt.Fprintf(&b, "\n%s\n", l.Say(planJob.Of(Cell(from))))
	}
	return summary, b.String()
}
