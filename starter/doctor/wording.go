package doctor

// wording is the English of a kind: what was found and what to do about it, with the names of the facts by their index.
type wording struct {
	text   string
	remedy string
	facts  []string
}

const (
	temporalRemedy = "Check that the server runs, and TEMPORAL_ADDRESS, TEMPORAL_TLS and TEMPORAL_API_KEY"
	bridgeRemedy   = "Check that it runs, its log, and WXRELEASE_BRIDGE_URL"
	callbackRemedy = "Check the two callback URLs on open.weixin.qq.com, the TLS proxy, and the bridge's log"
	pushRemedy     = "Check that the bridge runs on this store and that the authorisation event URL on open.weixin.qq.com leads to it"
	workerRemedy   = "Start a worker with the same TEMPORAL_* settings; its log says what holds it up"
	readRemedy     = "Run this again; if it stays so, look into the server's log"
	quotaRemedy    = "The platform's administrator asks for more in the Mini Program 小程序服务商助手, or waits for the next month"

	polledText = "task queue %[2]v was asked for workflow tasks %[3]v and for activity tasks %[4]v, by %[5]v"
	quotaText  = "%[1]v of %[2]v submissions and %[3]v of %[4]v expedites of this month are left"
)

var (
	polledFacts = []string{"within", "queue", "workflow_tasks", "activity_tasks", "workers"}
	quotaFacts  = []string{"rest", "limit", "expedites", "expedites_limit"}
	since       = []string{"since"}
	failed      = []string{"error"}
)

