package words

import (
	"strings"

	"github.com/wxrelease/wxrelease/workflows"
)

func init() {
	help("start", "Start a release, or attach to the one that is under way", "开始提审任务，或接入进行中的任务", `
Start checks the release file against WeChat's documented limits and starts the release.

Running it again is safe. The open release with the same content is attached to; one with other content makes it end with
exit code 6 and say who started that one and when; so does one that is being cancelled: wait for its end, then start again.
The content is everything that the file and the flags say about the release: appid, version, audit, expedite, limits and
pace, as written, before defaults. Who starts it, from where, and whose review it may take over is not part of it.

After the end: where the last release of the Mini Program had the same content and was approved, nothing is started, it is
said so, and the exit code is 0. A repeated CI job gets the release that its run has started, whatever its outcome: GitHub
Actions, GitLab, Azure Pipelines, Bitbucket, CircleCI, Buildkite and Jenkins are recognised, --run-id names the run
elsewhere. --again starts a new release in both cases. After any other end a start begins a new release.

With --adopt, as with adopt: true in the file, the release takes over an open review of its version that it did not submit:
that of an earlier release which was terminated or has expired, or one submitted by other means. Such a review makes a
release end as busy otherwise.

With --all every app of the file is started; what is open or approved already is attached to, so repeating it does what is
left. --all --only failed starts only the apps whose last release has ended otherwise than approved, and skips the others.

With --dry-run the file is checked and Temporal is asked what a start would find. WeChat gets nothing.`, `
按微信官方文档的限制检查提审文件，然后开始提审任务。

可以放心重复执行。内容相同的任务正在进行时，接入该任务；内容不同时，以退出码 6 结束，并说明那个任务由谁在何时发起；
任务正在取消时也一样：请等它结束后重新开始。内容是指文件和选项中关于提审任务的全部：appid、version、audit、expedite、limits 和
pace，按所写的比较，不含默认值。由谁发起、从哪里发起、是否接管审核单，不算内容。

任务结束之后：如果该小程序的上一个任务内容相同且已审核通过，则不再开始，会说明这一点，退出码为 0。重复执行的 CI 任务得到本次运行
已开始的那个提审任务，无论结果如何：能识别 GitHub Actions、GitLab、Azure Pipelines、Bitbucket、CircleCI、Buildkite 和 Jenkins，
其他系统请用 --run-id 给出标识。两种情况下 --again 都会开始新任务。以其他结果结束后，会开始新任务。

加上 --adopt，或在文件中写 adopt: true，任务会接管同一版本的、不是由它提交的审核：先前的任务被终止或已超时，或由其他方式提审。
不加时，遇到这样的审核会以 busy 结束。

加上 --all 会开始文件中的每个小程序；进行中或已审核通过的会接入，所以重复执行只做剩下的部分。
--all --only failed 只开始上一个任务没有审核通过的小程序，跳过其他的。

加上 --dry-run 只检查文件，并询问 Temporal 开始时会遇到什么，不向微信发送任何请求。`,
		example(`
  wxrelease start
  wxrelease start --dry-run
  wxrelease start --set-version "$CI_COMMIT_TAG" --wait --wait-timeout 6h
  wxrelease start -f shop/wxrelease.yaml --app wx5555666677778888 -o json
  wxrelease start --all --wait                        # every app of the file; ends with the worst exit code
  wxrelease start --all --only failed --wait          # once more those that were not approved`, `
  wxrelease start
  wxrelease start --dry-run
  wxrelease start --set-version "$CI_COMMIT_TAG" --wait --wait-timeout 6h
  wxrelease start -f shop/wxrelease.yaml --app wx5555666677778888 -o json
  wxrelease start --all --wait                        # 文件中的每个小程序；以最差的退出码结束
  wxrelease start --all --only failed --wait          # 重新提审没有审核通过的`),
		map[string]*Message{
			"adopt": flagText("take over an open review of this version that the release did not submit, as adopt: true in the file",
				"接管同一版本的、不是由本任务提交的审核，等同于文件中的 adopt: true"),
			"all":     flagText("every app of the file, each as a release of its own", "文件中的每个小程序，各为一个提审任务"),
			"dry-run": flagText("only tell what would happen; send nothing to WeChat", "只说明会发生什么，不向微信发送任何请求"),
			"only": flagText("with --all: failed starts only the apps whose last release has ended otherwise than approved",
				"与 --all 同用：failed 表示只开始上一个任务没有审核通过的小程序"),
			"wait": flagText("wait for the verdict and end with its exit code", "等待审核结果，并以其退出码结束"),
		})

	help("wait", "Wait for the verdict of a release", "等待提审任务的审核结果", `
Wait follows the open release of a Mini Program, or tells the outcome of its last one, and ends with the exit code of
the outcome. It only watches: stopped or killed, it leaves the release alone, and can be run again anywhere, also several
times at once. It survives outages of Temporal.

On a terminal it shows the release live: stage, elapsed time, next poll, attempts, the last error code and what it means.
In a pipe, with CI set or with TERM=dumb, each change is a line with its time.`, `
跟踪小程序进行中的提审任务，或说明上一个任务的结果，并以结果对应的退出码结束。它只查看：中途停止或被杀掉都不影响任务，
可以在任何地方重新执行，也可以同时执行多个。Temporal 中断期间会继续等待。

在终端里实时显示：阶段、已用时间、下次查询、尝试次数、最近的错误码及其含义。在管道中、设置了 CI 或 TERM=dumb 时，每次变化输出一行，带时间。`,
		sameExample(`
  wxrelease wait wx5555666677778888
  wxrelease wait wx5555666677778888 --timeout 2d
  wxrelease wait wx5555666677778888 -o json > result.json; case $? in 3) ;; 5) ;; esac`),
		map[string]*Message{
			"timeout": flagText("stop waiting after this, such as 90s, 6h or 2d; 0s waits as long as the release lasts",
				"最多等待多久，例如 90s、6h 或 2d；0s 表示一直等到任务结束"),
		})

	help("status", "Tell everything about a release", "查看提审任务的全部状态", `
Status tells everything about the open release of a Mini Program, or about its last one: stage, what it waits for and
who has to act, the next attempt, the verdict and its reason, the time line. Where no worker answers it tells what
Temporal itself knows, and says so. The exit code is 0 whenever it could tell something, whatever the outcome.

With --watch it goes on until the release has ended or you stop it: on a terminal as a view that follows the release, in a
pipe with a line for each change.`, `
查看小程序进行中的提审任务，或上一个任务：阶段、在等待什么、等待方是谁、下一次尝试、审核结果及原因、时间线。
没有 worker 应答时，显示 Temporal 自身的记录，并说明这一点。只要有内容可以显示，无论结果如何，退出码都是 0。

加上 --watch 会一直持续到任务结束或被你停止：在终端里实时刷新，在管道中每次变化输出一行。`,
		sameExample(`
  wxrelease status wx5555666677778888
  wxrelease status wx5555666677778888 --watch
  wxrelease status wx5555666677778888 -o json | jq -r .status.outcome`),
		map[string]*Message{"watch": flagText("follow the release until it has ended or you stop it", "持续跟踪，直到任务结束或被停止")})

	help("list", "List releases", "列出提审任务", `
List shows open releases; with --all or --outcome the ended ones after them, the last first, as long as the namespace keeps
their records. A change needs a moment to show in the list. Where there are more than --limit, it says how to go on.

With --needs-human it reads the open or last release of each Mini Program, and shows the ones in which somebody must do
something. A release that a newer one has overtaken is not among them.`, `
列出进行中的提审任务；加上 --all 或 --outcome 时，其后列出已结束的任务，最近的在前，只要命名空间还保留着它们的记录。
状态变化需要片刻才会出现在列表中。超过 --limit 时，会说明如何继续。

加上 --needs-human 会查看每个小程序进行中或最近的任务，只列出需要人工处理的。已有更新任务的旧任务不在其中。`,
		sameExample(`
  wxrelease list --needs-human
  wxrelease list --stage review --older-than 3d
  wxrelease list --outcome rejected --ended-within 7d
  wxrelease list --stage review -o json | jq -r '.releases[].appid'`),
		map[string]*Message{
			"all":     flagText("ended releases too", "也包括已结束的任务"),
			"limit":   flagText("at most so many", "最多列出多少个"),
			"outcome": flagText("only this outcome: "+namesOf(workflows.Outcomes, ", "), "只列出该结果的任务："+namesOf(workflows.Outcomes, "、")),
			"stage":   flagText("only this stage: "+namesOf(workflows.Stages, ", "), "只列出该阶段的任务："+namesOf(workflows.Stages, "、")),
			"needs-human": flagText("only where somebody must act, by Mini Program: its open or last release",
				"只列出需要人工处理的，按小程序：进行中或最近的任务"),
			"older-than": flagText(
				"only releases that were started at least so long ago, such as 12h or 3d",
				"只列出开始已超过该时长的任务，例如 12h 或 3d",
			),
			"ended-within": flagText(
				"only ended releases, and only those that ended at most so long ago, such as 7d",
				"只列出在该时长之内结束的任务，例如 7d",
			),
			"page": flagText(
				"go on where an earlier list stopped, with what that one printed",
				"从上一次列表停止处继续，填写其输出的值",
			),
			"version-name": flagText("only releases of this version", "只列出该版本的任务"),
		})

	help("history", "Tell what happened when, from Temporal's own record", "按 Temporal 的记录说明何时发生了什么", `
History tells in words what happened in the open or last release of a Mini Program, with times: what was asked of WeChat
and what came of it, after how many attempts and what failure, pushes, what operators asked for, and the end. It reads
Temporal's record of the run, so it needs no worker, also for a release that has ended. A long release goes on in a new
run: its earlier runs are told first, as far as Temporal still has them. What waits for its next attempt comes last.`, `
用文字说明小程序进行中或最近的提审任务何时发生了什么：对微信的每次调用及其结果、尝试了几次、因何失败、收到的推送、运营人员的操作，以及如何结束。
它读取 Temporal 的运行记录，因此不需要 worker，任务结束后也可以查看。历时很长的任务会在新的运行中继续：先列出更早的运行，
只要 Temporal 还保留着。等待下一次尝试的步骤列在最后。`,
		sameExample(`
  wxrelease history wx5555666677778888
  wxrelease history wx5555666677778888 --run 0198f2ab-8d61-7f0c-a6b4-2c1d7a3b9e55
  wxrelease history wx5555666677778888 -o json | jq -r '.history[] | "\(.at) \(.text)"'`),
		map[string]*Message{
			"run": flagText(
				"this run alone, by its id, instead of the open or last release",
				"只查看该 id 的运行，而不是进行中或最近的任务",
			),
		})

	help("cancel", "Cancel the open release and take its review back", "取消进行中的提审任务，并撤回审核", `
Cancel asks the open release of a Mini Program to stop. A review that is open at WeChat is taken back, which a Mini Program
can do 5 times a day and 10 times a month. That takes a moment, longer where WeChat is slow, and it can fail: without --wait
the exit code 0 says only that the release was asked. Its time line tells who asked and why.

With --wait the exit code is 0 when the release did end as cancelled or withdrawn, and the outcome's own when it ended
otherwise: 9 for cancel-failed, where the review could not be taken back and may be open still; 1 where that would be 0:
too late, it was approved.`, `
请求取消小程序进行中的提审任务。审核中的版本会被撤回，每个小程序每天可撤回 5 次、每月 10 次。撤回需要片刻，微信较慢时更久，
也可能失败：不加 --wait 时，退出码 0 只表示已提出请求。由谁取消、原因是什么，记在时间线中。

加上 --wait 时，任务以“已取消”或“已撤回”结束才返回 0；以其他结果结束时，返回该结果的退出码：cancel-failed 为 9，
表示审核未能撤回，可能仍在审核中；本应为 0 的审核通过则返回 1：取消得太晚了。`,
		example(`
  wxrelease cancel wx5555666677778888 --reason "wrong build" --wait
  wxrelease cancel wx5555666677778888 --by "Li, support" && wxrelease wait wx5555666677778888`, `
  wxrelease cancel wx5555666677778888 --reason "传错了版本" --wait
  wxrelease cancel wx5555666677778888 --by "客服 小李" && wxrelease wait wx5555666677778888`),
		map[string]*Message{
			"reason": flagText("why, for the record", "原因，记入历史"),
			"wait":   flagText("wait until the release has ended", "等待任务结束"),
		})
}

// namesOf lists values by the names that flags take.
func namesOf[T ~string](values []T, between string) string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	return strings.Join(names, between)
}
