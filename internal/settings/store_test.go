package settings

import (
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/credentials"
)

func storeKey(c string) string {
	return base64.StdEncoding.EncodeToString([]byte(strings.Repeat(c, credentials.KeySize)))
}

func storeEnv(more ...string) Env {
	return append(Env{
		"WXRELEASE_STORE=postgres://u:s3cret@db/wx", "WXRELEASE_STORE_KEY=" + storeKey("k"),
		"WXRELEASE_PLATFORM_APPID=wx1111222233334444", "WXRELEASE_PLATFORM_SECRET=s3cret",
	}, more...)
}

func TestReadStore(t *testing.T) {
	noTemporalFile(t)
	for _, p := range []Program{Worker, Commands} {
		s, err := Read(p, storeEnv("WXRELEASE_STORE_OLD_KEYS="+storeKey("a")+", "+storeKey("b"), "WXRELEASE_TICKET_RESTART=3h"))
		require.NoError(t, err)
		cfg, ok := s.Credentials(slog.New(slog.DiscardHandler))
		require.True(t, ok)
		assert.Equal(t, "wx1111222233334444", cfg.AppID)
		assert.Equal(t, "s3cret", cfg.Secret)
		assert.Equal(t, "postgres://u:s3cret@db/wx", cfg.Store)
		assert.Equal(t, []byte(strings.Repeat("k", 32)), cfg.Key)
		assert.Equal(t, [][]byte{[]byte(strings.Repeat("a", 32)), []byte(strings.Repeat("b", 32))}, cfg.OldKeys)
		assert.Equal(t, "https://api.weixin.qq.com", cfg.BaseURL)
		if p == Worker {
			assert.Equal(t, 30*time.Minute, cfg.TicketWarn)
			assert.Equal(t, 3*time.Hour, cfg.TicketRestart)
		}
		for _, text := range []string{fmt.Sprintf("%v %+v %#v", s, s, s), fmt.Sprintf("%v %+v %#v", cfg, cfg, cfg)} {
			assert.NotContains(t, text, "s3cret")
			assert.NotContains(t, text, "kkkk")
		}
	}
	s, err := Read(Commands, nil)
	require.NoError(t, err)
	_, ok := s.Credentials(nil)
	assert.False(t, ok)

	_, err = Read(Bridge, bridgeEnv())
	assert.NoError(t, err, "a bridge without a store only forwards what belongs there")
}

func TestReadStoreProblems(t *testing.T) {
	noTemporalFile(t)
	for _, tt := range []struct {
		name string
		env  Env
		want string
	}{
		{"alone", Env{"WXRELEASE_STORE=/var/lib/s.db"}, "WXRELEASE_PLATFORM_APPID: not set, and WXRELEASE_STORE needs it; give the platform's appid\n" +
			"WXRELEASE_PLATFORM_SECRET: not set, and WXRELEASE_STORE needs it; give the platform's secret (AppSecret)\n" +
			"WXRELEASE_STORE_KEY: not set, and WXRELEASE_STORE needs it; make a key with `wxrelease auth key`, and give all programs the same one"},
		{"key without store", Env{"WXRELEASE_TOKEN=t", "WXRELEASE_STORE_KEY=" + storeKey("k")}, "WXRELEASE_STORE_KEY: is for the store of credentials, and WXRELEASE_STORE is not set"},
		{"two sources", storeEnv("WXRELEASE_TOKEN_URL=http://t/{appid}"), "WXRELEASE_TOKEN_URL, WXRELEASE_STORE: both are set; keep the one that the tokens shall come from"},
		{"three sources", storeEnv("WXRELEASE_TOKEN_URL=http://t/{appid}", "WXRELEASE_TOKEN=t"), "WXRELEASE_TOKEN, WXRELEASE_TOKEN_URL, WXRELEASE_STORE: all are set; keep the one that the tokens shall come from"},
		{"other database", storeEnv("WXRELEASE_STORE=mysql://u:s3cret@h"), "WXRELEASE_STORE: is neither the path of a SQLite file nor an address such as postgres://user:password@host:5432/database"},
		{"short key", storeEnv("WXRELEASE_STORE_KEY=s3cret"), "WXRELEASE_STORE_KEY: is not the base64 of 32 bytes; `wxrelease auth key` makes one"},
		{"bad old key", storeEnv("WXRELEASE_STORE_OLD_KEYS=" + storeKey("a") + ","), "WXRELEASE_STORE_OLD_KEYS: one of the keys is not the base64 of 32 bytes; `wxrelease auth key` makes one"},
		{"odd age", storeEnv("WXRELEASE_TICKET_WARN=5m"), `WXRELEASE_TICKET_WARN: "5m" is not a duration such as 30m, from 10m to 12h`},
		{"appid", storeEnv("WXRELEASE_PLATFORM_APPID=wx1"), `WXRELEASE_PLATFORM_APPID: "wx1" is no appid: wx and 16 letters or digits`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(Worker, tt.env)
			require.EqualError(t, err, tt.want)
			assert.NotContains(t, err.Error(), "s3cret")
		})
	}
}
