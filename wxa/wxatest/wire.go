package wxatest

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// maxBody is the largest request that is read, in bytes.
const maxBody = 1 << 20

// endpoint is one path of the API.
type endpoint struct {
	method string
	needs  tokenKind
	// wrongKind answers a call with a token of the other kind.
	wrongKind int
	handle    func(s *Sim, c *call) reply
}

// endpoints are all paths that exist here; any other is 404.
var endpoints = map[string]endpoint{
	"/wxa/security/get_code_privacy_info": {http.MethodGet, merchantToken, 61015, (*Sim).getCodePrivacyInfo},
	"/wxa/submit_audit":                   {http.MethodPost, merchantToken, 48001, (*Sim).submitAudit},
	"/wxa/get_auditstatus":                {http.MethodPost, merchantToken, 61015, (*Sim).getAuditStatus},
	"/wxa/get_latest_auditstatus":         {http.MethodGet, merchantToken, 61015, (*Sim).getLatestAuditStatus},
	"/wxa/undocodeaudit":                  {http.MethodGet, merchantToken, 61015, (*Sim).undoCodeAudit},
	"/wxa/speedupaudit":                   {http.MethodPost, merchantToken, 61015, (*Sim).speedupAudit},
	"/wxa/queryquota":                     {http.MethodGet, merchantToken, 61015, (*Sim).queryQuota},
	"/wxa/getversioninfo":                 {http.MethodPost, merchantToken, 61015, (*Sim).getVersionInfo},
	"/wxa/get_category":                   {http.MethodGet, merchantToken, 61015, (*Sim).getCategory},

	"/cgi-bin/component/api_component_token":     {http.MethodPost, noToken, 0, (*Sim).componentToken},
	"/cgi-bin/component/api_start_push_ticket":   {http.MethodPost, noToken, 0, (*Sim).startPushTicket},
	"/cgi-bin/component/api_create_preauthcode":  {http.MethodPost, platformToken, 61014, (*Sim).createPreAuthCode},
	"/cgi-bin/component/api_query_auth":          {http.MethodPost, platformToken, 61014, (*Sim).queryAuth},
	"/cgi-bin/component/api_authorizer_token":    {http.MethodPost, platformToken, 61014, (*Sim).authorizerToken},
	"/cgi-bin/component/api_get_authorizer_list": {http.MethodPost, platformToken, 61014, (*Sim).getAuthorizerList},
	"/cgi-bin/component/api_get_authorizer_info": {http.MethodPost, platformToken, 61014, (*Sim).getAuthorizerInfo},
}

// call is one request on its way through the simulator.
type call struct {
	endpoint string
	app      *app // see Sim.about
	body     []byte
	now      time.Time
}

// ServeHTTP answers the API's paths and, under /_sim/, the control interface.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/_sim/") {
		s.control.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		panic(http.ErrAbortHandler) // the caller gave up or sends without end: no answer
	}
	out, err := s.respond(r, body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	s.write(w, out)
}

// respond lets the first matching fault and the endpoint make the answer. Its error says that the caller went away.
func (s *Sim) respond(r *http.Request, body []byte) (outcome, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.settle()
	a := s.about(r, body)
	appid := ""
	if a != nil {
		appid = a.AppID
	}
	s.calls[callKey{r.URL.Path, appid}]++
	f := s.matchFault(r.URL.Path, appid)

	out := outcome{status: http.StatusOK, contentType: "application/json; encoding=utf-8"}
	code := 0
	handle := func() {
		rep := s.answer(r, &call{endpoint: r.URL.Path, app: a, body: body, now: now})
		if rep.code == notFound {
			out.status, out.contentType, out.body = http.StatusNotFound, "text/plain", []byte("404 page not found\n")
			return
		}
		code, out.body = rep.code, s.encode(rep, a, now)
	}
	if f.takesEffect() {
		handle()
	}
	if f.Delay > 0 {
		s.mu.Unlock()
		err := s.pause(r, f.Delay)
		s.mu.Lock()
		if err != nil {
			return outcome{}, err
		}
		now = s.settle()
	}
	if !f.takesEffect() && f.answers() == "" {
		handle()
	}
	if kind := f.answers(); kind != "" {
		code = f.Errcode
		s.spoil(&out, f, a, now)
	}
	if !s.platform.NoDate {
		out.date = s.told(now)
	}
	s.settle() // what the call has planned may be due at once, and a running clock's timer must know of it
	s.cfg.Logger.Info("call", "endpoint", r.URL.Path, "method", r.Method, "appid", appid,
		"errcode", code, "http", out.status, "fault", f.answers())
	return out, nil
}

// pause waits on the real clock.
func (s *Sim) pause(r *http.Request, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-r.Context().Done():
		return r.Context().Err()
	case <-s.ctx.Done():
		return errors.New("wxatest: the simulator is closed")
	}
}

// answer checks what every endpoint checks, in this order: path, method, token, address, permission, body.
func (s *Sim) answer(r *http.Request, c *call) reply {
	e, known := endpoints[c.endpoint]
	if !known {
		return reply{code: notFound}
	}
	if r.Method != e.method {
		if e.method == http.MethodGet {
			return refuse(43001)
		}
		return refuse(43002)
	}
	if rep := s.admit(r, e, c); rep.code != 0 {
		return rep
	}
	if e.method == http.MethodPost {
		if code := checkBody(c.body); code != 0 {
			return refuse(code)
		}
	}
	return e.handle(s, c)
}

func clientIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
