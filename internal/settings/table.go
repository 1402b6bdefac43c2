package settings

import (
	"fmt"
	"strings"
)

// Program is one of the programs that read settings.
type Program string

const (
	Worker  Program = "worker"
	Starter Program = "starter"
	Bridge  Program = "bridge"
)

// Setting is one row of the table: a variable, what it is for, and who reads it.
type Setting struct {
	Name     string
	Default  string // used when the variable is empty or not set
	Secret   bool   // never printed; may be given as NAME_FILE, the path of a file that holds it
	Programs []Program
	Meaning  string

	set func(*Settings, string) error // checks the value and stores it; its error never quotes a secret
}

// prefix marks the variables that are ours. One that is not in the table is a spelling mistake.
const prefix = "WXRELEASE_"

// table is the whole list of settings: it is read, and it is printed as the documentation.
var table = []Setting{
	{
		Name: "WXRELEASE_TOKEN_URL", Programs: []Program{Worker},
		Meaning: "Address of your token service; `{appid}` in it is replaced by the Mini Program's. It answers with the authorizer_access_token as JSON. The worker needs this one, `WXRELEASE_STORE` or `WXRELEASE_TOKEN`.",
		set: func(s *Settings, v string) error {
			s.TokenURL = v
			if !strings.Contains(v, "{appid}") {
				return fmt.Errorf("must hold {appid} where the Mini Program's appid belongs")
			}
			// The address may carry a key of the token service, so its text stays out of errors.
			return checkURL(v, false)
		},
	},
	{
		Name: "WXRELEASE_TOKEN_HEADER", Secret: true, Programs: []Program{Worker},
		Meaning: "Header for the token service, as `Name: value`.",
		set:     func(s *Settings, v string) (err error) { s.TokenHeader, err = parseHeader(v); return err },
	},
	{
		Name: "WXRELEASE_TOKEN", Secret: true, Programs: []Program{Worker},
		Meaning: "One fixed authorizer_access_token for every Mini Program. For trying out: the real ones end after two hours.",
		set:     func(s *Settings, v string) error { s.Token = Secret(v); return checkToken(v) },
	},
	{
		Name: "WXRELEASE_WECHAT_URL", Default: "https://api.weixin.qq.com", Programs: []Program{Worker, Bridge, Starter},
		Meaning: "Where WeChat's API is: a relay of yours, or the simulator.",
		set:     func(s *Settings, v string) error { s.WeChatURL = strings.TrimRight(v, "/"); return checkURL(v, true) },
	},
	{
		Name: "WXRELEASE_STORE", Secret: true, Programs: []Program{Worker, Bridge, Starter},
		Meaning: "Where the platform's ticket, tokens and authorisations are kept: the path of a SQLite file on one machine, or `postgres://user:password@host:5432/database` for several. The bridge fills it, the worker takes its tokens from it.",
		set:     setStore,
	},
	{
		Name: "WXRELEASE_STORE_KEY", Secret: true, Programs: []Program{Worker, Bridge, Starter},
		Meaning: "Key that seals what is secret in the store, as `starter auth key` makes it. The same for all programs.",
		set:     setStoreKey,
	},
	{
		Name: "WXRELEASE_STORE_OLD_KEYS", Secret: true, Programs: []Program{Worker, Bridge, Starter},
		Meaning: "Other keys that are read and never sealed with, separated by commas: the one before, or the next one ahead of its turn. After `starter auth sync` nothing is sealed with them any more.",
		set:     setOldStoreKeys,
	},
	{
		Name: "WXRELEASE_PLATFORM_SECRET", Secret: true, Programs: []Program{Worker, Bridge, Starter},
		Meaning: "Your third-party platform's secret (AppSecret). The store needs it.",
		set:     setPlatformSecret,
	},
	{
		Name: "WXRELEASE_TICKET_WARN", Default: "30m", Programs: []Program{Worker, Bridge},
		Meaning: "Age of the platform's ticket from which on the log warns. WeChat pushes one every 10 minutes.",
		set:     func(s *Settings, v string) (err error) { s.Store.TicketWarn, err = parseTicketAge(v); return err },
	},
	{
		Name: "WXRELEASE_TICKET_RESTART", Default: "2h", Programs: []Program{Worker, Bridge},
		Meaning: "Age of the platform's ticket from which on WeChat is asked, at most once an hour, to push again. A ticket is good for 12 hours.",
		set:     func(s *Settings, v string) (err error) { s.Store.TicketRestart, err = parseTicketAge(v); return err },
	},
	{
		Name: "WXRELEASE_LOG_LEVEL", Default: "info", Programs: []Program{Worker, Bridge},
		Meaning: "`debug`, `info`, `warn` or `error`.",
		set:     func(s *Settings, v string) (err error) { s.LogLevel, err = parseLevel(v); return err },
	},
	{
		Name: "WXRELEASE_LOG_FORMAT", Default: "text", Programs: []Program{Worker, Bridge},
		Meaning: "`text` or `json`, one line for each record, on standard error.",
		set: func(s *Settings, v string) error {
			s.LogFormat = v
			return oneOf(v, "text", "json")
		},
	},
	{
		Name: "WXRELEASE_BRIDGE_ADDR", Default: "127.0.0.1:8450", Programs: []Program{Bridge},
		Meaning: "Where the bridge listens, as `host:port`. WeChat reaches it through your TLS proxy, which should let through only `/wechat/`.",
		set:     func(s *Settings, v string) error { s.Bridge.Addr = v; return checkAddr(v) },
	},
	{
		Name: "WXRELEASE_PLATFORM_APPID", Programs: []Program{Worker, Bridge, Starter},
		Meaning: "Appid of your third-party platform. The bridge and the store need it.",
		set:     func(s *Settings, v string) (err error) { s.PlatformAppID, err = parseAppID(v); return err },
	},
	{
		Name: "WXRELEASE_PUSH_TOKEN", Secret: true, Programs: []Program{Bridge},
		Meaning: "The platform's message verification token (消息校验Token). The bridge needs it.",
		set:     setPushToken(0),
	},
	{
		Name: "WXRELEASE_PUSH_KEY", Secret: true, Programs: []Program{Bridge},
		Meaning: "The platform's EncodingAESKey (消息加解密Key), 43 characters. The bridge needs it.",
		set:     setPushKey(0),
	},
	{
		Name: "WXRELEASE_PUSH_KEY_PREVIOUS", Secret: true, Programs: []Program{Bridge},
		Meaning: "The EncodingAESKey before that one, while you change it.",
		set:     setPreviousPushKey(0),
	},
	{
		Name: "WXRELEASE_PUSH_TOKEN_2", Secret: true, Programs: []Program{Bridge},
		Meaning: "Token of the platform's configuration that is only tested so far, where it differs from the published one.",
		set:     setPushToken(1),
	},
	{
		Name: "WXRELEASE_PUSH_KEY_2", Secret: true, Programs: []Program{Bridge},
		Meaning: "EncodingAESKey of that configuration.",
		set:     setPushKey(1),
	},
	{
		Name: "WXRELEASE_PUSH_KEY_PREVIOUS_2", Secret: true, Programs: []Program{Bridge},
		Meaning: "The EncodingAESKey before that one.",
		set:     setPreviousPushKey(1),
	},
	{
		Name: "WXRELEASE_PUSH_WINDOW", Default: "12h", Programs: []Program{Bridge},
		Meaning: "How far a push's time may be from now, either way. WeChat delivers again, and clocks differ: give hours.",
		set:     func(s *Settings, v string) (err error) { s.Bridge.Window, err = parseWindow(v); return err },
	},
	{
		Name: "WXRELEASE_FORWARD_EVENTS_URL", Programs: []Program{Bridge},
		Meaning: "Your existing callback for the authorisation URL (授权事件接收配置), where you have one: it goes on getting what it got.",
		set:     func(s *Settings, v string) error { s.Bridge.ForwardEvents = v; return checkForward(v, false) },
	},
	{
		Name: "WXRELEASE_FORWARD_MESSAGES_URL", Programs: []Program{Bridge},
		Meaning: "Your existing callback for the message URL (消息与事件接收配置); `$APPID$` in it is replaced as WeChat does it.",
		set:     func(s *Settings, v string) error { s.Bridge.ForwardMessages = v; return checkForward(v, true) },
	},
	{
		Name: "WXRELEASE_FORWARD", Default: "others", Programs: []Program{Bridge},
		Meaning: "What the existing callbacks get: `others`, which is everything but review results, or `all`, for a system that submits versions itself.",
		set: func(s *Settings, v string) error {
			s.Bridge.ForwardAll = v == "all"
			return oneOf(v, "others", "all")
		},
	},
	{
		Name: "WXRELEASE_PUBLISH_CHECK", Default: "ignore", Programs: []Program{Bridge},
		Meaning: "`answer` sends the reply that 全网发布检测 expects to its text message from WeChat's own test accounts, where no callback of yours does. Permission set 18 alone does not need it.",
		set: func(s *Settings, v string) error {
			s.Bridge.PublishCheck = v == "answer"
			return oneOf(v, "ignore", "answer")
		},
	},
	{
		Name: "WXRELEASE_BRIDGE_URL", Programs: []Program{Starter},
		Meaning: "Where the bridge is reached from inside, such as `http://bridge:8450`: `starter doctor` asks it whether it is ready and when WeChat last pushed.",
		set:     func(s *Settings, v string) error { s.BridgeURL = strings.TrimRight(v, "/"); return checkURL(v, true) },
	},
	{
		Name: "WXRELEASE_WEB_UI", Programs: []Program{Starter},
		Meaning: "Address of the Temporal Web UI, for links to a release, such as `http://localhost:8233`.",
		set:     func(s *Settings, v string) error { s.WebUI = strings.TrimRight(v, "/"); return checkURL(v, true) },
	},
}

