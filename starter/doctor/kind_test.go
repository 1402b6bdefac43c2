package doctor

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAgo(t *testing.T) {
	for d, want := range map[time.Duration]string{4200 * time.Millisecond: "4s ago", 4 * time.Minute: "4m ago", 3 * time.Hour: "3h0m ago", 80 * time.Hour: "3 days ago"} {
		assert.Equal(t, want, ago(d).String(), fmt.Sprint(d))
	}
}

// The wording of a kind names each of its facts, and no other.
func TestEveryKindHasItsWording(t *testing.T) {
	for _, kind := range Kinds() {
		var facts []any
		for _, name := range kind.Names() {
			facts = append(facts, "<"+name+">")
		}
		f := found(Settings, OK, kind, facts...)
		assert.NotEmpty(t, f.Text, kind)
		assert.NotContains(t, f.Text+f.Remedy, "%!", kind)
		for _, name := range kind.Names() {
			if name != "within" { // WorkerPolls and WorkerPolled have the facts of their siblings
				assert.Contains(t, f.Text+f.Remedy, "<"+name+">", kind)
			}
		}
	}
}

func TestFactsAreTyped(t *testing.T) {
	reason := errors.New("no %[1]v route")
	f := found(Temporal, Failed, TemporalUnreachable, "host:7233", reason)
	assert.Equal(t, "host:7233 cannot be reached: no %[1]v route", f.Text)
	assert.Equal(t, reason, f.Err)
	f = found(Authorization, Warning, AuthorizedSome, counted{2, "Mini Program"}, []Account{
		{AppID: "wx1", Name: "Books", Unfit: NoPermission}, {AppID: "wx2", Unfit: Revoked, At: time.Unix(0, 0)},
	})
	assert.Equal(t, "some of 2 Mini Programs cannot be released: wx1 (Books) has not granted permission set 18 (小程序开发与数据分析); "+
		"wx2 has taken the authorisation back at 1970-01-01T00:00:00Z", f.Text)
	text, err := json.Marshal(found(Ticket, Failed, TicketLost, ago(3*time.Hour+400*time.Millisecond)))
	require.NoError(t, err)
	assert.JSONEq(t, `{"check":"ticket","state":"failed","kind":"ticket-lost","facts":{"since":"3h"},
		"text":"the last one was pushed 3h0m ago, and WeChat pushes every 10 minutes","remedy":"`+pushRemedy+`"}`, string(text))
	text, err = json.Marshal(f.Facts)
	require.NoError(t, err)
	assert.JSONEq(t, `{"mini_programs":2,"accounts":[{"appid":"wx1","name":"Books","unfit":"no-permission"},
		{"appid":"wx2","unfit":"revoked","at":"1970-01-01T00:00:00Z"}]}`, string(text))
}
