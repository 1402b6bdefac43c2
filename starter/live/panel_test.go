package live

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/internal/wrap"
)

var panel = Panel{
	Head: "wx5555666677778888 1.4.0", State: "in review", Clock: "3h12m",
	Steps: []string{"privacy check", "submission", "review", "verdict"}, Step: 2,
	Lines: []Line{
		{Name: "waiting for", Value: "WeChat's verdict, next move: WeChat"},
		{Name: "what to do", Value: "Add the IP address named in errmsg to the platform's allow list (白名单IP地址列表) on open.weixin.qq.com",
			Tone: Warn},
		{Name: "审核编号", Value: "430000001"},
	},
	Foot: "Ctrl-C stops watching, not the release",
}

func TestPanel(t *testing.T) {
	for _, c := range []struct {
		name          string
		width, height int
		want          []string
	}{
		{"usual", 79, 23, []string{
			"⠋ wx5555666677778888 1.4.0  in review                                     3h12m",
			"  ✓ privacy check ─ ✓ submission ─ ● review ─ ○ verdict",
			"  waiting for  WeChat's verdict, next move: WeChat",
			"  what to do   Add the IP address named in errmsg to the platform's allow list",
			"               (白名单IP地址列表) on open.weixin.qq.com",
			"  审核编号     430000001",
			"  Ctrl-C stops watching, not the release",
		}},
		{"narrow", 40, 23, []string{
			"⠋ wx5555666677778888 …  in review  3h12m",
			"  ✓✓●○ review",
			"  waiting for  WeChat's verdict, next",
			"               move: WeChat",
			"  what to do   Add the IP address named",
			"               in errmsg to the",
			"               platform's allow list (白",
			"               名单IP地址列表) on",
			"               open.weixin.qq.com",
			"  审核编号     430000001",
			"  Ctrl-C stops watching, not the release",
		}},
		{"names above values", 24, 23, []string{
			"⠋ wx5…  in review  3h12m",
			"  ✓✓●○ review",
			"  waiting for",
			"    WeChat's verdict,",
			"    next move: WeChat",
			"  what to do",
			"    Add the IP address",
			"    named in errmsg to",
			"    the platform's allow",
			"    list (白名单IP地址列",
			"    表) on",
			"    open.weixin.qq.com",
			"  审核编号",
			"    430000001",
			"  Ctrl-C stops watching…",
		}},
		{"low: long values are cut", 40, 7, []string{
			"⠋ wx5555666677778888 …  in review  3h12m",
			"  ✓✓●○ review",
			"  waiting for  WeChat's verdict, next…",
			"  what to do   Add the IP address named…",
			"  审核编号     430000001",
			"  Ctrl-C stops watching, not the release",
		}},
		{"very low: the last lines go", 40, 4, []string{
			"⠋ wx5555666677778888 …  in review  3h12m",
			"  ✓✓●○ review",
			"  waiting for  WeChat's verdict, next…",
			"  Ctrl-C stops watching, not the release",
		}},
		{"one line", 40, 1, []string{"⠋ wx5555666677778888 …  in review  3h12m"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := panel.Render(Space{Width: c.width, Height: c.height}, time.UnixMilli(0))
			for i := range got {
				got[i] = strings.TrimRight(got[i], " ")
				assert.LessOrEqual(t, measure.StringWidth(got[i]), c.width)
			}
			if !assert.Equal(t, strings.Join(c.want, "\n"), strings.Join(got, "\n")) {
				t.Log("\n" + strings.Join(got, "\n"))
			}
		})
	}
}

// At every size all lines fit, whatever is in them.
func TestPanelAlwaysFits(t *testing.T) {
	for width := 1; width < 100; width++ {
		for _, height := range []int{1, 3, 9, 30} {
			lines := panel.Render(Space{Width: width, Height: height, Colour: true}, time.UnixMilli(700))
			assert.LessOrEqual(t, len(lines), height)
			for _, l := range lines {
				if measure.StringWidth(unpainted(l)) > max(width, 6) {
					t.Fatalf("width %d: %q", width, l)
				}
			}
		}
	}
}

func TestPanelHostileText(t *testing.T) {
	p := Panel{Head: "a\x1b[2J\r\nb", State: "x\x07", Clock: "\u202e", Steps: []string{"s\x1b"},
		Lines: []Line{{Name: "n\n", Value: "v\x1b]0;t\x07\nw"}}, Foot: "\u009bf"}
	for _, l := range p.Render(Space{Width: 60, Height: 20}, time.UnixMilli(0)) {
		assert.NotContains(t, l, "\x1b")
		assert.NotContains(t, l, "\x07")
		assert.NotContains(t, l, "\n")
		assert.NotContains(t, l, "\u202e")
		assert.NotContains(t, l, "\u009b")
	}
}

func TestSpinnerAndColour(t *testing.T) {
	space := Space{Width: 60, Height: 20, Colour: true}
	first := panel.Render(space, time.UnixMilli(0))
	second := panel.Render(space, time.UnixMilli(0).Add(SpinnerPause))
	assert.NotEqual(t, first[0], second[0], "it moves")
	assert.Equal(t, first[1:], second[1:], "and nothing else does")

	p := panel
	p.Tone, p.Halted, p.Step = Good, true, 4
	got := p.Render(space, time.UnixMilli(0))
	assert.Contains(t, got[0], "\x1b[32min review\x1b[0m")
	assert.True(t, strings.HasPrefix(unpainted(got[0]), "• "))
	assert.NotContains(t, got[1], "●")
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"one two three", 6, []string{"one", "two", "three"}},
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"请等待审核结果，然后再试。", 10, []string{"请等待审核", "结果，然后", "再试。"}},
		{"请等待审核结，然后", 13, []string{"请等待审核", "结，然后"}},
		{"请", 1, []string{"请"}},
		{"调用 api_start_push_ticket。", 14, []string{"调用", "api_start_push", "_ticket。"}},
	} {
		assert.Equal(t, c.want, wrap.Lines(c.text, c.width), c.text)
	}
}
