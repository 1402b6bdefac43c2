package live

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/words"
)

var now = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

var rows = []Row{
	{Name: "Corner Bakery", AppID: "wx1111111111111111", Version: "1.4.2", State: "detect",
		Detail: "waits for the privacy check", Since: now.Add(-42 * time.Second), NextPoll: now.Add(18 * time.Second)},
	{Name: "幸福面包店", AppID: "wx2222222222222222", Version: "1.4.2", State: "review", AuditID: 440000002,
		Detail: "waits for the verdict; expedited at 08:10", Since: now.Add(-125 * time.Minute), NextPoll: now.Add(-time.Second)},
	{Name: "Tea", AppID: "wx3333333333333333", Version: "1.4.1", State: "approved", Tone: Good, Ended: true, AuditID: 440000003,
		Detail: "heard by push", Since: now.Add(-time.Hour), NextPoll: now},
	{Name: "老王修车铺", AppID: "wx4444444444444444", Version: "1.4.2", State: "rejected", Tone: Bad, Ended: true, AuditID: 440000004,
		Detail: "heard by poll; 1:小程序内容不符合规则:\n(1):服务类目“餐饮”与页面内容不一致"},
	{Name: "Flowers by the Old Harbour Gate", AppID: "wx5555555555555555", Version: "2026.03.02+build.77", State: "submit", Tone: Warn,
		Since: now.Add(-30 * time.Hour), Detail: "needs a person; 61040 privacy settings are missing"},
}

// space is room without colours.
func space(width, height int) Space { return Space{Width: width, Height: height} }

func TestTable(t *testing.T) {
	for _, c := range []struct {
		name          string
		width, height int
		want          []string
	}{
		{"wide", 160, 20, []string{
			"NAME                  APPID               VERSION       STATE     AUDIT ID   FOR     NEXT",
			"Corner Bakery         wx1111111111111111  1.4.2         detect               42s     18s     waits for the privacy check",
			"幸福面包店            wx2222222222222222  1.4.2         review    440000002  2h05m   now     waits for the verdict; expedited " +
				"at 08:10",
			"Tea                   wx3333333333333333  1.4.1         approved  440000003                  heard by push",
			"老王修车铺            wx4444444444444444  1.4.2         rejected  440000004                  heard by poll; 1:小程序内容不符合规则: " +
				"(1):服务类目“餐饮”与页面内…",
			"Flowers by the Old …  wx5555555555555555  2026.03.02+…  submit               1d06h           needs a person; 61040 " +
				"privacy settings are missing",
			"5 releases: 1 detect, 1 review, 1 approved, 1 rejected, 1 submit",
		}},
		{"usual", 80, 20, []string{
			"NAME                  VERSION       STATE     FOR",
			"Corner Bakery         1.4.2         detect    42s     waits for the privacy che…",
			"幸福面包店            1.4.2         review    2h05m   waits for the verdict; ex…",
			"Tea                   1.4.1         approved          heard by push",
			"老王修车铺            1.4.2         rejected          heard by poll; 1:小程序内…",
			"Flowers by the Old …  2026.03.02+…  submit    1d06h   needs a person; 61040 pri…",
			"5 releases: 1 detect, 1 review, 1 approved, 1 rejected, 1 submit",
		}},
		{"narrow", 60, 20, []string{
			"NAME                  STATE     FOR",
			"Corner Bakery         detect    42s     waits for the priva…",
			"幸福面包店            review    2h05m   waits for the verdi…",
			"Tea                   approved          heard by push",
			"老王修车铺            rejected          heard by poll; 1:小…",
			"Flowers by the Old …  submit    1d06h   needs a person; 610…",
			"5 releases: 1 detect, 1 review, 1 approved, 1 rejected, 1 s…",
		}},
		{"the least with waiting time", 59, 20, []string{
			"NAME                  STATE     FOR",
			"Corner Bakery         detect    42s     waits for the priv…",
			"幸福面包店            review    2h05m   waits for the verd…",
			"Tea                   approved          heard by push",
			"老王修车铺            rejected          heard by poll; 1:…",
			"Flowers by the Old …  submit    1d06h   needs a person; 61…",
			"5 releases: 1 detect, 1 review, 1 approved, 1 rejected, 1 …",
		}},
		{"very narrow", 32, 20, []string{
			"NAME                  STATE",
			"Corner Bakery         detect",
			"幸福面包店            review",
			"Tea                   approved",
			"老王修车铺            rejected",
			"Flowers by the Old …  submit",
			"5 releases: 1 detect, 1 review,…",
		}},
		{"low: ended ones give way", 60, 6, []string{
			"NAME                  STATE     FOR",
			"Corner Bakery         detect    42s     waits for the priva…",
			"幸福面包店            review    2h05m   waits for the verdi…",
			"老王修车铺            rejected          heard by poll; 1:小…",
			"Flowers by the Old …  submit    1d06h   needs a person; 610…",
			"5 releases (1 not shown): 1 detect, 1 review, 1 approved, 1…",
		}},
		{"very low", 100, 3, []string{
			"NAME           APPID               VERSION  STATE     AUDIT ID   FOR     NEXT",
			"Corner Bakery  wx1111111111111111  1.4.2    detect               42s     18s     waits for the priv…",
			"5 releases (4 not shown): 1 detect, 1 review, 1 approved, 1 rejected, 1 submit",
		}},
		{"no room", 60, 1, []string{"NAME  VERSION  STATE     FOR     NEXT"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Table(rows, words.English, space(c.width, c.height), now)
			assert.Equal(t, strings.Join(c.want, "\n"), strings.Join(got, "\n"))
			for _, l := range got {
				assert.LessOrEqual(t, measure.StringWidth(l), c.width)
			}
		})
	}
}

