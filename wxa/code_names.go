package wxa

// Codes that callers decide on, named. All others are found in the table by their number.
const (
	CodeSystemBusy          = -1      // system error; for a write it says nothing about the effect
	CodeMinuteQuota         = 45011   // per-minute limit of calls; wait at least 60 s
	CodePrivacyCheckRunning = 61039   // the privacy check of the upload is not over
	CodePrivacyDenied       = 61040   // a privacy API is used without permission or declaration
	CodeAuditInProgress     = 85009   // a version is already under review
	CodeInvalidAuditID      = 85012   // get_auditstatus does not know the id; get_latest_auditstatus: there is no review
	CodeNoAudit             = 85058   // get_latest_auditstatus: there is no review
	CodeNoUpload            = 86001   // nothing was uploaded; get_latest_auditstatus: there is no review
	CodeUndoForbidden       = 87012   // undocodeaudit: nothing is under review
	CodeUndoQuota           = 87013   // undocodeaudit: 5 a day or 10 a month are used up
	CodeSpeedupUnstable     = 89401   // speedupaudit: try later
	CodeSpeedupNotQueued    = 89402   // speedupaudit: not in the review queue, or not yet
	CodeSpeedupUnsupported  = 89403   // speedupaudit: this kind of review cannot be expedited
	CodeSpeedupDone         = 89404   // speedupaudit: already expedited
	CodeSpeedupQuota        = 89405   // speedupaudit: the month's expedites are used up
	CodeConcurrentCall      = 9402202 // commit, submit_audit: another call on this Mini Program is in progress
)
