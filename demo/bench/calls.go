package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/activities"
)

// calls counts the polls of open reviews that nobody pushes about, by the pace of every release: no clock runs.
func (b *bench) calls(context.Context) error {
	const day, hour = 24 * time.Hour, time.Hour
	begin := time.Unix(1_800_000_000, 0)
	fmt.Fprint(b.out, "\n## Calls of WeChat\n\nReviews that began within one hour, of which nobody is told anything. "+
		"A basic release with one push makes 7 calls, the first of them before the submission.\n\n")
	fmt.Fprint(b.out, "| Open | polls on the first day | on the second | most in a second | from the second day on |\n"+
		"|---|---|---|---|---|\n")
	for _, n := range b.open {
		var first, second int
		seconds, later := map[int64]int{}, map[int64]int{}
		for i := range n {
			in := activities.PollInput{
				AppID: fmt.Sprintf("wx%016d", i), AuditID: int64(430000000 + i), Mode: activities.PollRegular,
				Began: begin.Add(time.Duration(i) * hour / time.Duration(n)),
			}
			for at := activities.NextPoll(in, in.Began); at.Sub(begin) < 2*day; at = activities.NextPoll(in, at) {
				seconds[at.Unix()]++
				if at.Sub(begin) < day {
					first++
					continue
				}
				second++
				later[at.Unix()]++
			}
		}
		fmt.Fprintf(b.out, "| %d | %d | %d | %d | %d |\n", n, first, second, most(seconds), most(later))
	}
	return nil
}

func most(counts map[int64]int) int {
	var all []int
	for _, n := range counts {
		all = append(all, n)
	}
	return slices.Max(append(all, 0))
}
