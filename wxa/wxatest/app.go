package wxatest

import (
	"errors"
	"fmt"
	"time"
)

// App describes one authorised Mini Program. All its fields may be changed later with [Sim.Update]; what has already
// happened stays as it is.
type App struct {
	AppID    string `json:"appid"`
	UserName string `json:"user_name,omitempty"` // original id; "": gh_ and the end of the appid

	// TrialVersion is what the first upload was called; "": nothing has been uploaded. [Sim.Upload] replaces it.
	TrialVersion string `json:"trial_version,omitempty"`
	TrialDesc    string `json:"trial_desc,omitempty"`
	// ReleaseVersion is the version that is online; "": none.
	ReleaseVersion string `json:"release_version,omitempty"`
	ReleaseDesc    string `json:"release_desc,omitempty"`

	// Detection is how long the privacy check takes after each upload (61039 until then). 0: it is over at once.
	Detection time.Duration `json:"-"`
	// WithoutAuth and WithoutConf are the lists that the check reports. With PrivacyBlocked they are an error, 61040, both
	// there and at submit_audit, unless the submission says privacy_api_not_use.
	WithoutAuth    []string `json:"without_auth,omitempty"`
	WithoutConf    []string `json:"without_conf,omitempty"`
	PrivacyBlocked bool     `json:"privacy_blocked,omitempty"`

	// Plans[n] is the course of the (n+1)th review, foreign ones counted; the last one repeats. None: approved after
	// Config.ReviewTime.
	Plans []Plan `json:"plans,omitempty"`

	// Pages and Categories, when given, are the only ones that submit_audit accepts (85007, 85008).
	Pages           []string   `json:"pages,omitempty"`
	Categories      []Category `json:"categories,omitempty"`
	NeedsUGCDeclare bool       `json:"needs_ugc_declare,omitempty"` // 85094 for the first submission without ugc_declare

	// PermissionSets are what the merchant grants at the next authorisation. nil: 17 and 18. Without 18 the calls about code
	// answer 61007.
	PermissionSets []int `json:"permission_sets,omitzero"`
	// AuthorizedLater: the merchant has not authorised the platform in the beginning; [Sim.Authorize] does it.
	AuthorizedLater  bool   `json:"authorized_later,omitempty"`
	NoAPI            bool   `json:"no_api,omitempty"`             // the account has no API: api_query_auth leaves the tokens out
	HideRefreshToken bool   `json:"hide_refresh_token,omitempty"` // the authorizer queries show it empty
	NickName         string `json:"nick_name,omitempty"`          // "": the appid
	PrincipalName    string `json:"principal_name,omitempty"`
	// AccountStatus is 1 normal, 14 cancelled, 16 banned, 18 warned or 19 frozen; 0 is told as 1. It changes no other answer.
	AccountStatus int `json:"account_status,omitempty"`

	// Expedited is how long after the request an expedited review ends at the latest; 0: 4 h.
	Expedited  time.Duration `json:"-"`
	NoSpeedup  bool          `json:"no_speedup,omitempty"` // 89403: this kind of review cannot be expedited
	SpeedupLag time.Duration `json:"-"`                    // 89402 for so long after a submission, although the status is 2
	// UndoLag is how long submit_audit still answers 85009 after an undo, although the status is 3.
	UndoLag time.Duration `json:"-"`
	// Unauthorized is the answer to every call: 48001, 61003 or 61007; 0: permission set 18 is granted.
	Unauthorized  int  `json:"unauthorized,omitempty"`
	IPRefused     bool `json:"ip_refused,omitempty"`          // 61004 for every call, with the caller's address in errmsg
	QuotedAuditID bool `json:"quoted_auditid,omitempty"`      // auditid comes as a JSON string
	ScreenShot    bool `json:"screenshot_capitals,omitempty"` // get_latest_auditstatus spells the field ScreenShot
	// OmitVersion: get_latest_auditstatus leaves out user_version, user_desc and submit_audit_time.
	OmitVersion bool `json:"omit_version,omitempty"`

	// NoReviewCode is what get_latest_auditstatus answers without a review: 85058, 86001 or 85012; 0: 85058.
	NoReviewCode int           `json:"no_review_code,omitempty"`
	RawTexts     bool          `json:"raw_texts,omitempty"` // texts go out as they were given, unescaped: see [Verdict].Reason
	ReadLag      time.Duration `json:"-"`                   // both status calls show a submission, a verdict and a withdrawal so late
	// From ForgottenAfter a submission on, for ForgottenFor, get_auditstatus answers 85012 for its id; with ForgottenByLatest
	// get_latest_auditstatus does not show it either.
	ForgottenAfter    time.Duration `json:"-"`
	ForgottenFor      time.Duration `json:"-"`
	ForgottenByLatest bool          `json:"forgotten_by_latest,omitempty"`

	Push PushPlan `json:"push,omitzero"`
}

