package wxatest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// appView is a Mini Program as the control interface shows it.
type appView struct {
	Settings App          `json:"settings"`
	Grant    *grantView   `json:"authorization,omitempty"` // nil: the platform is not authorised
	Trial    *versionView `json:"trial,omitempty"`
	Online   *versionView `json:"online,omitempty"`
	Checked  time.Time    `json:"checked_at,omitzero"` // when the privacy check of the trial version is over
	Reviews  []reviewView `json:"reviews"`
}

type grantView struct {
	At              time.Time `json:"at"`
	Sets            []int     `json:"permission_sets"`
	PasswordChanged bool      `json:"password_changed,omitempty"`
}

type versionView struct {
	Version string    `json:"version"`
	Desc    string    `json:"desc"`
	At      time.Time `json:"at"`
}

type reviewView struct {
	AuditID   int64     `json:"auditid"`
	Version   string    `json:"version"`
	Submitted time.Time `json:"submitted_at"`
	Status    int       `json:"status"`
	Reason    string    `json:"reason,omitempty"`
	Expedited bool      `json:"expedited,omitempty"`
	Invisible bool      `json:"invisible,omitempty"`
	Next      time.Time `json:"next_change_at,omitzero"`
}

func (s *Sim) serveApp(w http.ResponseWriter, r *http.Request) {
	views := s.views(r.PathValue("appid"))
	if len(views) == 0 {
		controlError(w, http.StatusNotFound, ErrUnknownApp.Error())
		return
	}
	controlJSON(w, http.StatusOK, views[0])
}

// views shows one Mini Program, or all of them for "".
func (s *Sim) views(appid string) []appView {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	out := []appView{}
	for _, a := range s.apps {
		if appid == "" || appid == a.AppID {
			out = append(out, a.view())
		}
	}
	slices.SortFunc(out, func(a, b appView) int { return strings.Compare(a.Settings.AppID, b.Settings.AppID) })
	return out
}

func (a *app) view() appView {
	v := appView{Settings: a.App, Grant: a.grant.view(), Trial: a.trial.view(), Online: a.online.view(), Reviews: []reviewView{}}
	if v.Trial != nil {
		v.Checked = a.uploaded.Add(a.Detection).UTC()
	}
	for _, r := range a.reviews {
		rv := reviewView{r.id, r.version.name, r.version.at.UTC(), r.status, r.reason, r.expedited, r.invisible, time.Time{}}
		if len(r.steps) > 0 {
			rv.Next = r.steps[0].at.UTC()
		}
		v.Reviews = append(v.Reviews, rv)
	}
	return v
}

func (g *grant) view() *grantView {
	if g == nil {
		return nil
	}
	return &grantView{g.at.UTC(), g.sets, g.passwordChanged}
}

func (v version) view() *versionView {
	if v.name == "" {
		return nil
	}
	return &versionView{v.name, v.desc, v.at.UTC()}
}

// faultView is a rule with its counters.
type faultView struct {
	Rule   Fault `json:"rule"`
	Seen   int   `json:"seen"`   // calls that the rule matched
	Struck int   `json:"struck"` // calls that it spoilt
}

func (s *Sim) faultViews() []faultView {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []faultView{}
	for _, f := range s.faults {
		out = append(out, faultView{f.Fault, f.seen, f.struck})
	}
	return out
}