var wordings = map[Kind]wording{
	SettingsFine:  {text: "can work"},
	SettingsWrong: {"%[1]v", "wxrelease help settings lists them all", failed},

	TemporalReached:     {text: "reached at %[1]v", facts: []string{"address"}},
	TemporalUnreachable: {"%[1]v cannot be reached: %[2]v", temporalRemedy, []string{"address", "error"}},
	TemporalFails:       {"%[1]v", temporalRemedy, failed},

	NamespaceThere: {text: "%[1]q is there", facts: []string{"namespace"}},
	NamespaceMissing: {
		"there is no namespace %[1]q", "Set TEMPORAL_NAMESPACE, or make it: temporal operator namespace create --namespace %[1]v",
		[]string{"namespace"},
	},
	NamespaceDenied: {
		"namespace %[1]q gives no access: %[2]v",
		"Check TEMPORAL_NAMESPACE and the rights of TEMPORAL_API_KEY or the client certificate", []string{"namespace", "error"},
	},
	NamespaceUnreadable: {"namespace %[1]q cannot be read: %[2]v", readRemedy, []string{"namespace", "error"}},

	AttributesThere: {text: "all %[1]v are there", facts: []string{"count"}},
	AttributesMissing: {
		"missing: %[1]v",
		"Releases work without, list by stage or outcome does not. Start a worker, which may register them, or run: %[2]v",
		[]string{"names", "command"},
	},
	AttributesWrong: {
		"%[1]v", "Remove them with temporal operator search-attribute remove, or use another namespace", []string{"attributes"},
	},
	AttributesUnreadable: {
		"they cannot be read: %[1]v", "Where they are missing an administrator runs: %[2]v", []string{"error", "command"},
	},

	WorkerAnswers: {text: "one answered within %[1]v; " + polledText, facts: polledFacts},
	WorkerSilent:  {"no worker answered within %[1]v; " + polledText, workerRemedy, polledFacts},
	WorkerPolls:   {text: polledText, facts: polledFacts},
	WorkerPolled: {
		polledText + "; it may have stopped since, and there is no release that it could be asked about",
		"Run this again: a worker that is alive asks at least once a minute", polledFacts,
	},
	QueueUnpolled: {"no worker asks task queue %[1]v for %[2]v tasks", workerRemedy, []string{"queue", "tasks"}},
	QueueLost: {
		"no worker asks task queue %[1]v for %[2]v tasks any more, the last did %[3]v", workerRemedy, []string{"queue", "tasks", "since"},
	},
	QueueUnread: {"task queue %[1]v cannot be read: %[2]v", readRemedy, []string{"queue", "error"}},

	StoreOpened: {text: "can be opened, for platform %[1]v", facts: []string{"platform"}},
	StoreOldKeys: {
		text:  "can be opened, for platform %[1]v; sealed with an old key until wxrelease auth sync: %[2]v",
		facts: []string{"platform", "secrets"},
	},
	StoreUnreadable: {
		"%[1]v of %[2]v cannot be read with the keys that are set",
		"Give the key that they are sealed with among WXRELEASE_STORE_OLD_KEYS of every program, then run: wxrelease auth sync",
		[]string{"secrets", "of"},
	},
	StoreNoFile: {
		"there is no file %[1]v", "Check WXRELEASE_STORE; the bridge makes the file at its first start", []string{"file"},
	},
	StoreWrongKey: {"it cannot be opened: %[1]v", "Check WXRELEASE_STORE_KEY and WXRELEASE_STORE_OLD_KEYS", failed},
	StoreNotOpened: {
		"it cannot be opened: %[1]v", "Check WXRELEASE_STORE, and that the database runs and this user may use it", failed,
	},
	StoreNotRead: {text: "%[1]v", facts: failed},

	TicketFresh:   {text: "pushed %[1]v", facts: since},
	TicketLate:    {"the last one was pushed %[1]v, and WeChat pushes every 10 minutes", pushRemedy, since},
	TicketLost:    {"the last one was pushed %[1]v, and WeChat pushes every 10 minutes", pushRemedy, since},
	TicketNever:   {text: "WeChat has never pushed one into this store", remedy: pushRemedy},
	TicketNotRead: {text: "%[1]v", facts: failed},

	Authorized: {text: "%[1]v has granted permission set %[2]v", facts: []string{"account", "permission"}},
	AuthorizedUnknown: {
		"%[1]v has authorised the platform, with which permission sets is not known", "Read it with: wxrelease auth sync", []string{"account"},
	},
	AuthorizedNot: {
		"%[1]v has not authorised this platform",
		"Let the merchant's administrator open the link of wxrelease auth url; what was authorised before the bridge ran is read with " +
			"wxrelease auth sync",
		[]string{"appid"},
	},
	AuthorizedUnfit: {
		"%[1]v", "The merchant's administrator must open the link of wxrelease auth url, and grant permission set 18", []string{"account"},
	},
	AuthorizedElsewhere: {
		"%[1]v",
		"The merchant's administrator must open the link of wxrelease auth url, and grant permission set 18; another platform that holds " +
			"it must be removed first",
		[]string{"account"},
	},
	AuthorizedAll:  {text: "%[1]v can be released", facts: []string{"mini_programs"}},
	AuthorizedSome: {"some of %[1]v cannot be released: %[2]v", "See: wxrelease auth list", []string{"mini_programs", "accounts"}},
	AuthorizedNone: {
		text:   "no Mini Program has authorised this platform",
		remedy: "Make a link with wxrelease auth url; what was authorised before the bridge ran is read with wxrelease auth sync",
	},
	AuthorizationNotRead: {text: "%[1]v", facts: failed},

	WeChatTakesToken: {text: "takes the token of %[1]v", facts: []string{"appid"}},
	WeChatRefuses:    {"%[1]v", "%[2]v", []string{"error", "remedy"}},
	WeChatFails:      {text: "%[1]v", facts: failed},
	WeChatUnreached:  {"%[1]v", "Check the network, and WXRELEASE_WECHAT_URL", failed},
	WeChatSettings:   {"%[1]v", "Check WXRELEASE_WECHAT_URL", failed},
	WorkerSettings:   {"the worker's settings cannot work: %[1]v", "worker -help lists the settings", failed},

	QuotaEnough: {text: quotaText, facts: quotaFacts},
	QuotaLow:    {quotaText, quotaRemedy, quotaFacts},
	QuotaNone:   {quotaText, quotaRemedy, quotaFacts},
	QuotaZeros:  {quotaText, "WeChat reports zeros at times while submissions still work", quotaFacts},

	BridgeReady:       {text: "ready at %[1]v", facts: []string{"address"}},
	BridgeUnreachable: {"it cannot be reached: %[1]v", bridgeRemedy, failed},
	BridgeNotReady:    {"it is not ready: %[1]v", "WeChat's pushes are refused until it can", []string{"reasons"}},
	BridgeOther:       {"%[1]v answers HTTP %[2]v to /readyz: that is no bridge", bridgeRemedy, []string{"address", "status"}},

	PushesTicket:     {text: "the last ticket came %[1]v", facts: since},
	PushesTicketLate: {"the last ticket came %[1]v, and WeChat pushes every 10 minutes", callbackRemedy, since},
	PushesTicketLost: {"the last ticket came %[1]v, and WeChat pushes every 10 minutes", callbackRemedy, since},
	PushesAny:        {text: "the last one came %[1]v", facts: since},
	PushesNone:       {text: "none has come since the bridge began; WeChat pushes every 10 minutes", remedy: callbackRemedy},
	PushesRefused: {
		"none was taken since the bridge began, and some were refused: %[1]v",
		"Check WXRELEASE_PUSH_TOKEN, WXRELEASE_PUSH_KEY and WXRELEASE_PLATFORM_APPID of the bridge", []string{"reasons"},
	},
	PushesUnknown: {
		"the bridge does not tell: HTTP %[1]v, %[2]v", "Check that nothing in between hides the bridge's /metrics", []string{"status", "error"},
	},

	SkipSettings:    {text: "the settings are wrong"},
	SkipTemporal:    {text: "Temporal cannot be reached"},
	SkipNamespace:   {text: "there is no namespace to look in"},
	SkipUnset:       {text: "not configured here: %[1]v is not set", facts: []string{"setting"}},
	SkipNoTokens:    {text: "not configured here: neither WXRELEASE_STORE nor WXRELEASE_TOKEN_URL is set"},
	SkipNoStore:     {text: "there is no store"},
	SkipStoreKey:    {text: "the key of the store does not fit"},
	SkipStoreClosed: {text: "the store cannot be opened"},
	SkipNoAppID:     {text: "give an appid to ask WeChat with its token"},
	SkipWeChat:      {text: "WeChat cannot be asked"},
	SkipRefused:     {text: "WeChat refuses to tell"},
	SkipBridge:      {text: "the bridge cannot be reached"},
	SkipNoBridge:    {text: "that is no bridge"},
}
