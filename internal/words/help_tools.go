package words

func init() {
	help("", "Release WeChat Mini Programs through WeChat's review", "为微信小程序提审，并等待审核结果", `
wxrelease begins releases of WeChat Mini Programs, waits for their verdicts and tells about them. A release runs as a
workflow on a Temporal server: wxrelease can be stopped and run again, anywhere, at any time, without harm to it.

Exit codes: 0 the wanted outcome; 1 technical failure; 2 usage, settings or invalid file; 3 rejected; 4 withdrawn or
cancelled; 5 still in review, the wait ran out; 6 busy with another release; 7 quota exhausted; 8 credentials or
permission; 9 blocked until someone fixes something, an operator's request refused, or cancelled without getting the
review back; 10 a limit of the release expired.`, `
为微信小程序开始提审任务，等待审核结果，并查看和操作任务。提审任务以工作流的形式运行在 Temporal 服务端：
本程序随时可以停止，也可以在任何地方重新执行，不影响任务。

退出码：0 得到期望的结果；1 技术故障；2 用法、设置或提审文件有误；3 审核不通过；4 已撤回或已取消；5 仍在审核中，等待时间已到；
6 该小程序有其他提审任务或审核正在进行；7 额度已用完；8 凭据或权限有误；9 需要有人修改后才能继续，请求被拒绝，
或已取消但审核未能撤回；10 任务的某个时限已到。`,
		example(`
  wxrelease init                                      # write a wxrelease.yaml to fill in
  wxrelease validate                                  # check it and show what would be sent
  wxrelease doctor                                    # is everything there that a release needs?
  wxrelease start --wait --wait-timeout 6h            # start the release, wait for the verdict
  wxrelease wait wx5555666677778888 --timeout 6h      # from any other job, as often as you like`, `
  wxrelease init                                      # 生成待填写的 wxrelease.yaml
  wxrelease validate                                  # 检查它，并显示将要发送的内容
  wxrelease doctor                                    # 提审所需的一切是否就绪？
  wxrelease start --wait --wait-timeout 6h            # 开始提审任务，并等待审核结果
  wxrelease wait wx5555666677778888 --timeout 6h      # 可在其他任务中执行，次数不限`), nil)

	help("doctor", "Check the set-up and say what to put right", "检查配置是否就绪，并给出处理办法", `
Doctor checks everything that a release needs, and prints one line for each check, with a remedy where something is wrong:
settings; Temporal, its namespace and search attributes; whether a worker answers, and when one has last asked for work; the
store of the platform's credentials, the age of WeChat's ticket and the authorisations in it; the bridge and the last push.

With an appid it also checks whether that Mini Program has authorised the platform, and asks WeChat for the quota with its
token, which shows whether token, permission and IP allow list are right. WeChat sees the address of this machine then, not
the worker's: run doctor where the worker runs.

Without a store it takes the worker's WXRELEASE_TOKEN_URL or WXRELEASE_TOKEN for that, where one is set.

What is not configured for this process is skipped. Nothing is changed, and no secret is printed. The exit code is 0 when no
check has failed, else that of the worst failure: 1, 2 for settings, 7 for quota, 8 for credentials.`, `
检查提审所需的一切，每项输出一行，有问题时给出处理办法：设置；Temporal 及其命名空间和 search attribute；是否有 worker 应答、
最近何时领取过任务；保存第三方平台凭据的 store、微信票据的时间及其中的授权；bridge 和最近一次推送。

给出 appid 时，还会检查该小程序是否已授权给平台，并用它的令牌向微信查询额度，由此可知令牌、权限和 IP 白名单是否正确。
此时微信看到的是本机的地址，而不是 worker 的：请在运行 worker 的机器上执行 doctor。

没有 store 时，如果设置了 worker 的 WXRELEASE_TOKEN_URL 或 WXRELEASE_TOKEN，就用它获取令牌。

本进程没有配置的项目会跳过。不会改动任何内容，也不会输出机密。没有失败的检查时退出码为 0，否则为最严重的失败的退出码：
1；设置有误为 2，额度用完为 7，凭据有误为 8。`,
		sameExample(`
  wxrelease doctor
  wxrelease doctor wx5555666677778888
  wxrelease doctor -o json | jq '.checks[] | select(.state == "failed")'`), nil)

	help("codes", "Explain WeChat's error codes", "解释微信的错误码", `
Codes prints the catalogue of WeChat's error codes by which releases decide what to repeat: class, meaning, and with a code
given also the remedy, what a release does about it, and where it is documented. It connects to nothing.

Classes: transient: repeated soon; wait: clears by itself; token: a fresh token is tried once; quota: a counter is used up;
fix: somebody must change something first; idempotent: the wanted state is there already; ambiguous: it may have happened,
so the state is read before a repeat.`, `
输出微信错误码表，提审任务据此决定哪些可以重试：类别和含义；给出错误码时，还有处理办法、任务如何应对、文档出处。它不连接任何服务。

类别：transient 很快重试；wait 会自行解除；token 刷新令牌后再试一次；quota 额度已用完；fix 须先有人修改；
idempotent 期望的状态已经达成；ambiguous 可能已经生效，重试之前先查询状态。`,
		sameExample(`
  wxrelease codes
  wxrelease codes 61039
  wxrelease codes -1 85009 -o json
  wxrelease codes --class quota
  wxrelease codes -o json | jq '.codes[] | select(.class == "fix")'`),
		map[string]*Message{
			"class": flagText("only this class: transient, wait, token, quota, fix, idempotent, ambiguous",
				"只列出该类别：transient、wait、token、quota、fix、idempotent、ambiguous"),
		})

	help("version", "Tell which version this is", "查看版本", `
Version prints the version of this program, the source it was built from, and the versions of Go and of the Temporal SDK in it.`, `
输出本程序的版本、构建所用的源代码，以及 Go 和 Temporal SDK 的版本。`,
		sameExample(`
  wxrelease version
  wxrelease version -o json | jq -r .version`), nil)

	help("help", "Help about any command", "查看任意命令的帮助", "", "", nil, nil)
	help("completion", "Make the completion script for a shell", "生成 shell 的自动补全脚本", `
Completion prints a script that lets your shell complete commands, flags and appids. The help of each shell's command says how
to load it.`, `
输出自动补全脚本，使 shell 能补全命令、选项和 appid。加载方法见各 shell 子命令的帮助。`, nil, nil)
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		help("completion "+shell, "Make the completion script for "+shell, "生成 "+shell+" 的自动补全脚本", "", "",
			completions[shell], map[string]*Message{"no-descriptions": flagText("complete without descriptions", "补全时不显示说明")})
	}
}

// completions show how each shell loads its script.
var completions = map[string]*Message{
	"bash":       sameExample("  source <(wxrelease completion bash)"),
	"zsh":        sameExample(`  wxrelease completion zsh > "${fpath[1]}/_wxrelease"`),
	"fish":       sameExample("  wxrelease completion fish | source"),
	"powershell": sameExample("  wxrelease completion powershell | Out-String | Invoke-Expression"),
}
