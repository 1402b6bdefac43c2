package credentials

import (
	"context"
	"slices"
)

// Keys counts the secrets in the store by the key that they are sealed with.
type Keys struct {
	Current int // the current key
	Old     int // one of the old keys; [Platform.Sync] seals them anew
	Unknown int // none that was given: they cannot be read
}

// Keys tells which keys the store needs.
func (p *Platform) Keys(ctx context.Context) (Keys, error) {
	n, _, err := p.store.countKeys(ctx)
	return n, err
}

// countKeys counts by the key ids in the rows, which come from the keys themselves; unknown are the ids of missing keys.
func (s *store) countKeys(ctx context.Context) (n Keys, unknown []string, err error) {
	fail := func(err error) (Keys, []string, error) {
		return Keys{}, nil, &StepError{Step: stepCountKeys, Err: err}
	}
	rows, err := s.db.QueryContext(ctx, `SELECT key_id, count(*) FROM wxrelease_secret WHERE component_appid = $1 GROUP BY key_id`,
		s.component)
	if err != nil {
		return fail(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var count int
		if err := rows.Scan(&id, &count); err != nil {
			return fail(err)
		}
		switch known := s.keys.Has(id); {
		case id == s.keys.Current():
			n.Current += count
		case known:
			n.Old += count
		default:
			n.Unknown += count
			unknown = append(unknown, id)
		}
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	slices.Sort(unknown)
	return n, unknown, nil
}

// checkKeys refuses keys that open nothing of a store that holds something. Keys that open a part only cause a warning: while
// keys change a process may know only some of them, and one row that nobody can read must not stop all the others.
func (p *Platform) checkKeys(ctx context.Context) error {
	n, unknown, err := p.store.countKeys(ctx)
	if err != nil || n.Unknown == 0 {
		return err
	}
	if n.Current+n.Old == 0 {
		return &KeyError{Fault: KeyOpensNothing, Sealed: unknown, Current: p.store.keys.Current()}
	}
	p.log.WarnContext(ctx, "the store keys do not open all secrets in the store", "unreadable", n.Unknown, "readable", n.Current+n.Old,
		"error", &KeyError{Fault: KeyOpensSome, Sealed: unknown, Current: p.store.keys.Current()})
	return nil
}
