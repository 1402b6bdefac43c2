package settings

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/credentials"
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
	for _, need := range [][2]string{
		{"WXRELEASE_PLATFORM_APPID", "give the platform's appid"},
		{"WXRELEASE_PLATFORM_SECRET", "give the platform's secret (AppSecret)"},
		{"WXRELEASE_STORE_KEY", "make a key with starter auth key, and give all programs the same one"},
	} {
		if store && !env.given(need[0]) {
			problems = append(problems, fmt.Errorf("%s: not set, and WXRELEASE_STORE needs it; %s", need[0], need[1]))
		}
	}
	if !store && (env.given("WXRELEASE_STORE_KEY") || env.given("WXRELEASE_STORE_OLD_KEYS")) {
		problems = append(problems, errors.New("WXRELEASE_STORE_KEY: is for the store of credentials, and WXRELEASE_STORE is not set"))
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
		return errors.New("is neither the path of a SQLite file nor an address such as postgres://user:password@host:5432/database")
	}
	return nil
}

func setStoreKey(s *Settings, v string) (err error) {
	s.Store.Key, err = parseStoreKey(v)
	return err
}

func setOldStoreKeys(s *Settings, v string) error {
	for part := range strings.SplitSeq(v, ",") {
		key, err := parseStoreKey(strings.TrimSpace(part))
		if err != nil {
			return fmt.Errorf("one of the keys %w", err)
		}
		s.Store.OldKeys = append(s.Store.OldKeys, key)
	}
	return nil
}

func parseStoreKey(text string) (Secret, error) {
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) != credentials.KeySize {
		return "", fmt.Errorf("is not the base64 of %d bytes; starter auth key makes one", credentials.KeySize)
	}
	return Secret(key), nil
}

// parseTicketAge stays within the life of a ticket, 12 hours, and above the 10 minutes between two of them.
func parseTicketAge(text string) (time.Duration, error) {
	const least, most = 10 * time.Minute, 12 * time.Hour
	d, err := time.ParseDuration(text)
	if err != nil || d < least || d > most {
		return 0, fmt.Errorf("%q is not a duration such as 30m, from 10m to 12h", text)
	}
	return d, nil
}
