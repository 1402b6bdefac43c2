package workflows

import (
	"strconv"

	"go.temporal.io/sdk/temporal"
)

// Search attributes of a release. They are never encrypted, so they hold nothing but what an operator lists by.
var (
	AttrAppID      = temporal.NewSearchAttributeKeyKeyword("WxAppId")
	AttrStage      = temporal.NewSearchAttributeKeyKeyword("WxStage")
	AttrVersion    = temporal.NewSearchAttributeKeyKeyword("WxVersion")
	AttrAuditID    = temporal.NewSearchAttributeKeyKeyword("WxAuditId")
	AttrOutcome    = temporal.NewSearchAttributeKeyKeyword("WxOutcome")
	AttrNeedsHuman = temporal.NewSearchAttributeKeyBool("WxNeedsHuman")
)

// searchAttributes are the ones that change during a run.
func (s Status) searchAttributes() []temporal.SearchAttributeUpdate {
	updates := []temporal.SearchAttributeUpdate{
		AttrStage.ValueSet(string(s.Stage)),
		AttrOutcome.ValueSet(string(s.Outcome)),
		AttrNeedsHuman.ValueSet(s.NeedsHuman),
	}
	if s.AuditID != 0 {
		updates = append(updates, AttrAuditID.ValueSet(strconv.FormatInt(s.AuditID, 10)))
	}
	return updates
}

// MemoFirstStart is the memo field that tells when the release began, also where its run was reset or continued as a new one;
// RFC 3339.
const MemoFirstStart = "first_start"
