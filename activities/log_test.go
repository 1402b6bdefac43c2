package activities

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is tried again is a warning that tells whose release it is, and by what WeChat's support finds the call; a wait for a known
// condition is silent.
func TestLogOfTrouble(t *testing.T) {
	in := DetectionInput{AppID: testApp, Version: "1.4.0"}
	checking := exchange{detectPath, refusal(61039)}
	trouble := exchange{detectPath, `{"errcode":-1,"errmsg":"system error rid: 65c0a1b2-00000000-00000000"}`}
	over := exchange{detectPath, `{"errcode":0,"errmsg":"ok","without_auth_list":[],"without_conf_list":[]}`}
	_, err := attempts[DetectionInput, Detection](t, "WaitForDetection", in, checking, checking, trouble, over, shows(old))
	require.NoError(t, err)
	require.Regexp(t, `(?m)level=WARN msg="Not done yet, trying again".* Attempt=3 .*appid=`+testApp+` version=1.4.0 kind=\S+ code=-1 `+
		`rid=65c0a1b2-00000000-00000000 endpoint=/wxa/security/get_code_privacy_info in=`, lastLog)
	require.Equal(t, 1, strings.Count(lastLog, "level=WARN"))
}