// Category is one that may be used in a submission.
type Category struct {
	FirstClass  string `json:"first_class"`
	SecondClass string `json:"second_class"`
	FirstID     int64  `json:"first_id"`
	SecondID    int64  `json:"second_id"`
}

func (a *App) check() error {
	if a.AppID == "" {
		return errors.New("wxatest: a Mini Program needs an AppID")
	}
	for i, plan := range a.Plans {
		if err := plan.check(); err != nil {
			return fmt.Errorf("wxatest: %s: plan %d: %w", a.AppID, i+1, err)
		}
	}
	if min(a.Detection, a.Expedited, a.SpeedupLag, a.UndoLag, a.ReadLag, a.ForgottenAfter, a.ForgottenFor) < 0 {
		return fmt.Errorf("wxatest: %s: a duration is negative", a.AppID)
	}
	switch a.Unauthorized {
	case 0, 48001, 61003, 61007:
	default:
		return fmt.Errorf("wxatest: %s: Unauthorized is %d; give 48001, 61003 or 61007", a.AppID, a.Unauthorized)
	}
	switch a.NoReviewCode {
	case 0, 85058, 86001, 85012:
	default:
		return fmt.Errorf("wxatest: %s: NoReviewCode is %d; give 85058, 86001 or 85012", a.AppID, a.NoReviewCode)
	}
	return a.Push.check(a.AppID)
}

// checkApp is what can be wrong with a description in this simulator.
func (s *Sim) checkApp(a *App) error {
	if a.Push.Key == KeyOld && s.cfg.Callback.URL != "" && s.keys.previous.IsZero() {
		return fmt.Errorf("wxatest: %s: pushes with the old key need Callback.PreviousKey", a.AppID)
	}
	return a.check()
}

// AddApp adds a Mini Program. It panics when the description is wrong or the appid is taken.
func (s *Sim) AddApp(a App) {
	if err := s.addApp(a); err != nil {
		panic(err)
	}
}

func (s *Sim) addApp(desc App) error {
	if err := s.checkApp(&desc); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.apps[desc.AppID]; ok {
		return fmt.Errorf("wxatest: %s was added before", desc.AppID)
	}
	if desc.UserName == "" {
		desc.UserName = "gh_" + desc.AppID[max(0, len(desc.AppID)-12):]
	}
	now := s.settle()
	a := &app{App: desc}
	s.apps[desc.AppID] = a
	if !desc.AuthorizedLater {
		s.grantTo(a, now)
	}
	if desc.TrialVersion != "" {
		a.trial, a.uploaded = version{desc.TrialVersion, desc.TrialDesc, now}, now
	}
	if desc.ReleaseVersion != "" {
		a.online = version{desc.ReleaseVersion, desc.ReleaseDesc, now.Add(-24 * time.Hour)}
	}
	return nil
}

// Update changes an app's switches and plans while the simulator runs. Ids and versions cannot
// be changed with it; see [Sim.Upload].
func (s *Sim) Update(appid string, change func(*App)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	a, err := s.find(appid)
	if err != nil {
		return err
	}
	changed := a.App
	change(&changed)
	if changed.AppID != a.AppID || changed.UserName != a.UserName ||
		changed.TrialVersion != a.TrialVersion || changed.TrialDesc != a.TrialDesc ||
		changed.ReleaseVersion != a.ReleaseVersion || changed.ReleaseDesc != a.ReleaseDesc || changed.AuthorizedLater != a.AuthorizedLater {
		return fmt.Errorf("wxatest: %s: ids, versions and the authorisation cannot be changed like switches; "+
			"use Upload, Authorize and Revoke", appid)
	}
	if err := s.checkApp(&changed); err != nil {
		return err
	}
	a.App = changed
	return nil
}

// Upload replaces the trial version, as a commit does, and begins a new privacy check. An open review goes on with the
// version it was submitted with.
func (s *Sim) Upload(appid, name, desc string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.settle()
	a, err := s.find(appid)
	if err != nil {
		return err
	}
	a.trial, a.uploaded = version{name, desc, now}, now
	return nil
}