// Nothing is in English where Chinese is asked for.
func TestTableInChinese(t *testing.T) {
	got := Table(rows[2:4], words.Chinese, space(80, 20), now)
	assert.Equal(t, "名称        版本     状态      审核单", strings.TrimRight(strings.Join(strings.SplitAfter(got[0], "审核单")[:1], ""), " "))
	assert.Equal(t, "2 个提审任务：1 approved、1 rejected", got[3], "states are in the rows' own words")
	got = Table(rows[:2], words.Chinese, space(160, 20), now)
	assert.Contains(t, got[1], "  42 秒          18 秒   waits")
	assert.Contains(t, got[2], "  2 小时 5 分钟  现在    waits")
}

func TestTableOfNothing(t *testing.T) {
	assert.Equal(t, "0 releases", Table(nil, words.English, space(80, 20), now)[1])
	assert.Equal(t, "1 release: 1 detect", Table(rows[:1], words.English, space(80, 20), now)[2])
}

func TestColour(t *testing.T) {
	got := Table(rows, words.English, Space{Width: 60, Height: 20, Colour: true}, now)
	assert.Equal(t, "\x1b[2mNAME                  STATE     FOR\x1b[0m", got[0])
	assert.Equal(t, "Corner Bakery         detect    42s     waits for the priva…", got[1])
	assert.Equal(t, "Tea                   \x1b[32mapproved\x1b[0m          heard by push", got[3])
	assert.Equal(t, "老王修车铺            \x1b[31mrejected\x1b[0m          heard by poll; 1:小…", got[4])
	assert.Equal(t, "Flowers by the Old …  \x1b[33msubmit\x1b[0m    1d06h   needs a person; 610…", got[5])

	without := Table(rows, words.English, space(60, 20), now)
	require.Len(t, got, len(without))
	for i, l := range got {
		assert.Equal(t, without[i], unpainted(l))
	}
}

// What comes from WeChat or from a file must not steer the terminal.
func TestHostileText(t *testing.T) {
	r := Row{Name: "a\x1b[2Jb\r\nc", State: "review", Detail: "x\x1b]0;title\x07y\u202ez\u009b31m"}
	for _, l := range Table([]Row{r}, words.English, space(80, 20), now) {
		assert.NotContains(t, l, "\x1b")
		assert.NotContains(t, l, "\u202e")
		assert.NotContains(t, l, "\u009b")
		assert.NotContains(t, l, "\n")
		assert.NotContains(t, l, "\r")
	}
}

func TestElapsed(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0s": -time.Minute, "59s": 59*time.Second + 900*time.Millisecond, "1m00s": time.Minute, "59m59s": time.Hour - time.Second,
		"2h05m": 125 * time.Minute, "1d00h": 24 * time.Hour, "13d23h": 14*24*time.Hour - time.Second,
	} {
		assert.Equal(t, want, Elapsed(words.English, d))
	}
}
