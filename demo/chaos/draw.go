package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// deck deals cards in an order of its own, and all of them before one comes again: a short run has every kind as well.
type deck[T any] struct {
	random *rand.Rand
	cards  []T
	left   []T
}

func newDeck[T any](random *rand.Rand, cards ...T) *deck[T] {
	return &deck[T]{random: random, cards: cards}
}

func (d *deck[T]) deal() T {
	if len(d.left) == 0 {
		d.left = append(d.left, d.cards...)
		d.random.Shuffle(len(d.left), func(i, j int) { d.left[i], d.left[j] = d.left[j], d.left[i] })
	}
	card := d.left[len(d.left)-1]
	d.left = d.left[:len(d.left)-1]
	return card
}

// dealer draws releases.
type dealer struct {
	random    *rand.Rand
	obstacles *deck[obstacle]
	verdicts  *deck[int]
	pushes    *deck[func(*dealer) pushing]
	troubles  *deck[func(*dealer) trouble]
	many      *deck[int]
	letters   *deck[letterKind]
	starts    *deck[starting]
	people    *deck[func(*dealer, *release)]
	undoing   *deck[func(*dealer) trouble]
	hurrying  *deck[func(*dealer) trouble]
	policies  *deck[workflows.ExpeditePolicy]
}

func newDealer(random *rand.Rand) *dealer {
	return &dealer{
		random: random,
		obstacles: newDeck(random, append(make([]obstacle, 20),
			endlessCheck, usedUp, privacy, noAddress, stranger)...),
		verdicts: newDeck(random, wxatest.StatusApproved, wxatest.StatusApproved, wxatest.StatusApproved, wxatest.StatusRejected),
		pushes:   newDeck(random, pushKinds...),
		troubles: newDeck(random, troubleKinds...),
		many:     newDeck(random, 0, 0, 1, 1, 2, 3),
		letters:  newDeck(random, unsigned, wrongToken, stale, untrue, unsolicited),
		starts:   newDeck(random, byClient, byClient, byClient, byClient, byTwo, byCommand, byCommandCI, byBoth),
		people:   newDeck(random, peopleKinds...),
		undoing:  newDeck(random, undoTroubles...),
		hurrying: newDeck(random, hurryTroubles...),
		policies: newDeck(random, workflows.ExpediteNever, workflows.ExpediteNever, workflows.ExpediteNever, workflows.ExpediteAlways),
	}
}

// between draws a duration in whole milliseconds.
func (d *dealer) between(from, to time.Duration) time.Duration {
	return from + time.Duration(d.random.Int64N(int64((to-from)/time.Millisecond)+1))*time.Millisecond
}

// perhaps is true in one of n cases.
func (d *dealer) perhaps(n int) bool { return d.random.IntN(n) == 0 }

// newPlan draws a plan.
func newPlan(seed uint64, releases int) plan {
	p := plan{Seed: seed}
	d := newDealer(rand.New(rand.NewPCG(seed, 1)))
	for n := range releases {
		p.Releases = append(p.Releases, d.release(n))
	}
	p.Blows = drawBlows(&dealer{random: rand.New(rand.NewPCG(seed, 2))}, p.Releases)
	return p
}

func (d *dealer) release(n int) release {
	r := release{
		N: n, AppID: fmt.Sprintf("wx%016d", n+1),
		Obstacle: d.obstacles.deal(), Verdict: d.verdicts.deal(), Delayed: d.perhaps(6),
		Review: d.between(1500*time.Millisecond, 8*time.Second), Pushes: d.pushes.deal()(d), Granted: d.perhaps(2),
		Start: d.starts.deal(), Expedite: d.policies.deal(), Again: d.perhaps(6),
	}
	if d.perhaps(2) {
		r.Check = d.between(100*time.Millisecond, time.Second)
	}
	if d.perhaps(4) {
		r.ReadLag = d.between(50*time.Millisecond, mostLag)
	}
	if d.perhaps(4) {
		r.UndoLag = d.between(100*time.Millisecond, time.Second)
	}
	if r.Pushes.Plan.Reorder {
		r.Delayed = true // one push alone has no order
	}
	for range d.many.deal() {
		r.Troubles = append(r.Troubles, d.troubles.deal()(d))
	}
	d.people.deal()(d, &r)
	r.spoil(d)
	if r.Obstacle != noObstacle {
		r.hinder()
	}
	for i := range r.Troubles {
		r.Troubles[i].Fault.AppID = r.AppID
	}
	if r.Obstacle == noObstacle && d.perhaps(4) {
		r.Letters = append(r.Letters, letter{d.letters.deal(), d.between(0, r.Review)})
	}
	return r
}

// spoil adds trouble on the way of what people ask for, where they ask for it.
func (r *release) spoil(d *dealer) {
	undone, hurried := false, r.Expedite == workflows.ExpediteAlways
	for _, a := range r.Acts {
		undone = undone || a.Do == doWithdraw || a.Do == doCancel
		hurried = hurried || a.Do == doExpedite
	}
	if undone && d.perhaps(2) {
		r.Troubles = append(r.Troubles, d.undoing.deal()(d))
	}
	if hurried && d.perhaps(2) {
		r.Troubles = append(r.Troubles, d.hurrying.deal()(d))
	}
}

// hinder takes out what would hide an obstacle: a submission that takes effect, and acts on a review that never begins.
func (r *release) hinder() {
	var kept []trouble
	for _, t := range r.Troubles {
		if t.Fault.Endpoint != submitPath {
			kept = append(kept, t)
		}
	}
	r.Troubles = kept
	if r.Obstacle == usedUp {
		r.Troubles = append(r.Troubles, trouble{"submit_audit: quota used up (85085)",
			wxatest.Fault{Endpoint: submitPath, Errcode: 85085, Times: -1}})
	}
	var early []act
	for _, a := range r.Acts {
		if a.Early {
			early = append(early, a)
		}
	}
	r.Acts, r.NoAccess, r.Limit = early, window{}, 0
}
