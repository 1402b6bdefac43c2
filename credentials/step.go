package credentials

import (
	"fmt"
	"maps"
	"strings"
)

// StepError says what was tried when something failed.
type StepError struct {
	Step  Step
	Of    string // the kind of a secret, such as authorizer_refresh_token, or the name of a lease; "" where the step has none
	AppID string // whom it was about; "" where the step is about nobody
	Err   error
}

func (e *StepError) Error() string {
	text := strings.NewReplacer("{of}", e.Of, "{appid}", e.AppID).Replace(steps[e.Step])
	return fmt.Sprintf("%s: %v", text, e.Err)
}

func (e *StepError) Unwrap() error { return e.Err }

// Step is something that can fail.
type Step string

// Steps in the store.
const (
	stepReadSecret   Step = "read-secret"
	stepWriteSecret  Step = "write-secret"
	stepDropSecret   Step = "drop-secret"
	stepMarkSecret   Step = "mark-secret"
	stepDeleteSecret Step = "delete-secret"
	stepResealSecret Step = "reseal-secret"
	stepFindOld      Step = "find-old-secrets"
	stepCountKeys    Step = "count-keys"

	stepReadAccount     Step = "read-account"
	stepWriteAccount    Step = "write-account"
	stepDescribeAccount Step = "write-description"
	stepWriteProblem    Step = "write-problem"
	stepWriteAccess     Step = "write-access"
	stepWriteRevoked    Step = "write-revocation"
	stepReadRevoked     Step = "read-revocations"
	stepMarkRevoked     Step = "mark-revocation"
	stepListAccounts    Step = "list-accounts"
	stepReadCodes       Step = "read-codes"

	stepReadClock  Step = "read-clock"
	stepReadTicket Step = "read-ticket-time"
	stepTakeLease  Step = "take-lease"
	stepGiveLease  Step = "give-back-lease"
	stepEndLease   Step = "end-lease"
	stepOpenFile   Step = "open-file"
	stepPrepare    Step = "prepare-tables"
	stepPingWrite  Step = "ping-write"
	stepPingRead   Step = "ping-read"
)

// Steps with WeChat, or with other processes.
const (
	stepMakeToken     Step = "make-token"
	stepMakePlatform  Step = "make-platform-token"
	stepReadRefresh   Step = "read-refresh-token"
	stepExchange      Step = "exchange-code"
	stepDescribe      Step = "describe"
	stepReadList      Step = "read-list"
	stepMakeLink      Step = "make-link"
	stepAskPush       Step = "ask-for-tickets"
	stepWaitToken     Step = "wait-for-token"
	stepWaitProcess   Step = "wait-for-process"
	stepUncheckedSets Step = "check-permissions"
)

var steps = map[Step]string{
	stepReadSecret:   "read the {of} of {appid} from the store",
	stepWriteSecret:  "write the {of} of {appid} to the store",
	stepDropSecret:   "drop the {of} of {appid} from the store",
	stepMarkSecret:   "mark the {of} of {appid} in the store",
	stepDeleteSecret: "delete the {of} of {appid} from the store",
	stepResealSecret: "seal the {of} of {appid} anew",
	stepFindOld:      "find what is sealed with old store keys",
	stepCountKeys:    "count the keys that the store needs",

	stepReadAccount:     "read the authorisation of {appid} from the store",
	stepWriteAccount:    "write the authorisation of {appid} to the store",
	stepDescribeAccount: "write what {appid} is to the store",
	stepWriteProblem:    "write the problem of {appid} to the store",
	stepWriteAccess:     "write to the store that {appid} gives access",
	stepWriteRevoked:    "write the revocation by {appid} to the store",
	stepReadRevoked:     "read the revocations in the store",
	stepMarkRevoked:     "mark the revocation by {appid} in the store",
	stepListAccounts:    "list the authorisations in the store",
	stepReadCodes:       "read the waiting authorisation codes from the store",

	stepReadClock:  "read the store's clock",
	stepReadTicket: "read the time of the platform's ticket from the store",
	stepTakeLease:  "take the lease {of} in the store",
	stepGiveLease:  "give back the lease {of} in the store",
	stepEndLease:   "end the lease {of} in the store",
	stepOpenFile:   "open the SQLite store",
	stepPrepare:    "prepare the tables of the store",
	stepPingWrite:  "write to the store of the platform's credentials",
	stepPingRead:   "read the store of the platform's credentials",

	stepMakeToken:     "make an authorizer_access_token of {appid}",
	stepMakePlatform:  "make a component_access_token",
	stepReadRefresh:   "read the refresh token of {appid} again from WeChat's list",
	stepExchange:      "exchange the authorisation code of {appid}",
	stepDescribe:      "read who {appid} is",
	stepReadList:      "read WeChat's list of authorisations",
	stepMakeLink:      "make an authorisation link",
	stepAskPush:       "ask WeChat to push tickets again",
	stepWaitToken:     "wait for a new {of} of {appid}",
	stepWaitProcess:   "wait for another process that renews the {of} of {appid}",
	stepUncheckedSets: "its tokens are kept, its permissions were not checked",
}

// Steps gives every step with its English, in which {of} and {appid} stand for the fields of a [StepError].
func Steps() map[Step]string { return maps.Clone(steps) }
