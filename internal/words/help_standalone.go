package words

func init() {
	data := flagText("folder in which the installation keeps everything", "安装保存一切数据的目录")
	version := flagText("print the version and exit", "输出版本后退出")

	help("standalone", "Be a whole installation on one machine: Temporal with its Web UI, worker and bridge",
		"在一台机器上运行全部：Temporal 及其 Web UI、worker 和 bridge", `
Standalone runs a Temporal server on a SQLite file, its Web UI, the worker, the bridge and the store of the platform's
credentials, all in one process. What is under way survives a restart, a killed process and a power cut. One process at a time can
use a data folder.

The settings are those of wxrelease worker and wxrelease bridge, but for those of Temporal. Where no other source of tokens is set,
the store and its key are made in the data folder. The bridge runs where there is a store, or where the platform's push token or key
is set; otherwise releases find their verdicts by asking.

Server and Web UI listen on loopback only: they ask nobody who is calling. Commands on this machine reach the server without a
setting; from elsewhere through a tunnel, such as ssh -L 7233:127.0.0.1:7233 HOST.

Exit codes: 0 stopped as asked; 1 it could not go on, starting it again may help; 2 usage or settings.`, `
在一个进程中运行使用 SQLite 文件的 Temporal 服务端、它的 Web UI、worker、bridge 以及保存第三方平台凭据的 store。
重新启动、进程被杀死或断电之后，正在进行的任务会继续。同一个数据目录同时只能由一个进程使用。

除 Temporal 的设置以外，其余设置与 wxrelease worker 和 wxrelease bridge 相同。未设置其他令牌来源时，store 及其密钥建在数据目录中。
有 store，或设置了第三方平台的消息校验 Token 或消息加解密 Key 时，bridge 一并运行；否则提审任务以查询得知审核结果。

服务端和 Web UI 只在本机监听，因为它们不验证来访者。本机上的命令无需设置即可连接；其他机器请经由隧道，例如
ssh -L 7233:127.0.0.1:7233 HOST 。

退出码：0 按要求停止；1 无法继续，重新启动可能有用；2 用法或设置有误。`, sameExample(`
  wxrelease standalone --data /var/lib/wxrelease`), map[string]*Message{
			"data": data, "version": version,
			"health":        flagText("ask a running one and exit with 0 or 1", "询问正在运行的程序，以退出码 0 或 1 结束"),
			"temporal-port": flagText("port of the Temporal server, on loopback", "Temporal 服务端在本机的端口"),
			"ui-port":       flagText("port of the Temporal Web UI, on loopback", "Temporal Web UI 在本机的端口"),
		})

	help("backup", "Copy the databases of wxrelease standalone, while it runs", "备份 wxrelease standalone 的数据库（可在运行时进行）", `
Backup copies the databases of wxrelease standalone into a new folder, and checks the copies. The installation goes on meanwhile. The
key of the store is not copied: keep it apart, for with it the copy is as good as the platform's secrets.

To go back to a copy: stop the installation, put the files of the copy into an empty data folder, the key beside them, and start it on
that folder. Releases go on from where they were then: what was submitted since is found and taken over, not submitted again.

Exit codes: 0 copied; 1 not copied; 2 usage.`, `
将 wxrelease standalone 的数据库复制到一个新目录并检查副本，期间一切照常运行。store 的密钥不会复制：请另行保存，
因为有了它，副本就等同于第三方平台的机密。

恢复：停止程序，把副本中的文件放入一个空的数据目录，旁边放上密钥，再以该目录启动。提审任务从备份时的状态继续：
此后提交的审核会被找到并接管，不会再次提交。

退出码：0 已复制；1 未复制；2 用法有误。`, sameExample(`
  wxrelease backup --data /var/lib/wxrelease --to /backup/wxrelease-2026-11-26`), map[string]*Message{
		"data": data, "version": version,
		"health": flagText("of no use here", "此处无用"),
		"to":     flagText("folder to make; it must not be there yet", "要新建的目录，必须尚不存在"),
	})
}

// What an installation on one machine says beside its log.
var (
	StandaloneRuns = message(
		"Temporal Web UI   {ui}\nTemporal server   {server}\nBridge            {bridge}\nData              {folder}",
		"Temporal Web UI   {ui}\nTemporal 服务端   {server}\nbridge            {bridge}\n数据目录          {folder}",
	)
	StandaloneBridge   = message("{address}", "{address}")
	StandaloneNoBridge = message("none: releases find their verdicts by asking", "未运行：提审任务以查询得知审核结果")
	StandalonePort     = message("{flag}: {port} is not a port (1 to 65535)", "{flag}：{port} 不是端口（1 至 65535）")

	StandaloneOtherTables = message(
		"{error}. Nothing was changed. Run it with the program that made it and wait for its releases to end, or move the open ones: "+
			"start this program on a new folder than {folder}, and there the same release files with wxrelease start --adopt",
		"{error}。没有改动任何内容。请用建立它的程序运行，直到其中的提审任务结束；或迁移未结束的任务："+
			"在 {folder} 以外的新目录中启动本程序，再以 wxrelease start --adopt 启动同样的提审文件",
	)

	BackupNoTo     = message("--to: not given: which folder shall the copy be?", "--to：未给出：副本放在哪个目录？")
	BackupNoHealth = message("it does not run all the time: there is nothing to ask", "它不是常驻程序，没有可询问的")
	BackupThere    = message("{folder} is there already: give a folder that is not", "{folder} 已存在：请给出一个尚不存在的目录")
	BackupFailed   = message("{program}: copying {from} to {to}: {error}", "{program}：将 {from} 复制到 {to}：{error}")
	BackupFile     = message("{file}  {size} bytes, checked", "{file}  {size} 字节，已检查")
	BackupKey      = message("not copied, keep it apart: {file}", "未复制，请另行保存：{file}")
)
