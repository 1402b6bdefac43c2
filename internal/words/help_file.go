package words

func init() {
	help("init", "Write a release file to fill in", "生成待填写的提审文件", `
Init writes a commented release file: for the first submission of a Mini Program, or with --update for a version after it. What
must be filled in is marked with TODO, and wxrelease validate refuses the file until it is. A file that is there already is
never overwritten.`, `
生成带注释的提审文件：用于小程序的首次提审，或加上 --update 用于之后的版本。必须填写的地方标有 TODO，填写之前
wxrelease validate 不会通过。已有的文件绝不会被覆盖。`,
		sameExample(`
  wxrelease init
  wxrelease init --update --appid wx5555666677778888
  wxrelease init -f - | less`),
		map[string]*Message{
			"appid":  flagText("appid to fill in", "要填入的 appid"),
			"file":   flagText("file to write; - writes to standard output", "要写入的文件；- 表示写到标准输出"),
			"update": flagText("for a version after the first one", "用于首个版本之后的版本"),
		})

	help("validate", "Check a release file and show what would be sent", "检查提审文件，并显示将要发送的内容", `
Validate checks a release file as start does and prints the body of the submit_audit request, byte for byte and without
a line break at the end. Of a file with several apps it checks all, or the one that --app names; of all it prints one body
in each line. It connects to nothing and needs no settings.`, `
像 start 一样检查提审文件，并逐字节输出 submit_audit 的请求体，末尾没有换行。文件中有多个小程序时检查全部，或 --app 指定的一个；
检查全部时每行输出一个请求体。它不连接任何服务，也不需要任何设置。`,
		sameExample(`
  wxrelease validate
  wxrelease validate --app wx5555666677778888
  wxrelease validate -f - --set-version 1.4.0 < wxrelease.yaml > body.json`), nil)

	help("schema", "Print the JSON Schema of release files", "输出提审文件的 JSON Schema", `
Schema prints the JSON Schema of release files. Editors with YAML support check and complete a file that names it in its
first line, as the files of wxrelease init do. It connects to nothing.`, `
输出提审文件的 JSON Schema。文件首行写明 schema 时（wxrelease init 生成的文件就是如此），支持 YAML 的编辑器会据此检查和补全。它不连接任何服务。`,
		sameExample(`
  wxrelease schema > wxrelease.schema.json`), nil)
}
