package doctor

// Kind names what a check has found. Programs may branch on it; a newer version of this package may have more of them. The comments
// name the facts of a kind: "error" is an error, "since", "within", "workflow_tasks" and "activity_tasks" are durations.
type Kind string

// The kinds.
const (
	SettingsFine  Kind = "settings-fine"
	SettingsWrong Kind = "settings-wrong" // error: one line for each setting

	TemporalReached     Kind = "temporal-reached"     // address
	TemporalUnreachable Kind = "temporal-unreachable" // address, error
	TemporalFails       Kind = "temporal-fails"       // error

	NamespaceThere      Kind = "namespace-there"      // namespace
	NamespaceMissing    Kind = "namespace-missing"    // namespace
	NamespaceDenied     Kind = "namespace-denied"     // namespace, error
	NamespaceUnreadable Kind = "namespace-unreadable" // namespace, error

	AttributesThere      Kind = "attributes-there"      // count
	AttributesMissing    Kind = "attributes-missing"    // names; command: registers them
	AttributesWrong      Kind = "attributes-wrong"      // attributes: each with name, type and the type that it should have
	AttributesUnreadable Kind = "attributes-unreadable" // error; command: registers all

	// queue: the task queue; workflow_tasks, activity_tasks: how long ago it was asked for them; workers: that asked.
	WorkerAnswers Kind = "worker-answers" // took: the answer; and these
	WorkerSilent  Kind = "worker-silent"  // within: no answer; and these
	WorkerPolls   Kind = "worker-polls"   // just now, and there is no release to ask a worker about
	WorkerPolled  Kind = "worker-polled"  // a while ago, and there is no release to ask a worker about
	QueueUnpolled Kind = "queue-unpolled" // queue; tasks: workflow or activity, for which no worker asks
	QueueLost     Kind = "queue-lost"     // queue, tasks; since: the last poll
	QueueUnread   Kind = "queue-unread"   // queue, error

	StoreOpened     Kind = "store-opened"     // platform: its appid
	StoreOldKeys    Kind = "store-old-keys"   // platform; secrets: sealed with an old key
	StoreUnreadable Kind = "store-unreadable" // secrets: that no key opens; of: all
	StoreNoFile     Kind = "store-no-file"    // file
	StoreWrongKey   Kind = "store-wrong-key"  // error
	StoreNotOpened  Kind = "store-not-opened" // error
	StoreNotRead    Kind = "store-not-read"   // error

	TicketFresh   Kind = "ticket-fresh"    // since: WeChat pushed it
	TicketLate    Kind = "ticket-late"     // since
	TicketLost    Kind = "ticket-lost"     // since
	TicketNever   Kind = "ticket-never"    //
	TicketNotRead Kind = "ticket-not-read" // error

	Authorized           Kind = "authorized"             // account; permission: the number of the permission set
	AuthorizedUnknown    Kind = "authorized-unknown"     // account; which permission sets it has granted is not known
	AuthorizedNot        Kind = "authorized-not"         // appid
	AuthorizedUnfit      Kind = "authorized-unfit"       // account: with why it cannot be released
	AuthorizedElsewhere  Kind = "authorized-elsewhere"   // account: it has not granted the permission set, which another platform may hold
	AuthorizedAll        Kind = "authorized-all"         // mini_programs: can be released
	AuthorizedSome       Kind = "authorized-some"        // mini_programs; accounts: some that cannot be released, and why
	AuthorizedNone       Kind = "authorized-none"        //
	AuthorizationNotRead Kind = "authorization-not-read" // error

	WeChatTakesToken Kind = "wechat-takes-token" // appid
	WeChatRefuses    Kind = "wechat-refuses"     // error: WeChat's; code
	WeChatFails      Kind = "wechat-fails"       // error: no answer of WeChat's, such as a missing ticket
	WeChatUnreached  Kind = "wechat-unreached"   // error
	WeChatSettings   Kind = "wechat-settings"    // error
	WorkerSettings   Kind = "worker-settings"    // error

	// rest, limit: submissions of this month; expedites, expedites_limit.
	QuotaEnough Kind = "quota-enough" //
	QuotaLow    Kind = "quota-low"    //
	QuotaNone   Kind = "quota-none"   //
	QuotaZeros  Kind = "quota-zeros"  // all are 0, which WeChat reports at times

	BridgeReady       Kind = "bridge-ready"       // address
	BridgeUnreachable Kind = "bridge-unreachable" // error
	BridgeNotReady    Kind = "bridge-not-ready"   // reasons: what it cannot use, such as temporal or store
	BridgeOther       Kind = "bridge-other"       // address, status: of HTTP

	PushesTicket     Kind = "pushes-ticket"      // since: the last ticket
	PushesTicketLate Kind = "pushes-ticket-late" // since
	PushesTicketLost Kind = "pushes-ticket-lost" // since
	PushesAny        Kind = "pushes-any"         // since: the last push of any kind
	PushesNone       Kind = "pushes-none"        //
	PushesRefused    Kind = "pushes-refused"     // reasons: such as signature, as the bridge's metrics have them
	PushesUnknown    Kind = "pushes-unknown"     // status: of HTTP
	PushesNotRead    Kind = "pushes-not-read"    // error

	// Why a check was skipped.
	SkipSettings    Kind = "skip-settings"
	SkipTemporal    Kind = "skip-temporal"
	SkipNamespace   Kind = "skip-namespace"
	SkipUnset       Kind = "skip-unset" // setting
	SkipNoTokens    Kind = "skip-no-tokens"
	SkipNoStore     Kind = "skip-no-store"
	SkipStoreKey    Kind = "skip-store-key"
	SkipStoreClosed Kind = "skip-store-closed"
	SkipNoAppID     Kind = "skip-no-appid"
	SkipWeChat      Kind = "skip-wechat"
	SkipRefused     Kind = "skip-refused"
	SkipBridge      Kind = "skip-bridge"
	SkipNoBridge    Kind = "skip-no-bridge"
)

// Kinds are all kinds.
var Kinds = []Kind{
	SettingsFine, SettingsWrong, TemporalReached, TemporalUnreachable, TemporalFails, NamespaceThere, NamespaceMissing,
	NamespaceDenied, NamespaceUnreadable, AttributesThere, AttributesMissing, AttributesWrong, AttributesUnreadable, WorkerAnswers,
	WorkerSilent, WorkerPolls, WorkerPolled, QueueUnpolled, QueueLost, QueueUnread, StoreOpened, StoreOldKeys, StoreUnreadable,
	StoreNoFile, StoreWrongKey, StoreNotOpened, StoreNotRead, TicketFresh, TicketLate, TicketLost, TicketNever, TicketNotRead,
	Authorized, AuthorizedUnknown, AuthorizedNot, AuthorizedUnfit, AuthorizedElsewhere, AuthorizedAll, AuthorizedSome,
	AuthorizedNone, AuthorizationNotRead, WeChatTakesToken, WeChatRefuses, WeChatFails, WeChatUnreached, WeChatSettings,
	WorkerSettings, QuotaEnough, QuotaLow, QuotaNone, QuotaZeros, BridgeReady, BridgeUnreachable, BridgeNotReady, BridgeOther,
	PushesTicket, PushesTicketLate, PushesTicketLost, PushesAny, PushesNone, PushesRefused, PushesUnknown, PushesNotRead,
	SkipSettings, SkipTemporal, SkipNamespace, SkipUnset, SkipNoTokens, SkipNoStore, SkipStoreKey, SkipStoreClosed, SkipNoAppID,
	SkipWeChat, SkipRefused, SkipBridge, SkipNoBridge,
}
