package wxa

import (
	"context"
	"time"
)

// CodePrivacyInfo is the finished result of the privacy interface check of the current trial version.
type CodePrivacyInfo struct {
	WithoutAuth []string // APIs used without permission, with the wx. prefix
	WithoutConf []string // APIs used but not declared in requiredPrivateInfos
}

// VersionInfo tells the trial and the online version; either is nil when there is none.
type VersionInfo struct {
	Trial  *Version
	Online *Version
}

// Version is one version of a Mini Program as WeChat stores it.
type Version struct {
	Version string
	Desc    string
	Time    time.Time
}

// CodePrivacyInfo asks whether the privacy check of the last upload is over. While it runs WeChat answers 61039 (class Wait).
func (a *App) CodePrivacyInfo(ctx context.Context) (*CodePrivacyInfo, error) {
	panic("skeleton")
}

// VersionInfo reads the trial and the online version.
func (a *App) VersionInfo(ctx context.Context) (*VersionInfo, error) {
	panic("skeleton")
}