// temporalNote ends the documentation: these settings are not ours, so the table does not repeat them.
const temporalNote = "How to reach Temporal is read as the Temporal CLI reads it: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS` and the other " +
	"`TEMPORAL_TLS_*` variables, or a profile (`TEMPORAL_PROFILE`) of the file `temporal.toml` (`TEMPORAL_CONFIG_FILE`). " +
	"Where contents are encrypted by a remote codec, all programs use it: `TEMPORAL_CODEC_ENDPOINT`, `TEMPORAL_CODEC_AUTH`, or `codec` of the profile."

// Markdown gives the table of all settings as README.md shows it.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| Variable | Default | Read by | Meaning |\n|---|---|---|---|\n")
	for _, s := range table {
		def := s.Default
		if def != "" {
			def = "`" + def + "`"
		}
		meaning := s.Meaning
		if s.Secret {
			meaning += " Secret."
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", s.Name, def, programs(s), meaning)
	}
	b.WriteString("\nA secret can be given as a file: `NAME_FILE` instead of `NAME` holds the file's path. An empty variable counts as not set.\n\n" + temporalNote + "\n")
	return b.String()
}

// Help gives the settings of one program as plain text for its -help.
func Help(p Program) string {
	var b strings.Builder
	b.WriteString("Settings, from the environment:\n")
	for _, s := range table {
		if !s.readBy(p) {
			continue
		}
		fmt.Fprintf(&b, "\n  %s\n", s.Name)
		if s.Default != "" {
			fmt.Fprintf(&b, "      default %s\n", s.Default)
		}
		if s.Secret {
			fmt.Fprintf(&b, "      secret; %s_FILE names a file that holds it\n", s.Name)
		}
		writeWrapped(&b, s.Meaning, "      ")
	}
	b.WriteString("\n")
	writeWrapped(&b, temporalNote, "  ")
	return b.String()
}

func programs(s Setting) string {
	names := make([]string, len(s.Programs))
	for i, p := range s.Programs {
		names[i] = string(p)
	}
	return strings.Join(names, ", ")
}

// writeWrapped writes text without its code marks in lines of at most 100 characters.
func writeWrapped(b *strings.Builder, text, indent string) {
	line := indent
	for word := range strings.FieldsSeq(strings.ReplaceAll(text, "`", "")) {
		if line != indent && len(line)+1+len(word) > 100 {
			b.WriteString(line + "\n")
			line = indent
		}
		if line != indent {
			line += " "
		}
		line += word
	}
	b.WriteString(line + "\n")
}
