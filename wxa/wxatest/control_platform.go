package wxatest

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// platformView is the platform as the control interface shows it: without its secret.
type platformView struct {
	Settings     Platform  `json:"settings"`
	Tickets      int       `json:"tickets"` // issued so far
	NewestTicket time.Time `json:"newest_ticket_at,omitzero"`
}

// handlePlatform adds the controls of the platform and of its authorisations.
func (s *Sim) handlePlatform(mux *http.ServeMux) {
	mux.HandleFunc("GET /_sim/platform", func(w http.ResponseWriter, _ *http.Request) { controlJSON(w, http.StatusOK, s.platformView()) })
	mux.HandleFunc("PATCH /_sim/platform", func(w http.ResponseWriter, r *http.Request) {
		patch := map[string]json.RawMessage{}
		if err := readStrict(http.MaxBytesReader(w, r.Body, maxBody), &patch); err != nil {
			controlError(w, http.StatusBadRequest, err.Error())
			return
		}
		controlResult(w, s.patchPlatform(patch))
	})
	mux.HandleFunc("POST /_sim/platform/push-ticket", command(func(string, struct{}) error { s.PushTicket(); return nil }))
	mux.HandleFunc("POST /_sim/platform/expire-token", command(func(string, struct{}) error { s.ExpirePlatformToken(); return nil }))
	mux.HandleFunc("POST /_sim/platform/revoke-token", command(func(string, struct{}) error { s.RevokePlatformToken(); return nil }))

	mux.HandleFunc("POST /_sim/apps/{appid}/authorize", func(w http.ResponseWriter, r *http.Request) {
		code, err := s.Authorize(r.PathValue("appid"))
		if err != nil {
			controlResult(w, err)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		controlJSON(w, http.StatusOK, map[string]string{"authorization_code": code})
	})
	mux.HandleFunc("POST /_sim/apps/{appid}/revoke", command(func(appid string, _ struct{}) error { return s.Revoke(appid) }))
	mux.HandleFunc("POST /_sim/apps/{appid}/change-password",
		command(func(appid string, _ struct{}) error { return s.ChangePassword(appid) }))
	mux.HandleFunc("POST /_sim/apps/{appid}/expire-refresh-token",
		command(func(appid string, _ struct{}) error { return s.ExpireRefreshToken(appid) }))

	mux.HandleFunc("GET /_sim/refreshes", func(w http.ResponseWriter, r *http.Request) {
		controlJSON(w, http.StatusOK, ofApp(r, s.Refreshes(), func(f Refresh) string { return f.AppID }))
	})
}

func (s *Sim) platformView() platformView {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	v := platformView{Settings: s.platform.Platform, Tickets: len(s.platform.tickets)}
	v.Settings.Secret = ""
	if t := s.platform.newest; t != nil {
		v.NewestTicket = t.issued.UTC()
	}
	return v
}

// patchPlatform lays the given fields over the present ones.
func (s *Sim) patchPlatform(patch map[string]json.RawMessage) error {
	var mergeErr error
	err := s.UpdatePlatform(func(p *Platform) {
		var merged Platform
		if merged, mergeErr = overlay(*p, patch); mergeErr == nil {
			*p = merged
		}
	})
	return errors.Join(err, mergeErr)
}
