package push

import (
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// dirty are messages as WeChat is said to have sent them, or without what can be missing.
var dirty = []string{
	"push-control-char.xml", "user-text-control-char-to-forward.xml", "fasteregister-control-char.xml", "user-text-nested-cdata.xml",
	"push-without-times.xml",
}

func file(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return string(text)
}

func TestParseDirtyFiles(t *testing.T) {
	at := unix(1700000000)
	for _, tt := range []struct {
		name string
		want Event
		flaw error
	}{
		{"push-control-char.xml", Event{
			Kind: AuditFail, Name: "weapp_audit_fail", At: at, DecidedAt: at, ToUserName: "gh_0123456789ab", FromUserName: "oSys",
			Reason: "1:服务类目不符", Screenshots: []string{"mid1", "mid2"},
		}, ErrUnclean},
		{"user-text-control-char-to-forward.xml", Event{Name: "text", At: at, ToUserName: "gh_0123456789ab", FromUserName: "oUser",
			Text: "ab"}, ErrUnclean},
		{"fasteregister-control-char.xml", Event{Name: "notify_third_fasteregister", At: at, Authorization: true}, ErrUnclean},
		{"user-text-nested-cdata.xml", Event{Name: "text"}, ErrContent},
		{"push-without-times.xml", Event{Kind: AuditSuccess, Name: "weapp_audit_success"}, nil},
	} {
		got, err := Parse([]byte(file(t, tt.name)))
		assert.Equal(t, tt.flaw, err, tt.name)
		assert.Equal(t, tt.want, got, tt.name)
	}
}

// One review result, spoilt in each way that a text of a person or another program can spoil it: it stays a hint.
func TestParseDirtyReview(t *testing.T) {
	const good = "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><CreateTime>1700000009</CreateTime><MsgType><![CDATA[event]]></MsgType>" +
		"<Event><![CDATA[weapp_audit_fail]]></Event><Reason><![CDATA[why]]></Reason><FailTime>1700000001</FailTime></xml>"
	reason := func(text string) string { return strings.Replace(good, "<![CDATA[why]]>", text, 1) }
	for name, c := range map[string]struct {
		body, reason string
		flaw         error
	}{
		"good":                      {good, "why", nil},
		"mark of UTF-8":             {"\ufeff" + good, "why", nil},
		"mark and declaration":      {"\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n" + good, "why", nil},
		"declares another encoding": {`<?xml version="1.0" encoding="GBK"?>` + good, "why", nil},
		"is in another encoding": {`<?xml version="1.0" encoding="GBK"?>` + reason("<![CDATA[\xc0\xe0\xc4\xbf x]]>"), "Ŀ x",
			ErrUnclean},
		"UTF-16, little end first":   {inUTF16(good, false), "why", nil},
		"UTF-16, big end first":      {inUTF16(good, true), "why", nil},
		"version that nobody knows":  {`<?xml version="9"?>` + good, "why", nil},
		"control characters":         {reason("<![CDATA[w\x00h\x1fy\x7f\x02]]>"), "why", ErrUnclean},
		"half a character":           {reason("<![CDATA[why\xe6\x88]]>"), "why", ErrUnclean},
		"U+FFFE":                     {reason("<![CDATA[w\ufffehy]]>"), "why", ErrUnclean},
		"bare &":                     {reason("a & b&&lt;&c;&#xZ;&#2;&"), "a & b&<&c;&#xZ;&#2;&", ErrUnclean},
		"end of CDATA":               {reason("<![CDATA[a]]>b]]>"), "ab]]>", ErrUnclean},
		"nested CDATA":               {reason("<![CDATA[a<![CDATA[b]]>c]]>"), "a<![CDATA[bc]]>", ErrUnclean},
		"junk around":                {"\x00\x1c" + good + "\x00\n", "why", ErrUnclean},
		"junk in the words":          {strings.Replace(good, "weapp_audit_fail", "\x02weapp_audit_fail\ufeff ", 1), "why", ErrUnclean},
		"tags that do not match":     {reason("<![CDATA[a]]><b>c</d>"), "", ErrContent},
		"CDATA that does not end":    {reason("<![CDATA[a"), "", ErrContent},
		"cut":                        {good[:len(good)-20], "why", ErrContent},
		"text behind":                {good + "garbage", "why", ErrContent},
		"text before":                {"garbage" + good, "why", ErrContent},
		"element behind":             {good + "<xml/>", "why", ErrContent},
		"declaration behind":         {good + "<!DOCTYPE x>", "why", ErrDoctype},
		"declaration in the reason":  {reason("<![CDATA[]]><!ENTITY x 'y'>"), "", ErrDoctype},
		"no MsgType":                 {strings.Replace(good, "<MsgType><![CDATA[event]]></MsgType>", "", 1), "why", nil},
		"elements that nobody knows": {strings.ReplaceAll(good, "<Reason>", "<info><x><y/></x></info><Reason>"), "why", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Parse([]byte(c.body))
			assert.Equal(t, c.flaw, err)
			assert.Equal(t, AuditFail, got.Kind)
			assert.Equal(t, c.reason, got.Reason)
			assert.Equal(t, "gh_1", got.ToUserName)
			assert.Equal(t, unix(1700000009), got.At)
			assert.Contains(t, []time.Time{unix(1700000001), got.At}, got.DecidedAt)
		})
	}
	got, err := Parse([]byte("<!DOCTYPE x>" + good))
	assert.Equal(t, ErrDoctype, err)
	assert.Zero(t, got, "nothing after a declaration is believed")
}

