package words

// The release file that init writes. {schema}, {appid} and {hints} in it are filled in by whoever writes it; all else stands as
// it is.
var (
	InitFile = literal(`# yaml-language-server: $schema={schema}
#
# A release of a WeChat Mini Program: what is submitted for review, and how patiently.
# Check it with: wxrelease validate          Start it with: wxrelease start --wait

# Variables of the environment that ${NAME} may stand for in the texts below; nothing else is replaced.
env: [VERSION]

# name: Flower shop # the merchant's name: people see it beside the appid, WeChat does not
appid: {appid}
version: ${VERSION} # user_version of the uploaded trial version; a fixed one in quotes: "1.4.0"

# The body of submit_audit, with WeChat's own names.
audit:
  # 1 to 5 pages for the reviewer. The categories must be among those of the Mini Program: get_category lists them.
  item_list:
    - address: pages/index/index # as in app.json, without a slash in front
      title: 首页 # at most 32 characters
      tag: 办公 文档 # up to 10 tags of at most 20 characters
      first_class: "" # TODO: name of the category, such as 工具
      second_class: "" # TODO: such as 效率
      first_id: 0 # TODO: such as 287
      second_id: 0 # TODO: such as 616

  # What the reviewer should know, such as a test account. Many rejections are for want of one.
  # version_desc: Test account 100, the password is on the sign-in page
{hints}
  # true declares that privacy APIs which the code contains but the configuration does not name are not used.
  # privacy_api_not_use: false

# Asking WeChat to expedite spends a unit of the platform's monthly allowance: never, always, or after a time.
expedite: never
# expedite: { after: 6h }

# How long each wait may last. These are the defaults.
# limits:
#   detection: 1h # WeChat's privacy check of the uploaded code
#   submit: 30m # how long WeChat may answer a submission that it is busy
#   review: 14d # until the verdict

# true takes over an open review of this version that an earlier, lost, terminated, expired or foreign run submitted.
# adopt: false

# Several Mini Programs can share this file: then take the appid above out. Maps are merged key by key, lists and values are
# replaced, an empty key takes the common one out.
# apps:
#   - name: north
#     appid: wx1111222233334444
#   - name: south
#     appid: wx5555666677778888
#     audit: { version_desc: Test account 200 }
`, `# yaml-language-server: $schema={schema}
#
# 一个微信小程序的提审任务：提审什么，以及等待多久。
# 检查：wxrelease validate          开始：wxrelease start --wait

# 下面的文本中可用 ${NAME} 引用的环境变量；除此之外不作任何替换。
env: [VERSION]

# name: 花店 # 商家名称：与 appid 一起显示，不会提交给微信
appid: {appid}
version: ${VERSION} # 已上传体验版的版本号（user_version）；写固定值时请加引号："1.4.0"

# submit_audit 的请求体，使用微信自己的字段名。
audit:
  # 供审核的页面，1 至 5 个。类目必须是该小程序已设置的类目，以 get_category 的结果为准。
  item_list:
    - address: pages/index/index # 与 app.json 中相同，开头不带斜杠
      title: 首页 # 不超过 32 个字符
      tag: 办公 文档 # 最多 10 个标签，每个不超过 20 个字符
      first_class: "" # TODO：一级类目名称，例如 工具
      second_class: "" # TODO：二级类目名称，例如 效率
      first_id: 0 # TODO：例如 287
      second_id: 0 # TODO：例如 616

  # 需要告诉审核人员的内容，例如测试账号。很多审核不通过就是因为没有提供。
  # version_desc: 测试账号 100，密码见登录页
{hints}
  # true 表示声明：代码中含有、但配置中没有声明的隐私接口并未使用。
  # privacy_api_not_use: false

# 申请加急会用掉第三方平台本月的一次加急次数：never 不申请，always 提审后立即申请，或审核一段时间后申请。
expedite: never
# expedite: { after: 6h }

# 各步骤最多等待多久。以下是默认值。
# limits:
#   detection: 1h # 微信对已上传代码的隐私接口检测
#   submit: 30m # 提审一直返回系统繁忙时最多尝试多久
#   review: 14d # 等待审核结果

# true 表示接管同一版本的、不是由本任务提交的审核（先前的任务丢失、被终止、已超时，或由他人提交）。
# adopt: false

# 多个小程序可以共用本文件：此时请去掉上面的 appid。映射逐键合并，列表和值整体替换，空值表示去掉公共部分中的该键。
# apps:
#   - name: 花店
#     appid: wx1111222233334444
#   - name: 书店
#     appid: wx5555666677778888
#     audit: { version_desc: 测试账号 200 }
`)
	InitHintsFirst = literal(`
  # At the first submission, the categories 社交-社区/论坛, 社交-笔记 and 社交-问答 require to say what users can publish.
  # ugc_declare:
  #   scene: [2, 4] # 0 nothing (then leave the other keys out), 1 profile, 2 images, 3 video, 4 text, 5 audio or other
  #   method: [1] # moderated by 1 WeChat's content-security API, 2 another product, 3 people, 4 not at all
  #   has_audit_team: 1 # 1 people moderate, 0 they do not
  #   audit_desc: Every post is checked before it is shown # at most 256 characters
`, `
  # 首次提审，且含有类目 社交-社区/论坛、社交-笔记 或 社交-问答 时，必须声明用户可发布的内容。
  # ugc_declare:
  #   scene: [2, 4] # 0 不涉及用户生成内容（此时不填其他键），1 用户资料，2 图片，3 视频，4 文本，5 音频或其他
  #   method: [1] # 审核方式：1 使用微信的内容安全接口，2 使用其他内容安全产品，3 人工审核，4 未做审核
  #   has_audit_team: 1 # 1 有审核团队，0 没有
  #   audit_desc: 每条内容展示之前都经过审核 # 不超过 256 个字符
`)
	InitHintsUpdate = literal(`
  # After a rejection: what was changed, at most 200 characters. WeChat reads it only when the last version was rejected.
  # feedback_info: The sign-in page now says why the phone number is asked for
  # Pictures for it: up to 5 media ids of temporary media, separated by |
  # feedback_stuff: MEDIAID1|MEDIAID2
`, `
  # 审核不通过之后：说明修改了什么，不超过 200 个字符。只有上一个版本审核不通过时，微信才会读取。
  # feedback_info: 登录页已说明收集手机号的用途
  # 配图：最多 5 个临时素材的 media_id，用 | 分隔
  # feedback_stuff: MEDIAID1|MEDIAID2
`)
	InitTodoAppID = message("TODO: the merchant's Mini Program", "TODO：商家的小程序")
)
