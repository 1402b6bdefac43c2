package settings

import (
	"encoding/base64"
	"log/slog"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
	_ "github.com/wxrelease/wxrelease/internal/words/ofstore" // the programs say the store's errors
)

// StoreSettings say where the platform's credentials are kept. An empty Address: not by us.
type StoreSettings struct {
	Address       Secret // path of a SQLite file, or postgres://…
	Key           Secret // the raw bytes
	OldKeys       []Secret
	TicketWarn    time.Duration
	TicketRestart time.Duration
}

// Credentials gives the configuration of the store of credentials; ok is false where none is set.
func (s Settings) Credentials(logger *slog.Logger) (cfg credentials.Config, ok bool) {
	cfg = credentials.Config{
		AppID: s.PlatformAppID, Secret: s.PlatformSecret.Reveal(), BaseURL: s.WeChatURL, Logger: logger,
		Store: s.Store.Address.Reveal(), Key: []byte(s.Store.Key.Reveal()),
		TicketWarn: s.Store.TicketWarn, TicketRestart: s.Store.TicketRestart,
	}
	for _, key := range s.Store.OldKeys {
		cfg.OldKeys = append(cfg.OldKeys, []byte(key.Reveal()))
	}
	return cfg, cfg.Store != ""
}

// storeNeeds checks what must be set together.
func storeNeeds(env Env) []error {
	var problems []error
	store := env.given("WXRELEASE_STORE")
	for _, need := range []need{
		{"WXRELEASE_PLATFORM_APPID", words.GiveAppID},
		{"WXRELEASE_PLATFORM_SECRET", words.GivePlatformSecret},
		{"WXRELEASE_STORE_KEY", words.GiveStoreKey},
	} {
		if store && !env.given(need.variable) {
			problems = append(problems, at(need.variable, words.SettingStoreNeeds.Of(need.advice)))
		}
	}
	if !store && (env.given("WXRELEASE_STORE_KEY") || env.given("WXRELEASE_STORE_OLD_KEYS")) {
		problems = append(problems, at("WXRELEASE_STORE_KEY", words.ForStore.Of()))
	}
	return problems
}

func setPlatformSecret(s *Settings, v string) error {
	s.PlatformSecret = Secret(v)
	return checkToken(v)
}

func setStore(s *Settings, v string) error {
	s.Store.Address = Secret(v)
	if scheme, _, found := strings.Cut(v, "://"); found && scheme != "postgres" && scheme != "postgresql" {
		return words.SettingStore.Err()
	}
	return nil
}

func setStoreKey(s *Settings, v string) (err error) {
	s.Store.Key, err = parseStoreKey(v)
	return err
}

func setOldStoreKeys(s *Settings, v string) (err error) {
	s.Store.OldKeys, err = parseKeys(v)
	return err
}

func parseKeys(v string) (keys []Secret, err error) {
	for part := range strings.SplitSeq(v, ",") {
		key, err := parseStoreKey(strings.TrimSpace(part))
		if err != nil {
			return nil, words.SettingOldKey.Err(err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

func parseStoreKey(text string) (Secret, error) {
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) != credentials.KeySize {
		return "", words.SettingKey.Err(credentials.KeySize)
	}
	return Secret(key), nil
}

// parseTicketAge stays within the life of a ticket, 12 hours, and above the 10 minutes between two of them.
func parseTicketAge(text string) (time.Duration, error) {
	const least, most = 10 * time.Minute, 12 * time.Hour
	d, err := time.ParseDuration(text)
	if err != nil || d < least || d > most {
		return 0, words.SettingDuration.Err(text, "30m", "10m", "12h")
	}
	return d, nil
}
