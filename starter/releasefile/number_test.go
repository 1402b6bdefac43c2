package releasefile

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/settings"
)

// problemsOf reads a release file and gives what is wrong with it, one a line and without the lines of the file.
func problemsOf(t *testing.T, text string) []string {
	t.Helper()
	_, err := readShared(text, nil, func(o *Options) { o.All = true })
	if err == nil {
		return nil
	}
	var all *InvalidError
	require.ErrorAs(t, err, &all)
	var heads []string
	for _, p := range all.Problems {
		head, _, _ := strings.Cut(p.String(), "\n")
		heads = append(heads, strings.TrimPrefix(head, "standard input:"))
	}
	return heads
}

func fileAt(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return string(data)
}

// Numbers that programs read as different ones are refused, wherever a number stands.
func TestNumbersOfOtherForms(t *testing.T) {
	assert.Equal(t, []string{
		"5:53: audit.item_list[0].first_id: must be a whole number, and 0123 begins with a zero, which some programs take for octal; " +
			"write 123",
		"5:70: audit.item_list[0].second_id: must be a whole number, and 0616 begins with a zero, which some programs take for octal; " +
			"write 616",
	}, problemsOf(t, fileAt(t, "octal-ids.yaml")))
	assert.Equal(t, []string{
		"5:53: audit.item_list[0].first_id: must be a whole number, and 0287 begins with a zero, which some programs take for octal; " +
			"write 287",
	}, problemsOf(t, fileAt(t, "leading-zero-not-octal.yaml")))

	for written, want := range map[string]string{
		"0123":         ", and 0123 begins with a zero, which some programs take for octal; write 123",
		"-0123":        ", and -0123 begins with a zero, which some programs take for octal; write -123",
		"+0123":        ", and +0123 begins with a zero, which some programs take for octal; write 123",
		"0_1_7":        ", and 0_1_7 begins with a zero, which some programs take for octal; write 17",
		"00":           ", and 00 begins with a zero, which some programs take for octal; write 0",
		"-00":          ", and -00 begins with a zero, which some programs take for octal; write 0",
		"-0":           ", and -0 is minus zero; write 0",
		"0x10":         ", and 0x10 is hexadecimal; write it in decimal",
		"0X1F":         ", and 0X1F is hexadecimal; write it in decimal",
		"-0x10":        ", and -0x10 is hexadecimal; write it in decimal",
		"0o17":         ", and 0o17 is octal; write it in decimal",
		"0b11":         ", and 0b11 is binary; write it in decimal",
		"1_000":        ", and 1_000 has signs between its digits; write the digits alone",
		"+5":           ", and +5 has a plus sign; take it out",
		"1e3":          ", and 1e3 has an exponent; write out its digits",
		"1.5E+3":       ", and 1.5E+3 has an exponent; write out its digits",
		"287.0":        ", and 287.0 has a decimal point",
		".5":           ", and .5 has a decimal point",
		".inf":         ", and .inf is none",
		"-.INF":        ", and -.INF is none",
		".NaN":         ", and .NaN is none",
		"1:30":         ", and 1:30 is a time, or a number to the base 60; write it in decimal",
		"190:20:3":     ", and 190:20:3 is a time, or a number to the base 60; write it in decimal",
		"２８７":          ", in digits",
		"287 616":      ", in digits",
		"true":         ", in digits",
		`"287"`:        ", without quotes",
		"'287'":        ", without quotes",
		"|\n      287": ", without quotes",
		"[287]":        "",
	} {
		assert.Equal(t, []string{"6:7: audit.ugc_declare.scene[0]: must be a whole number" + want}, numberAt(t, written), written)
	}
	for written, want := range map[string][]string{
		"4": nil, "0": nil,
		"-1":                    {"6:7: audit.ugc_declare.scene[0]: is -1, want 0 to 5"},
		"9223372036854775808":   {"6:7: audit.ugc_declare.scene[0]: is too large a number"},
		"-9223372036854775809":  {"6:7: audit.ugc_declare.scene[0]: is too large a number"},
		"123456789012345678901": {"6:7: audit.ugc_declare.scene[0]: is too large a number"},
	} {
		assert.Equal(t, want, numberAt(t, written), written)
	}
}

// numberAt is what is wrong with a file that has the number in a place of its own.
func numberAt(t *testing.T, written string) []string {
	t.Helper()
	head, body, _ := strings.Cut(smallFile, "audit:\n")
	return problemsOf(t, head+"audit:\n  ugc_declare:\n    scene:\n    - "+written+"\n"+body)
}

// Every place of a number is read by the same rule, the apps' own and those of pointers among them.
func TestNumbersEverywhere(t *testing.T) {
	const file = `env: [ID]
version: 1.4.0
audit:
  item_list: [{first_class: a, second_class: b, third_class: c, first_id: 01, second_id: 0x2, third_id: 0o3}]
  ugc_declare: {scene: [+1], method: [1e0], has_audit_team: 01}
apps:
  - appid: wx1111111111111111
    audit:
      item_list: [{first_class: a, second_class: b, first_id: 1_0, second_id: "${ID}"}]
  - appid: wx2222222222222222
    audit:
      ugc_declare:
        scene: [-0]
        method: [1.0]
        has_audit_team: ${ID}
`
	for _, env := range []settings.Env{nil, {"ID=0123"}} {
		_, err := readShared(file, env, func(o *Options) { o.All = true })
		var all *InvalidError
		require.ErrorAs(t, err, &all)
		var places []string
		for _, p := range all.Problems {
			if strings.Contains(p.Text, "must be a whole number") {
				places = append(places, p.Path)
			}
		}
		assert.Equal(t, []string{
			"audit.item_list[0].first_id", "audit.item_list[0].second_id", "audit.item_list[0].third_id",
			"audit.ugc_declare.scene[0]", "audit.ugc_declare.method[0]", "audit.ugc_declare.has_audit_team",
			"apps[0].audit.item_list[0].first_id", "apps[0].audit.item_list[0].second_id",
			"apps[1].audit.ugc_declare.scene[0]", "apps[1].audit.ugc_declare.method[0]", "apps[1].audit.ugc_declare.has_audit_team",
		}, places)
		assert.Contains(t, err.Error(), `apps[0].audit.item_list[0].second_id: must be a whole number, without quotes`)
		assert.Contains(t, err.Error(), `apps[1].audit.ugc_declare.has_audit_team: must be a whole number, and ${ID} cannot be a `+
			`variable; variables stand in texts only`)
	}
}
