package settings

import (
	"fmt"
	"strings"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/internal/wrap"
)

// Program is one of the programs that read settings.
type Program string

const (
	Worker   Program = "worker"
	Commands Program = "commands"
	Bridge   Program = "bridge"
	Codec    Program = "codec"
)

// Setting is one row of the table: a variable, what it is for, and who reads it.
type Setting struct {
	Name     string
	Default  string // used when the variable is empty or not set
	Secret   bool   // never printed; may be given as NAME_FILE, the path of a file that holds it
	Programs []Program

	set func(*Settings, string) error // checks the value and stores it; its error never quotes a secret
}

// prefix marks the variables that are ours. One that is not in the table is a spelling mistake.
const prefix = "WXRELEASE_"

// table is the whole list of settings: it is read, and it is printed as the documentation.
var table = []Setting{
	{
		Name: "WXRELEASE_TOKEN_URL", Programs: []Program{Worker},
		set: func(s *Settings, v string) error {
			s.TokenURL = v
			if !strings.Contains(v, "{appid}") {
				return words.SettingNoAppID.Err()
			}
			// The address may carry a key of the token service, so its text stays out of errors.
			return checkURL(v, false)
		},
	},
	{
		Name: "WXRELEASE_TOKEN_HEADER", Secret: true, Programs: []Program{Worker},
		set: func(s *Settings, v string) (err error) { s.TokenHeader, err = parseHeader(v); return err },
	},
	{
		Name: "WXRELEASE_TOKEN", Secret: true, Programs: []Program{Worker},
		set: func(s *Settings, v string) error { s.Token = Secret(v); return checkToken(v) },
	},
	{
		Name: "WXRELEASE_WECHAT_URL", Default: "https://api.weixin.qq.com", Programs: []Program{Worker, Bridge, Commands},
		set: func(s *Settings, v string) error { s.WeChatURL = strings.TrimRight(v, "/"); return checkURL(v, true) },
	},
	{
		Name: "WXRELEASE_STORE", Secret: true, Programs: []Program{Worker, Bridge, Commands},
		set: setStore,
	},
	{
		Name: "WXRELEASE_STORE_KEY", Secret: true, Programs: []Program{Worker, Bridge, Commands},
		set: setStoreKey,
	},
	{
		Name: "WXRELEASE_STORE_OLD_KEYS", Secret: true, Programs: []Program{Worker, Bridge, Commands},
		set: setOldStoreKeys,
	},
	{
		Name: "WXRELEASE_PLATFORM_SECRET", Secret: true, Programs: []Program{Worker, Bridge, Commands},
		set: setPlatformSecret,
	},
	{
		Name: "WXRELEASE_TICKET_WARN", Default: "30m", Programs: []Program{Worker, Bridge},
		set: func(s *Settings, v string) (err error) { s.Store.TicketWarn, err = parseTicketAge(v); return err },
	},
	{
		Name: "WXRELEASE_TICKET_RESTART", Default: "2h", Programs: []Program{Worker, Bridge},
		set: func(s *Settings, v string) (err error) { s.Store.TicketRestart, err = parseTicketAge(v); return err },
	},
	{
		Name: "WXRELEASE_PAYLOAD_KEY", Secret: true, Programs: []Program{Worker, Bridge, Commands, Codec},
		set: func(s *Settings, v string) (err error) { s.Payload.Key, err = parseStoreKey(v); return err },
	},
	{
		Name: "WXRELEASE_PAYLOAD_OLD_KEYS", Secret: true, Programs: []Program{Worker, Bridge, Commands, Codec},
		set: func(s *Settings, v string) (err error) { s.Payload.OldKeys, err = parseKeys(v); return err },
	},
	{
		Name: "WXRELEASE_ACTIVITY_QUEUE", Programs: []Program{Worker, Commands},
		set: setActivityQueues,
	},
	{
		Name: "WXRELEASE_ACTIVITIES", Default: "1000", Programs: []Program{Worker},
		set: setNumber(func(s *Settings) *int { return &s.Worker.Activities }, 1, mostAtOnce),
	},
	{
		Name: "WXRELEASE_ACTIVITIES_PER_SECOND", Programs: []Program{Worker},
		set: setRate(func(s *Settings) *float64 { return &s.Worker.ActivitiesPerSecond }),
	},
	{
		Name: "WXRELEASE_QUEUE_ACTIVITIES_PER_SECOND", Programs: []Program{Worker},
		set: setRate(func(s *Settings) *float64 { return &s.Worker.QueueActivitiesPerSecond }),
	},
	{
		Name: "WXRELEASE_ACTIVITY_POLLERS", Default: "2", Programs: []Program{Worker},
		set: setNumber(func(s *Settings) *int { return &s.Worker.ActivityPollers }, 1, mostPollers),
	},
	{
		Name: "WXRELEASE_WORKFLOW_TASKS", Default: "1000", Programs: []Program{Worker},
		set: setNumber(func(s *Settings) *int { return &s.Worker.WorkflowTasks }, 2, mostAtOnce),
	},
	{
		Name: "WXRELEASE_WORKFLOW_POLLERS", Default: "2", Programs: []Program{Worker},
		set: setNumber(func(s *Settings) *int { return &s.Worker.WorkflowPollers }, 2, mostPollers),
	},
	{
		Name: "WXRELEASE_STICKY_CACHE", Default: "1000", Programs: []Program{Worker},
		set: setNumber(func(s *Settings) *int { return &s.Worker.StickyCache }, 0, 1_000_000),
	},
	{
		Name: "WXRELEASE_DEPLOYMENT", Programs: []Program{Worker},
		set: func(s *Settings, v string) (err error) {
			s.Worker.Deployment, err = v, checkDeployment(v, ".:")
			return err
		},
	},
	{
		Name: "WXRELEASE_BUILD_ID", Programs: []Program{Worker},
		set: func(s *Settings, v string) (err error) { s.Worker.BuildID, err = v, checkDeployment(v, ""); return err },
	},
	{
		Name: "WXRELEASE_RESTORED_FROM", Programs: []Program{Worker},
		set: func(s *Settings, v string) (err error) { s.Worker.RestoredFrom, err = parseMoment(v); return err },
	},
	{
		Name: "WXRELEASE_METRICS_ADDR", Programs: []Program{Worker},
		set: func(s *Settings, v string) error { s.MetricsAddr = v; return checkAddr(v) },
	},
	{
		Name: "WXRELEASE_CODEC_ADDR", Default: "127.0.0.1:8470", Programs: []Program{Codec},
		set: func(s *Settings, v string) error { s.CodecAddr = v; return checkAddr(v) },
	},
	{
		Name: "WXRELEASE_LOG_LEVEL", Default: "info", Programs: []Program{Worker, Bridge, Codec},
		set: func(s *Settings, v string) (err error) { s.LogLevel, err = parseLevel(v); return err },
	},
	{
		Name: "WXRELEASE_LOG_FORMAT", Default: "text", Programs: []Program{Worker, Bridge, Codec},
		set: func(s *Settings, v string) error {
			s.LogFormat = v
			return oneOf(v, "text", "json")
		},
	},
	{
		Name: "WXRELEASE_LANG", Default: "en", Programs: []Program{Worker, Bridge, Commands},
		set: func(s *Settings, v string) error {
			if s.Lang = words.LangNamed(v); s.Lang == "" {
				return words.LangNone.Err(v)
			}
			return nil
		},
	},
	{
		Name: "WXRELEASE_BRIDGE_ADDR", Default: "127.0.0.1:8450", Programs: []Program{Bridge},
		set: func(s *Settings, v string) error { s.Bridge.Addr = v; return checkAddr(v) },
	},
	{
		Name: "WXRELEASE_PLATFORM_APPID", Programs: []Program{Worker, Bridge, Commands},
		set: func(s *Settings, v string) (err error) { s.PlatformAppID, err = parseAppID(v); return err },
	},
	{
		Name: "WXRELEASE_PUSH_TOKEN", Secret: true, Programs: []Program{Bridge},
		set: setPushToken(0),
	},
	{
		Name: "WXRELEASE_PUSH_KEY", Secret: true, Programs: []Program{Bridge},
		set: setPushKey(0),
	},
	{
		Name: "WXRELEASE_PUSH_KEY_PREVIOUS", Secret: true, Programs: []Program{Bridge},
		set: setPreviousPushKey(0),
	},
	{
		Name: "WXRELEASE_PUSH_TOKEN_2", Secret: true, Programs: []Program{Bridge},
		set: setPushToken(1),
	},
	{
		Name: "WXRELEASE_PUSH_KEY_2", Secret: true, Programs: []Program{Bridge},
		set: setPushKey(1),
	},
	{
		Name: "WXRELEASE_PUSH_KEY_PREVIOUS_2", Secret: true, Programs: []Program{Bridge},
		set: setPreviousPushKey(1),
	},
	{
		Name: "WXRELEASE_PUSH_WINDOW", Default: "12h", Programs: []Program{Bridge},
		set: func(s *Settings, v string) (err error) { s.Bridge.Window, err = parseWindow(v); return err },
	},
	{
		Name: "WXRELEASE_FORWARD_EVENTS_URL", Programs: []Program{Bridge},
		set: func(s *Settings, v string) error { s.Bridge.ForwardEvents = v; return checkForward(v, false) },
	},
	{
		Name: "WXRELEASE_FORWARD_MESSAGES_URL", Programs: []Program{Bridge},
		set: func(s *Settings, v string) error { s.Bridge.ForwardMessages = v; return checkForward(v, true) },
	},
	{
		Name: "WXRELEASE_FORWARD", Default: "others", Programs: []Program{Bridge},
		set: func(s *Settings, v string) error {
			s.Bridge.ForwardAll = v == "all"
			return oneOf(v, "others", "all")
		},
	},
	{
		Name: "WXRELEASE_PUBLISH_CHECK", Default: "ignore", Programs: []Program{Bridge},
		set: func(s *Settings, v string) error {
			s.Bridge.PublishCheck = v == "answer"
			return oneOf(v, "ignore", "answer")
		},
	},
	{
		Name: "WXRELEASE_BRIDGE_URL", Programs: []Program{Commands},
		set: func(s *Settings, v string) error { s.BridgeURL = strings.TrimRight(v, "/"); return checkURL(v, true) },
	},
	{
		Name: "WXRELEASE_WEB_UI", Programs: []Program{Commands, Codec},
		set: func(s *Settings, v string) error { s.WebUI = strings.TrimRight(v, "/"); return checkURL(v, true) },
	},
}