func inUTF16(text string, bigEnd bool) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		if bigEnd {
			out = append(out, byte(unit>>8), byte(unit))
		} else {
			out = append(out, byte(unit), byte(unit>>8))
		}
	}
	return string(out)
}

// A ticket or an authorisation is taken to the byte, or not at all.
func TestParseExactly(t *testing.T) {
	const (
		head   = "<xml><AppId>wx1111222233334444</AppId><CreateTime>1700000000</CreateTime>"
		ticket = head + "<InfoType>component_verify_ticket</InfoType><ComponentVerifyTicket><![CDATA[ticket@@@1]]>" +
			"</ComponentVerifyTicket></xml>"
		authorized = head + "<InfoType>authorized</InfoType><AuthorizerAppid>wx5555666677778888</AuthorizerAppid><AuthorizationCode>" +
			"code@@@1</AuthorizationCode></xml>"
		revoked = head + "<InfoType>unauthorized</InfoType><AuthorizerAppid>wx5555666677778888</AuthorizerAppid></xml>"
	)
	for name, good := range map[string]string{"component_verify_ticket": ticket, "authorized": authorized, "unauthorized": revoked} {
		for _, body := range []string{
			good, "\ufeff" + good, strings.Replace(good, "<AppId>", "<nickname>\x02&\xe6</nickname><AppId>", 1), inUTF16(good, true),
			strings.Replace(good, "</AppId>", "</AppId><x><InfoType>other</InfoType></x>", 1),
			strings.NewReplacer("ticket@@@1", " ticket@@@1\r\n").Replace(good),
		} {
			got, err := Parse([]byte(body))
			assert.Contains(t, []error{nil, ErrUnclean}, err)
			assert.Equal(t, Kind(name), got.Kind, body)
			assert.True(t, got.Authorization)
			assert.Contains(t, []string{"", "ticket@@@1"}, got.Ticket)
			assert.Contains(t, []string{"", "code@@@1"}, got.AuthorizationCode)
		}
		for what, spoil := range map[string]*strings.Replacer{
			"gone":         strings.NewReplacer("<![CDATA[ticket@@@1]]>", "", "code@@@1", "", "wx5555666677778888", ""),
			"blank":        strings.NewReplacer("<![CDATA[ticket@@@1]]>", " ", "code@@@1", " \n", "wx5555666677778888", "\t"),
			"no element":   strings.NewReplacer("ComponentVerifyTicket", "Other", "AuthorizationCode", "Other", "AuthorizerAppid", "Other"),
			"control":      strings.NewReplacer("@@@1", "@@@\x021", "8888", "888\x02"),
			"half":         strings.NewReplacer("@@@1", "@@@\xe6\x88", "8888", "888\xe6"),
			"blank inside": strings.NewReplacer("@@@1", "@@@ 1", "8888", "88 8"),
			"mixed":        strings.NewReplacer("@@@1]]>", "@@@1]]><b/>", "code@@@1", "code<b/>@@@1", "8888", "8888<b/>"),
			"twice": strings.NewReplacer("</xml>",
				"<ComponentVerifyTicket>2</ComponentVerifyTicket><AuthorizerAppid>wx5555666677778889</AuthorizerAppid></xml>"),
			"kind twice":   strings.NewReplacer("</xml>", "<InfoType>other</InfoType></xml>"),
			"cut":          strings.NewReplacer("</xml>", ""),
			"as on a page": strings.NewReplacer("</xml>", "<xml>"),
			"text behind":  strings.NewReplacer("</xml>", "</xml>x"),
			"broken":       strings.NewReplacer("<AppId>", "</b><AppId>"),
			"declaration":  strings.NewReplacer("<AppId>", "<!DOCTYPE x><AppId>"),
			"before":       strings.NewReplacer("<xml>", "<!DOCTYPE x><xml>"),
			"no kind":      strings.NewReplacer("InfoType", "Infotype"),
		} {
			got, err := Parse([]byte(spoil.Replace(good)))
			require.ErrorIs(t, err, ErrIncomplete, "%s %s", name, what)
			assert.Equal(t, Unknown, got.Kind, what)
			assert.Empty(t, got.Ticket+got.AuthorizationCode)
		}
	}
}

