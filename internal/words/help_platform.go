package words

func init() {
	help("auth", "Make authorisation links, show who has authorised the platform", "生成授权链接，查看商家的授权", `
Auth works on the store of the platform's credentials, the one that the bridge fills and the worker takes its tokens from:
WXRELEASE_STORE, WXRELEASE_STORE_KEY, WXRELEASE_PLATFORM_APPID and WXRELEASE_PLATFORM_SECRET. It never prints a token.`, `
这些命令使用保存第三方平台凭据的 store，即 bridge 写入、worker 从中取令牌的那一个：
WXRELEASE_STORE、WXRELEASE_STORE_KEY、WXRELEASE_PLATFORM_APPID 和 WXRELEASE_PLATFORM_SECRET。绝不会输出令牌。`, nil, nil)

	help("auth url", "Make the links by which a merchant authorises the platform", "生成商家授权给第三方平台的链接", `
Url asks WeChat for a code and makes two links of it, for the merchant's administrator: one for a browser, which WeChat
opens only from a page on the platform's registered domain, and one for WeChat on a phone. They serve one authorisation and
end soon. Permission set 18 (小程序开发与数据分析) must be among what is granted, or releases are refused.`, `
向微信获取预授权码，生成两个供商家管理员使用的链接：一个用于电脑浏览器，微信只允许从平台登记的域名下的页面打开；另一个用于手机微信。
链接只能授权一次，且很快失效。授权时必须勾选权限集 18（小程序开发与数据分析），否则无法提审。`,
		sameExample(`
  wxrelease auth url --redirect https://merchants.example.com/authorised
  wxrelease auth url --redirect https://merchants.example.com/authorised --appid wx5555666677778888 -o json | jq -r .mobile`),
		map[string]*Message{
			"appid": flagText("only this account may be chosen, instead of --type", "只能选择该帐号，代替 --type"),
			"redirect": flagText("where the merchant's browser goes afterwards, on the platform's registered domain",
				"授权后商家的浏览器跳转到的地址，须在平台登记的域名下"),
			"type": flagText("what the merchant may choose: mini-programs, official-accounts or both",
				"商家可以选择的帐号类型：mini-programs（小程序）、official-accounts（公众号）或 both（两者）"),
		})

	help("auth list", "List the Mini Programs that have authorised the platform", "列出已授权给第三方平台的小程序", `
List shows what the store knows: which Mini Programs have authorised the platform, whether permission set 18 is granted, which
every release needs, and whether there is a token. It asks WeChat nothing; sync does.`, `
列出 store 中的记录：哪些小程序已授权、是否授予了提审所必需的权限集 18、是否有令牌。它不询问微信；要从微信读取，请用 sync。`,
		sameExample(`
  wxrelease auth list
  wxrelease auth list -o json | jq -r '.authorizers[] | select(.can_release == false) | .appid'`),
		map[string]*Message{"all": flagText("other kinds of accounts too", "也包括其他类型的帐号")})

	help("auth show", "Tell about one Mini Program's authorisation", "查看一个小程序的授权", `
Show tells what the store knows about one Mini Program and reads from WeChat who it is and what it has granted. Where WeChat
does not answer it tells the rest, and says so.`, `
显示 store 中关于一个小程序的记录，并从微信读取它的基本信息和已授予的权限。微信没有应答时，显示其余部分，并说明这一点。`,
		sameExample(`
  wxrelease auth show wx5555666677778888
  wxrelease auth show wx5555666677778888 -o json | jq .permission_sets`), nil)

	help("auth sync", "Read from WeChat who has authorised the platform", "从微信重新读取全部授权", `
Sync reads WeChat's list of authorisations into the store, and from each account who it is and what it has granted: for a
new store, and after pushes were lost. It also seals everything with the current store key, after which the old keys can go.
It takes nothing away: accounts in the store that WeChat does not list are only told (not listed). Those without a refresh
token at WeChat must authorise again (no token).

What WeChat does not answer is asked again a few times while the rest goes on. What could not be read then is told (failed,
incomplete), the exit code is 1, and running it again begins there.`, `
把微信的授权列表读入 store，并读取每个帐号的基本信息和已授予的权限：用于新的 store，或推送丢失之后。它还会把 store 中的全部内容
改用当前密钥加密，之后旧密钥就可以去掉。它不删除任何内容：store 中有而微信没有列出的帐号只会被指出（未列出）；
在微信没有 refresh_token 的帐号须重新授权（无令牌）。

微信没有应答的会再询问几次，其余照常进行。最终仍未读到的会被指出（失败、不完整），退出码为 1，重新执行时从那里继续。`,
		sameExample(`
  wxrelease auth sync
  wxrelease auth sync -o json | jq -r '.no_release[]'`), nil)

	help("auth key", "Make a key for the store", "为 store 生成密钥", `
Key prints a new random key for WXRELEASE_STORE_KEY. It connects to nothing and needs no settings. To change the key of a
store give the new one to all programs in WXRELEASE_STORE_OLD_KEYS first and restart them; then make it their
WXRELEASE_STORE_KEY, with the one before it in WXRELEASE_STORE_OLD_KEYS, and restart them again; then run wxrelease auth sync,
after which the old one can go. Without its key a store is worthless: keep it as you keep the platform's secret.`, `
输出一个新的随机密钥，用于 WXRELEASE_STORE_KEY。它不连接任何服务，也不需要任何设置。更换 store 的密钥时，
先把新密钥放入所有程序的 WXRELEASE_STORE_OLD_KEYS 并重启；再把它设为 WXRELEASE_STORE_KEY，原来的密钥放入
WXRELEASE_STORE_OLD_KEYS，再次重启；然后执行 wxrelease auth sync，之后旧密钥就可以去掉。
没有密钥，store 就毫无用处：请像保管第三方平台的 AppSecret 一样保管它。`,
		sameExample(`
  wxrelease auth key > store.key && chmod 600 store.key`), nil)
}
