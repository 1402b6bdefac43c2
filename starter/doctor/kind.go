package doctor

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/timing"
)

// Kind names what a check has found. Programs may branch on it; a newer version of this package may have more of them. The comments
// name the facts of a kind: "error" is a text of another program, "since" and its like are durations such as 4m30s.
type Kind string

// Facts are what a kind's text names.
type Facts map[string]any

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
	AttributesWrong      Kind = "attributes-wrong"      // attributes: name, type and the type that is needed
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
	WeChatRefuses    Kind = "wechat-refuses"     // error: WeChat's; remedy
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
	BridgeNotReady    Kind = "bridge-not-ready"   // reasons: the bridge's own
	BridgeOther       Kind = "bridge-other"       // address, status: of HTTP

	PushesTicket     Kind = "pushes-ticket"      // since: the last ticket
	PushesTicketLate Kind = "pushes-ticket-late" // since
	PushesTicketLost Kind = "pushes-ticket-lost" // since
	PushesAny        Kind = "pushes-any"         // since: the last push of any kind
	PushesNone       Kind = "pushes-none"        //
	PushesRefused    Kind = "pushes-refused"     // reasons
	PushesUnknown    Kind = "pushes-unknown"     // status: of HTTP; error

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

// Kinds gives all kinds, sorted by name.
func Kinds() []Kind { return slices.Sorted(maps.Keys(wordings)) }

// Names gives the names of the kind's [Facts], in the order in which its English text and then its remedy name them.
func (k Kind) Names() []string { return slices.Clone(wordings[k].facts) }

// found is a finding; facts are in the order of the kind's wording.
func found(check Check, state State, kind Kind, facts ...any) Finding {
	w := wordings[kind]
	f := Finding{Check: check, State: state, Kind: kind}
	for i, fact := range facts {
		if err, ok := fact.(error); ok {
			f.Err, facts[i] = err, err.Error()
		}
		if f.Facts == nil {
			f.Facts = Facts{}
		}
		f.Facts[w.facts[i]] = facts[i]
	}
	f.Text, f.Remedy = filled(w.text, facts), filled(w.remedy, facts)
	return f
}

// filled puts facts into a text of ours, whose verbs all have an index.
func filled(text string, facts []any) string {
	if !strings.Contains(text, "%[") {
		return text
	}
	values := slices.Clone(facts)
	for i, fact := range facts {
		switch fact := fact.(type) {
		case []string:
			values[i] = strings.Join(fact, ", ")
		case []Account:
			values[i] = joined(fact)
		}
	}
	return fmt.Sprintf(text, values...)
}

func (x *examination) ok(check Check, kind Kind, facts ...any) {
	x.findings = append(x.findings, found(check, OK, kind, facts...))
}

func (x *examination) warn(check Check, kind Kind, facts ...any) {
	x.findings = append(x.findings, found(check, Warning, kind, facts...))
}

func (x *examination) fail(check Check, fault Fault, kind Kind, facts ...any) {
	f := found(check, Failed, kind, facts...)
	f.Fault = fault
	x.findings = append(x.findings, f)
}

// skip notes that checks were skipped, all for the same reason.
func (x *examination) skip(why Kind, facts []any, checks ...Check) {
	for _, check := range checks {
		x.findings = append(x.findings, found(check, Skipped, why, facts...))
	}
}

// ago is how long something is past.
type ago time.Duration

func (a ago) MarshalText() ([]byte, error) {
	return timing.Duration(time.Duration(a).Round(time.Second)).MarshalText()
}

func (a ago) String() string {
	switch d := time.Duration(a); {
	case d < time.Minute:
		return d.Round(time.Second).String() + " ago"
	case d < 48*time.Hour:
		return strings.TrimSuffix(d.Round(time.Minute).String(), "0s") + " ago"
	default:
		return fmt.Sprintf("%d days ago", int(d.Hours()/24))
	}
}

// counted is a number of things; in JSON it is the number.
type counted struct {
	n    int
	what string
}

func (c counted) MarshalJSON() ([]byte, error) { return json.Marshal(c.n) }

func (c counted) String() string {
	if c.n == 1 {
		return "1 " + c.what
	}
	return fmt.Sprintf("%d %ss", c.n, c.what)
}