// Meaning says what the setting is for.
func (s Setting) Meaning() *words.Message {
	m, _ := words.Setting(s.Name)
	return m
}

// Markdown gives the table of all settings as docs/settings.md and its Chinese form show it.
func Markdown(l words.Lang) string {
	var b strings.Builder
	b.WriteString(words.SettingsTableHead.In(l) + "\n|---|---|---|---|\n")
	for _, s := range table {
		def := s.Default
		if def != "" {
			def = "`" + def + "`"
		}
		meaning := s.Meaning().In(l)
		if s.Secret {
			meaning += words.SettingIsSecret.In(l)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", s.Name, def, programs(s), meaning)
	}
	b.WriteString("\n" + words.SettingsTableNote.In(l) + "\n\n" + words.SettingsTemporal.In(l) + "\n")
	return b.String()
}

// Help gives the settings of one program as plain text for its help.
func Help(p Program, l words.Lang) string {
	var b strings.Builder
	b.WriteString(words.SettingsTitle.In(l) + "\n")
	for _, s := range table {
		if !s.readBy(p) {
			continue
		}
		fmt.Fprintf(&b, "\n  %s\n", s.Name)
		if s.Default != "" {
			fmt.Fprintf(&b, "      %s\n", words.SettingDefault.Of(s.Default).In(l))
		}
		if s.Secret {
			fmt.Fprintf(&b, "      %s\n", words.SettingSecret.Of(s.Name).In(l))
		}
		b.WriteString(wrap.Paragraph(plain(s.Meaning().In(l)), "      ", helpWidth))
	}
	if p == Commands {
		b.WriteString("\n" + wrap.Paragraph(plain(words.SettingsOthers.In(l)), "  ", helpWidth))
	}
	b.WriteString("\n" + wrap.Paragraph(plain(words.SettingsTemporal.In(l)), "  ", helpWidth))
	return b.String()
}

const helpWidth = 100

// plain takes the marks of code away.
func plain(text string) string { return strings.ReplaceAll(text, "`", "") }

func programs(s Setting) string {
	names := make([]string, len(s.Programs))
	for i, p := range s.Programs {
		names[i] = string(p)
	}
	return strings.Join(names, ", ")
}