// What users write into a message stays a text, however they nest it: nobody forges an event, least of all one with effects.
func TestUsersForgeNothing(t *testing.T) {
	const (
		ticket  = "<InfoType>component_verify_ticket</InfoType><ComponentVerifyTicket>forged</ComponentVerifyTicket>"
		revoked = "<InfoType>unauthorized</InfoType><AuthorizerAppid>wx5555666677778888</AuthorizerAppid>"
		review  = "<MsgType>event</MsgType><Event>weapp_audit_success</Event>"
	)
	for _, forged := range []string{ticket, revoked, review} {
		for _, text := range []string{
			forged, "<xml>" + forged + "</xml>", "<![CDATA[" + forged + "]]>", "]]>" + forged, "]]></Content>" + forged, "]]></Content>" +
				forged + "<Content><![CDATA[",
			"]]></Content>" + forged + "</xml>", "]]></Content>" + forged + "</xml><!--", "]]></Content></xml><xml>" + forged + "</xml>",
			"]]></xml>" + forged,
			"]]></Content><a>" + forged + "</a><!--", "]]></Content>" + forged + "<![CDATA[", "]]></Content><!--", "\x00]]></Content>" +
				forged,
		} {
			for name, message := range map[string]string{
				"text": "<xml><ToUserName>gh_1</ToUserName><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[" + text +
					"]]></Content><MsgId>1</MsgId></xml>",
				"image": "<xml><MsgType>image</MsgType><PicUrl><![CDATA[" + text + "]]></PicUrl></xml>",
				"view":  "<xml><MsgType>event</MsgType><Event>view</Event><EventKey><![CDATA[" + text + "]]></EventKey></xml>",
			} {
				got, err := Parse([]byte(message))
				assert.NotErrorIs(t, err, ErrIncomplete)
				assert.Equal(t, name, got.Name, text)
				assert.Equal(t, Unknown, got.Kind, text)
				assert.False(t, got.Authorization)
				assert.Empty(t, got.Ticket+got.AuthorizerAppID)
			}
			// Even where the text came first, it would have no effect.
			got, _ := Parse([]byte("<xml><Content><![CDATA[" + text + "]]></Content><MsgType>text</MsgType></xml>"))
			assert.True(t, got.Kind == Unknown || got.IsReview(), "%s from %s", got.Kind, text)
			assert.Empty(t, got.Ticket+got.AuthorizationCode)
			// A company's name in a message of the platform's, too.
			got, _ = Parse([]byte("<xml><InfoType>notify_third_fasteregister</InfoType><info><name><![CDATA[" + text +
				"]]></name></info></xml>"))
			assert.True(t, got.Kind == Unknown || got.IsReview(), text)
		}
	}
}

func TestParseNeitherKindNorHarm(t *testing.T) {
	for body, want := range map[string]error{
		"": ErrContent, "我是中文abcd123": ErrContent, "{}": ErrContent, "<xml/>": nil, "<xml>": ErrContent, "\x00": ErrContent,
		"<xml>\x00</xml>": ErrUnclean,
		`<!DOCTYPE x [<!ENTITY t "unauthorized">]><xml><InfoType>&t;</InfoType></xml>`: ErrDoctype, "ComponentVerifyTicket": ErrIncomplete,
	} {
		got, err := Parse([]byte(body))
		assert.Equal(t, want, err, body)
		assert.Zero(t, got)
	}
}

func TestEnvelopeIsBare(t *testing.T) {
	v := vectors(t)["G-audit-success"]
	r := receiver(t, wholeAge, Pair{Token: v.Token, Key: mustKey(t, v.EncodingAESKey)})
	filed := strings.Replace(file(t, "envelope-blanks-around-encrypt.xml"), "BASE64-AS-SIGNED", v.Encrypt, 1)
	require.Contains(t, filed, v.Encrypt)
	for name, body := range map[string]string{
		"as filed":              filed,
		"without CDATA":         "<xml><Encrypt>\r\n\t" + v.Encrypt + "\n</Encrypt></xml>",
		"inside of CDATA":       "<xml><Encrypt><![CDATA[ " + v.Encrypt + "\n]]></Encrypt></xml>",
		"in lines":              "<xml><Encrypt>" + v.Encrypt[:76] + "\r\n" + v.Encrypt[76:] + "</Encrypt></xml>",
		"with a mark":           "\ufeff" + filed,
		"UTF-16":                inUTF16(filed, false),
		"another encoding":      `<?xml version="1.0" encoding="gbk"?>` + strings.Replace(filed, "gh_", "\xc0\xe0&\x02", 1),
		"cut after it":          filed[:strings.Index(filed, "</Encrypt>")+12],
		"junk behind":           filed + "\x00\x00",
		"text behind":           filed + "garbage",
		"broken after it":       strings.Replace(filed, "</xml>", "</b></xml>", 1),
		"end of CDATA too soon": strings.Replace(filed, "gh_0123456789ab", "<![CDATA[]]>]]>", 1),
	} {
		got, err := r.Message(Query{v.Timestamp, v.Nonce, v.MsgSignature}, []byte(body), merchant)
		require.NoError(t, err, name)
		assert.Equal(t, AuditSuccess, got.Event.Kind)
		assert.NoError(t, got.Flaw)
	}
}
