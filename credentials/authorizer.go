package credentials

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
)

// authorizer is what is known about an account that has, or had, authorised the platform.
type authorizer struct {
	appid, name, originalID string
	account                 string // "", accountMini or accountOther
	sets                    []int  // nil: not known
	authorizedAt            time.Time
	revokedAt               time.Time
	problemCode             int
	problem                 Reason // "": there is none
	checkedAt               time.Time
}

// Kinds of accounts, as the database has them.
const (
	accountMini  = "mini-program"
	accountOther = "other"
)

// revoked tells that the merchant took the authorisation back after giving it.
func (a authorizer) revoked() bool {
	return !a.revokedAt.IsZero() && !a.authorizedAt.After(a.revokedAt)
}

const authorizerColumns = `appid, name, original_id, account, permission_sets, authorized_at, revoked_at, problem_code, problem, checked_at`

func scanAuthorizer(scan func(...any) error) (authorizer, error) {
	var a authorizer
	var sets, problem string
	var authorizedAt, revokedAt, checkedAt int64
	err := scan(&a.appid, &a.name, &a.originalID, &a.account, &sets, &authorizedAt, &revokedAt, &a.problemCode, &problem, &checkedAt)
	if err != nil {
		return authorizer{}, err
	}
	a.authorizedAt, a.revokedAt, a.checkedAt = moment(authorizedAt), moment(revokedAt), moment(checkedAt)
	a.sets, a.problem = splitSets(sets), stored(problem)
	return a, nil
}

// authorizer reads one; of an unknown account only the appid is set.
func (s *store) authorizer(ctx context.Context, q querier, appid string) (authorizer, error) {
	a, err := scanAuthorizer(q.QueryRowContext(ctx, `SELECT `+authorizerColumns+` FROM wxrelease_authorizer
		WHERE component_appid = $1 AND appid = $2`, s.component, appid).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return authorizer{appid: appid}, nil
	}
	if err != nil {
		return authorizer{}, &StepError{Step: stepReadAccount, AppID: appid, Err: err}
	}
	return a, nil
}

// authorized notes that an account gave an authorisation at this moment, and that its problem is over. An older moment than
// the one that is stored does not replace it. sets is nil when WeChat did not tell.
func (s *store) authorized(ctx context.Context, q querier, appid string, at time.Time, sets []int) error {
	_, err := q.ExecContext(ctx, `INSERT INTO wxrelease_authorizer (component_appid, appid, authorized_at, permission_sets)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (component_appid, appid) DO UPDATE SET problem_code = 0, problem = '', checked_at = 0,
			authorized_at = CASE WHEN excluded.authorized_at > wxrelease_authorizer.authorized_at
				THEN excluded.authorized_at ELSE wxrelease_authorizer.authorized_at END,
			permission_sets = CASE WHEN excluded.permission_sets <> ''
				THEN excluded.permission_sets ELSE wxrelease_authorizer.permission_sets END`,
		s.component, appid, millis(at), joinSets(sets))
	if err != nil {
		return &StepError{Step: stepWriteAccount, AppID: appid, Err: err}
	}
	return nil
}

// described notes who an account is.
func (s *store) described(ctx context.Context, q querier, a authorizer) error {
	_, err := q.ExecContext(ctx, `INSERT INTO wxrelease_authorizer (component_appid, appid, name, original_id, account, permission_sets)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (component_appid, appid) DO UPDATE SET name = excluded.name, original_id = excluded.original_id,
			account = excluded.account, permission_sets = excluded.permission_sets`,
		s.component, a.appid, a.name, a.originalID, a.account, joinSets(a.sets))
	if err != nil {
		return &StepError{Step: stepDescribeAccount, AppID: a.appid, Err: err}
	}
	return nil
}

// blocked notes that WeChat refuses the authorisation, and when that was found. Its access token and its refresh token are
// deleted, so that the next attempt begins with WeChat's list.
func (s *store) blocked(ctx context.Context, q querier, a authorizer) error {
	_, err := q.ExecContext(ctx, `UPDATE wxrelease_authorizer SET problem_code = $3, problem = $4, checked_at = $5
		WHERE component_appid = $1 AND appid = $2`, s.component, a.appid, a.problemCode, string(a.problem), millis(a.checkedAt))
	if err != nil {
		return &StepError{Step: stepWriteProblem, AppID: a.appid, Err: err}
	}
	return s.forget(ctx, q, a.appid, kindAccess, kindRefresh)
}

// forget deletes secrets of an account.
func (s *store) forget(ctx context.Context, q querier, appid string, kinds ...string) error {
	for _, kind := range kinds {
		_, err := q.ExecContext(ctx, `DELETE FROM wxrelease_secret WHERE component_appid = $1 AND appid = $2 AND kind = $3`,
			s.component, appid, kind)
		if err != nil {
			return &StepError{Step: stepDeleteSecret, Of: kind, AppID: appid, Err: err}
		}
	}
	return nil
}

func joinSets(sets []int) string {
	if sets == nil {
		return ""
	}
	if len(sets) == 0 {
		return "-"
	}
	texts := make([]string, len(sets))
	for i, set := range slices.Sorted(slices.Values(sets)) {
		texts[i] = strconv.Itoa(set)
	}
	return strings.Join(texts, ",")
}

// splitSets reads what joinSets wrote.
func splitSets(text string) []int {
	switch text {
	case "":
		return nil
	case "-":
		return []int{}
	}
	var sets []int
	for part := range strings.SplitSeq(text, ",") {
		if n, err := strconv.Atoi(part); err == nil {
			sets = append(sets, n)
		}
	}
	return sets
}
