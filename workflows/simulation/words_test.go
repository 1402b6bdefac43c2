package simulation

import (
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// trial is what one attempt of an activity met, read off the wire.
type trial struct {
	*attempt
	calls []exchange
	kind  kind // of what kept it from its result
	last  exchange
}

// kind is what an attempt met, as far as a limit is about it.
type kind string

const (
	fine       kind = ""
	checking   kind = "61039"
	busy       kind = "busy"
	submitBusy kind = "busy with a submission"
	silence    kind = "no answer"
	unreadable kind = "no answer of WeChat's"
	tokenless  kind = "no token"
	unseen     kind = "85009"
	nothing    kind = "87012"
	unknown    kind = "85012"
	refused    kind = "refused"
)

// trials gives all attempts in the order of their begin.
func (r *run) trials() (all []*trial) {
	at := map[*attempt]*trial{}
	for _, a := range r.attempts {
		t := &trial{attempt: a}
		at[a], all = t, append(all, t)
	}
	for _, x := range r.wechat.exchanges {
		if t := at[x.by]; t != nil {
			t.calls = append(t.calls, x)
		}
	}
	for _, t := range all {
		t.judge()
	}
	return all
}

// judge finds what kept the attempt from its result: the last call that failed. One that the client repeated with success did
// not.
func (t *trial) judge() {
	for i, x := range t.calls {
		t.last = x
		repeated := slices.ContainsFunc(t.calls[i+1:], func(y exchange) bool { return y.Endpoint == x.Endpoint || x.Endpoint == tokenCall })
		if k := x.kind(); k != fine && !repeated {
			t.kind = k
		}
	}
	in, ok := t.of.arg.(activities.PollInput)
	if ok && t.kind == unknown && t.last.Endpoint == latestPath && t.last.Code == 0 && t.last.AuditID == in.AuditID {
		t.kind = fine // the newest review is the one
	}
}

// answeredAt is when the attempt had what it met.
func (t *trial) answeredAt() time.Duration { return t.last.Answered }

// once tells that the attempt is one of a person's look or of the last look.
func (t *trial) once() bool {
	in, ok := t.of.arg.(activities.PollInput)
	return ok && in.Mode == activities.PollOnce
}

// kind tells what an exchange is about.
func (x exchange) kind() kind {
	switch x.Code {
	case 0:
		return fine
	case noCode:
		return silence
	case garbled:
		return unreadable
	case noTokenCode:
		return tokenless
	case refusedToken:
		return refused
	}
	info, known := wxa.Lookup(x.Code)
	passing := known && (info.Class == wxa.ClassTransient || info.Class == wxa.ClassAmbiguous || info.Class == wxa.ClassWait)
	switch {
	case x.Code == wxa.CodePrivacyCheckRunning && (x.Endpoint == detectPath || x.Endpoint == submitPath):
		return checking
	case x.Endpoint == latestPath && slices.Contains(none, x.Code), x.Endpoint == detectPath && x.Code == wxa.CodePrivacyDenied:
		return fine
	case x.Endpoint == submitPath && x.Code == wxa.CodeAuditInProgress:
		return unseen
	case x.Endpoint == undoPath && x.Code == wxa.CodeUndoForbidden:
		return nothing
	case x.Endpoint == statusPath && x.Code == wxa.CodeInvalidAuditID:
		return unknown
	case known && (info.Class == wxa.ClassToken || info.Class == wxa.ClassWait && info.Access):
		return tokenless
	case x.Endpoint == submitPath && known && info.Class == wxa.ClassAmbiguous:
		return submitBusy
	case passing, x.Code == wxa.CodeMinuteQuota:
		return busy
	default:
		return refused
	}
}

// mayBeOut tells whether a submission that ended so may be in, for all that its caller knows.
func (x exchange) mayBeOut() bool {
	k := x.kind()
	return x.Endpoint == submitPath && (k == silence || k == unreadable || k == submitBusy)
}

// row is one condition without a break.
type row struct {
	kind        kind
	from, until time.Duration
	unwatched   time.Duration // no worker was there, or an attempt was lost
	count       int
	resets      bool // an operator has reset the activity within
}

func (r row) lasted() time.Duration { return r.until - r.from }

// watched is how long it lasted as those know who watched: an absence of up to a minute is none.
func (r row) watched() time.Duration { return r.lasted() - r.unwatched }

// passing tells what may be over at the next try: it interrupts another condition without ending it.
func (k kind) passing() bool { return k == busy || k == silence || k == unreadable || k == tokenless }

// told stands for passing trouble of whatever kind, until WeChat tells anything.
const told kind = "nothing told"

// rows gives the rows of an activity of the name, the longest possible ones: what a worker has seen that died may be known.
func (c *checker) rows(name string) []row {
	b := rowBuilder{ghosts: map[kind]ghost{}}
	var of *activityRun
	for _, t := range c.tried {
		if t.of.name != name {
			continue
		}
		if t.of != of {
			of = t.of
			b.main, b.trouble, b.nothing = nil, nil, nil
			clear(b.ghosts)
			b.away = 0
		}
		b.away += t.waited
		switch {
		case len(t.calls) == 0:
		case t.kind == fine && !t.isDead():
			b.trouble, b.nothing = nil, nil // WeChat has told something
		case t.kind != fine:
			b.add(t)
		}
	}
	var all []row
	for _, r := range b.all {
		all = append(all, *r)
	}
	return all
}

type rowBuilder struct {
	all                    []*row
	main, trouble, nothing *row
	ghosts                 map[kind]ghost // seen by those who died since the last one who did not
	died                   bool           // the one before did, perhaps after it had announced a pause
	away                   time.Duration  // waited for a worker since the last one who was heard of
}

// ghost is what somebody saw first who died.
type ghost struct{ at, away time.Duration }

// unwatched is how much of a wait for a worker nobody watched for certain.
func (b *rowBuilder) unwatched(away time.Duration) time.Duration {
	away -= time.Minute
	if b.died {
		away -= pause
	}
	return max(0, away)
}

func (b *rowBuilder) add(t *trial) {
	defer func() { b.died = t.isDead() }()
	for _, r := range []*row{b.main, b.trouble, b.nothing} {
		if r != nil && t.fate.reset {
			r.resets = true // what was met before may be forgotten
		}
	}
	open := &b.main
	if t.kind.passing() {
		open = &b.trouble
	}
	if t.isDead() && (*open == nil || (*open).kind != t.kind) {
		for _, k := range []kind{t.kind, told} {
			if _, known := b.ghosts[k]; !known && (k == t.kind || t.kind.passing() && b.nothing == nil) {
				b.ghosts[k] = ghost{t.calls[0].At, b.away}
			}
		}
		return
	}
	if t.kind.passing() {
		b.see(&b.trouble, t.kind, t)
		b.see(&b.nothing, told, t)
	} else {
		if b.main != nil && b.main.kind == t.kind && b.nothing != nil {
			// The time of the interruption does not count.
			b.main.unwatched += t.answeredAt() - b.main.until
			b.main.until = t.answeredAt()
		}
		b.see(&b.main, t.kind, t)
		b.trouble, b.nothing = nil, nil
	}
	b.away = 0
	if !t.isDead() {
		clear(b.ghosts)
	}
}

// see makes the open row longer, or begins another one.
func (b *rowBuilder) see(open **row, k kind, t *trial) {
	if *open == nil || (*open).kind != k {
		*open = &row{kind: k, from: t.calls[0].At}
		if first, known := b.ghosts[k]; known {
			(*open).from, (*open).unwatched = first.at, b.unwatched(b.away-first.away)
		}
		b.all = append(b.all, *open)
	} else if (*open).until < t.answeredAt() {
		(*open).unwatched += b.unwatched(b.away)
	}
	(*open).until, (*open).count = t.answeredAt(), (*open).count+1
	(*open).resets = (*open).resets || t.fate.reset
}

// longest is the longest of the rows of a kind.
func longest(rows []row, kinds ...kind) (d time.Duration) {
	for _, r := range rows {
		if slices.Contains(kinds, r.kind) {
			d = max(d, r.watched())
		}
	}
	return d
}
