package settings

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	pushKey      = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	otherPushKey = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
)

func bridgeEnv(more ...string) Env {
	return append(
		Env{"WXRELEASE_PLATFORM_APPID=wx1111222233334444", "WXRELEASE_PUSH_TOKEN=s3cret", "WXRELEASE_PUSH_KEY=" + pushKey},
		more...)
}

func TestReadBridge(t *testing.T) {
	noTemporalFile(t)
	s, err := Read(Bridge, bridgeEnv())
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1:8450", s.Bridge.Addr)
	assert.Equal(t, "wx1111222233334444", s.PlatformAppID)
	assert.Equal(t, 12*time.Hour, s.Bridge.Window)
	assert.False(t, s.Bridge.ForwardAll)
	assert.False(t, s.Bridge.PublishCheck)
	require.Len(t, s.Bridge.Pairs, 1)
	assert.Equal(t, "s3cret", s.Bridge.Pairs[0].Token)
	assert.False(t, s.Bridge.Pairs[0].Key.IsZero())
	assert.True(t, s.Bridge.Pairs[0].Previous.IsZero())

	s, err = Read(
		Bridge,
		bridgeEnv(
			"WXRELEASE_PUSH_TOKEN=",
			"WXRELEASE_PUSH_TOKEN_FILE="+write(t, "s3cret\n"),
			"WXRELEASE_PUSH_KEY_PREVIOUS="+otherPushKey,
			"WXRELEASE_PUSH_TOKEN_2=s3cret2",
			"WXRELEASE_PUSH_KEY_2_FILE="+write(t, otherPushKey),
			"WXRELEASE_PUSH_KEY_PREVIOUS_2="+pushKey,
			"WXRELEASE_BRIDGE_ADDR=:80",
			"WXRELEASE_PUSH_WINDOW=90m",
			"WXRELEASE_FORWARD=all",
			"WXRELEASE_FORWARD_EVENTS_URL=http://old.example/events?k=s3cret",
			"WXRELEASE_FORWARD_MESSAGES_URL=http://old.example/$APPID$/callback",
		),
	)
	require.NoError(t, err)
	require.Len(t, s.Bridge.Pairs, 2)
	assert.Equal(t, "s3cret2", s.Bridge.Pairs[1].Token)
	for _, pair := range s.Bridge.Pairs {
		assert.False(t, pair.Key.IsZero())
		assert.False(t, pair.Previous.IsZero())
	}
	assert.Equal(t, ":80", s.Bridge.Addr)
	assert.Equal(t, 90*time.Minute, s.Bridge.Window)
	assert.True(t, s.Bridge.ForwardAll)
	assert.Equal(t, "http://old.example/events?k=s3cret", s.Bridge.ForwardEvents)
	assert.Equal(t, "http://old.example/$APPID$/callback", s.Bridge.ForwardMessages)
	assert.NotContains(t, fmt.Sprintf("%+v %#v", s.Bridge.Pairs, s.Bridge.Pairs), "s3cret")
}

func TestReadBridgeProblems(t *testing.T) {
	noTemporalFile(t)
	_, err := Read(Bridge, nil)
	require.Error(t, err)
	assert.Equal(t, []string{
		"WXRELEASE_PLATFORM_APPID: not set; give the platform's appid",
		"WXRELEASE_PUSH_TOKEN: not set; give the platform's message verification token (消息校验Token)",
		"WXRELEASE_PUSH_KEY: not set; give the platform's EncodingAESKey (消息加解密Key)",
	}, strings.Split(err.Error(), "\n"))

	for _, tt := range []struct{ name, env, want string }{
		{"appid", "WXRELEASE_PLATFORM_APPID=gh_1", `WXRELEASE_PLATFORM_APPID: "gh_1" is no appid: wx and 16 letters or digits`},
		{"token", "WXRELEASE_PUSH_TOKEN=s3cret s3cret", "WXRELEASE_PUSH_TOKEN: holds a blank, a line break or another control character; a token has none"},
		{"key", "WXRELEASE_PUSH_KEY=s3cret", "WXRELEASE_PUSH_KEY: push: EncodingAESKey is not 43 characters of A-Z, a-z, 0-9"},
		{"previous key", "WXRELEASE_PUSH_KEY_PREVIOUS=s3cret", "WXRELEASE_PUSH_KEY_PREVIOUS: push: EncodingAESKey is not 43 characters of A-Z, a-z, 0-9"},
		{"half a second pair", "WXRELEASE_PUSH_TOKEN_2=s3cret", "WXRELEASE_PUSH_TOKEN_2, WXRELEASE_PUSH_KEY_2: set both or none"},
		{"the other half", "WXRELEASE_PUSH_KEY_2=" + pushKey, "WXRELEASE_PUSH_TOKEN_2, WXRELEASE_PUSH_KEY_2: set both or none"},
		{"only a previous key", "WXRELEASE_PUSH_KEY_PREVIOUS_2=" + pushKey, "WXRELEASE_PUSH_TOKEN_2, WXRELEASE_PUSH_KEY_2: set both or none"},
		{"address", "WXRELEASE_BRIDGE_ADDR=8450", `WXRELEASE_BRIDGE_ADDR: "8450" is not an address such as 127.0.0.1:8450 or :8450`},
		{"window", "WXRELEASE_PUSH_WINDOW=10s", `WXRELEASE_PUSH_WINDOW: "10s" is not a duration such as 12h, from 1m to 168h`},
		{"window without a unit", "WXRELEASE_PUSH_WINDOW=12", `WXRELEASE_PUSH_WINDOW: "12" is not a duration such as 12h, from 1m to 168h`},
		{"forward to nowhere", "WXRELEASE_FORWARD=all", "WXRELEASE_FORWARD: is for forwarding, and neither WXRELEASE_FORWARD_EVENTS_URL nor WXRELEASE_FORWARD_MESSAGES_URL is set"},
		{"appid in the events URL", "WXRELEASE_FORWARD_EVENTS_URL=http://old.example/$APPID$?s3cret", "WXRELEASE_FORWARD_EVENTS_URL: holds $APPID$, which WeChat knows only in the message URL"},
		{"publish check", "WXRELEASE_PUBLISH_CHECK=yes", `WXRELEASE_PUBLISH_CHECK: "yes" is none of ignore, answer`},
		{"no address", "WXRELEASE_FORWARD_MESSAGES_URL=s3cret", "WXRELEASE_FORWARD_MESSAGES_URL: is not an address such as https://host:port/path"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(Bridge, bridgeEnv(tt.env))
			assert.EqualError(t, err, tt.want)
		})
	}
	s, err := Read(Bridge, bridgeEnv("WXRELEASE_PUBLISH_CHECK=answer"))
	require.NoError(t, err)
	assert.True(t, s.Bridge.PublishCheck)
	_, err = Read(Bridge, bridgeEnv("WXRELEASE_PUBLISH_CHECK=answer", "WXRELEASE_FORWARD_MESSAGES_URL=http://old.example/"))
	assert.EqualError(
		t,
		err,
		"WXRELEASE_PUBLISH_CHECK: the callback of WXRELEASE_FORWARD_MESSAGES_URL answers messages; leave one of them out",
	)
	_, err = Read(Bridge, bridgeEnv("WXRELEASE_FORWARD=some", "WXRELEASE_FORWARD_EVENTS_URL=http://old.example/"))
	assert.EqualError(t, err, `WXRELEASE_FORWARD: "some" is none of others, all`)
}
