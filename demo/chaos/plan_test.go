package main

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

func TestPlanFollowsFromTheSeed(t *testing.T) {
	assert.Equal(t, newPlan(7, 300), newPlan(7, 300))
	assert.NotEqual(t, newPlan(7, 300), newPlan(8, 300))
}

// A short run has everything in it, and a long one too.
func TestPlanHasEveryKind(t *testing.T) {
	for _, n := range []int{60, 1000} {
		for seed := range uint64(20) {
			p := newPlan(seed, n)
			require.Len(t, p.Releases, n)
			obstacles, pushes, starts, troubles := map[obstacle]bool{}, map[string]bool{}, map[starting]bool{}, map[string]bool{}
			deeds, letters, limits := map[deed]bool{}, map[letterKind]bool{}, 0
			for _, r := range p.Releases {
				obstacles[r.Obstacle], pushes[r.Pushes.Name], starts[r.Start] = true, true, true
				for _, one := range r.Troubles {
					troubles[one.Name] = true
					assert.Equal(t, r.AppID, one.Fault.AppID)
				}
				for _, a := range r.Acts {
					deeds[a.Do] = true
				}
				for _, l := range r.Letters {
					letters[l.Kind] = true
				}
				if r.Limit > 0 {
					limits++
				}
			}
			assert.Len(t, obstacles, 6, seed)
			assert.Len(t, pushes, 9, seed)
			assert.Len(t, starts, 5, seed)
			assert.NotZero(t, limits, seed)
			if n == 1000 {
				assert.Len(t, letters, 5, seed)
				assert.Len(t, deeds, 7, seed)
				assert.Len(t, troubles, len(troubleKinds)+len(undoTroubles)+len(hurryTroubles)+2, seed)
			}
		}
	}
}

// Every kind of process is hit in every kind of way, while there are releases to be disturbed.
func TestPlanHasEveryBlow(t *testing.T) {
	for _, n := range []int{1, 12, 60, 1000} {
		for seed := range uint64(20) {
			p := newPlan(seed, n)
			seen := map[blowKind]bool{}
			for i, b := range p.Blows {
				seen[b.Kind] = true
				assert.True(t, b.Starts >= 1 && b.Starts <= n, b)
				assert.True(t, i == 0 || p.Blows[i-1].Starts <= b.Starts)
				if n >= 12 && b.Kind == killWorkers {
					require.NotZero(t, b.Held, seed)
					held := p.Releases[b.Held-1]
					assert.Empty(t, held.Obstacle)
					assert.Equal(t, heldFor, held.Troubles[len(held.Troubles)-1].Fault.Delay)
				}
			}
			assert.Len(t, seen, len(blowEvery))
		}
	}
}

// What an obstacle keeps from being reviewed has no trouble that would submit it nevertheless, and nobody acts on its review.
func TestObstaclesStand(t *testing.T) {
	for _, r := range newPlan(3, 1000).Releases {
		if r.Obstacle == noObstacle {
			continue
		}
		for _, one := range r.Troubles {
			assert.True(t, one.Fault.Endpoint != submitPath || one.Fault.Errcode == 85085 && r.Obstacle == usedUp, one.Name)
		}
		for _, a := range r.Acts {
			assert.True(t, a.Early)
		}
		assert.Zero(t, r.Limit)
	}
}

// The simulator and the release file take all that is drawn, and every fault is harmless enough for the limits of the client.
func TestEverythingDrawnIsValid(t *testing.T) {
	sim := wxatest.New(wxatest.Config{})
	defer sim.Close()
	for _, r := range newPlan(11, 1000).Releases {
		sim.AddApp(r.app())
		for _, one := range r.Troubles {
			sim.Fault(one.Fault)
			assert.LessOrEqual(t, one.Fault.Delay, heldFor)
		}
		input, err := r.input()
		require.NoError(t, err)
		assert.Equal(t, r.AppID, input.AppID)
		assert.Less(t, r.ReadLag, input.Pace.Lag(), "WeChat's reads show its writes in time")
	}
}

// Every kind of violation has a test that finds it: the table of TestCheck names them all.
func TestViolationsAreTested(t *testing.T) {
	names := map[violationKind]bool{}
	for _, one := range checkCases {
		names[one.want] = true
	}
	for _, kind := range []violationKind{
		neverStarted, stillOpen, withoutEnd, wrongOutcome, wrongVerdict, doubleSubmission, strangersReview, noSubmission, needlessOne,
		leftOpen, withdrawnTwice, expeditedTwice, untrueAnswer, wrongExit, forgeryTaken, oddAnswer,
	} {
		assert.True(t, names[kind], kind)
	}
}

// The account adds up by names.
func TestTroublesHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range slices.Concat(troubleKinds, undoTroubles, hurryTroubles) {
		name := kind(newDealer(rand.New(rand.NewPCG(1, 1)))).Name
		assert.False(t, seen[name], name)
		seen[name] = true
	}
}
