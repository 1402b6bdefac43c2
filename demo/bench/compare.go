package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
)

// round is what one round of one workflow took.
type round struct {
	perSecond      float64
	alone, crowded time.Duration // from the push to the end, median, with one at a time and with many
	slowest        time.Duration
	server, worker time.Duration // CPU time for each release
	allocated      float64       // bytes of the worker for each release
	events, bytes  float64       // of history, for each release
}

// compare runs both workflows in turn on one server, so that whatever else the machine does hits both.
func (b *bench) compare(ctx context.Context) error {
	all := map[string][]round{}
	for n := range b.rounds {
		order := []contestant{ours, theirs}
		if n%2 == 1 {
			slices.Reverse(order)
		}
		for _, c := range order {
			r, err := b.round(ctx, c)
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			fmt.Fprintf(b.errors, "round %d, %s: %.1f releases/s, push to end %s alone and %s of %d, slowest %s\n",
				n+1, c.name, r.perSecond, ms(r.alone), ms(r.crowded), b.flight, ms(r.slowest))
			all[c.name] = append(all[c.name], r)
		}
	}
	fmt.Fprintf(b.out, "\n## Beside a straightforward workflow\n\nMedians of %d rounds with %d releases each, %d at a time.\n\n",
		b.rounds, b.releases, b.flight)
	fmt.Fprintf(b.out, "| | wxrelease | tutorial | ratio |\n|---|---|---|---|\n")
	row := func(name, format string, unit float64, of func(round) float64) {
		a, t := median(all[ours.name], of), median(all[theirs.name], of)
		fmt.Fprintf(b.out, "| %s | "+format+" | "+format+" | %.2f |\n", name, a/unit, t/unit, a/t)
	}
	milli := float64(time.Millisecond)
	row("releases per second", "%.1f", 1, func(r round) float64 { return r.perSecond })
	row("push to end, one at a time, ms", "%.0f", milli, func(r round) float64 { return float64(r.alone) })
	row(fmt.Sprintf("push to end, %d at a time, ms", b.flight), "%.0f", milli, func(r round) float64 { return float64(r.crowded) })
	row("CPU of the server for each, ms", "%.1f", milli, func(r round) float64 { return float64(r.server) })
	row("CPU of the worker for each, ms", "%.1f", milli, func(r round) float64 { return float64(r.worker) })
	row("allocated by the worker for each, KB", "%.0f", 1000, func(r round) float64 { return r.allocated })
	row("events", "%.0f", 1, func(r round) float64 { return r.events })
	row("history, KB", "%.1f", 1000, func(r round) float64 { return r.bytes })
	return nil
}

func (b *bench) round(ctx context.Context, c contestant) (r round, err error) {
	// A worker of its own for each round: what is allocated and cached begins anew.
	b.worker.stop()
	if err := b.startWorker(ctx); err != nil {
		return r, err
	}
	if _, _, err := b.begin(ctx, c, b.flight, timing.Pace{}); err != nil { // warms up, and stays open
		return r, err
	}
	serverBefore, err := b.server.read()
	if err != nil {
		return r, err
	}
	workerBefore, err := b.worker.read()
	if err != nil {
		return r, err
	}
	began := time.Now()
	inputs, starts, err := b.begin(ctx, c, b.releases, timing.Pace{})
	if err != nil {
		return r, err
	}
	few := min(20, len(inputs)/2)
	begunAlone := time.Now()
	alone, err := b.pushAll(ctx, inputs[:few], 1)
	if err != nil {
		return r, err
	}
	lone := time.Since(begunAlone)
	crowded, err := b.pushAll(ctx, inputs[few:], b.flight)
	if err != nil {
		return r, err
	}
	took := time.Since(began) - lone
	server, err := b.server.read()
	if err != nil {
		return r, err
	}
	worker, err := b.worker.read()
	if err != nil {
		return r, err
	}
	if err := b.check(inputs); err != nil {
		return r, err
	}
	n := float64(len(inputs))
	r = round{
		perSecond: (n - float64(few)) / took.Seconds(), alone: middle(alone), crowded: middle(crowded), slowest: slices.Max(crowded),
		server: time.Duration(float64(server.CPU-serverBefore.CPU) / n), worker: time.Duration(float64(worker.CPU-workerBefore.CPU) / n),
		allocated: float64(worker.Allocated-workerBefore.Allocated) / n,
	}
	history, err := b.history(ctx, inputs[0])
	if err != nil {
		return r, err
	}
	r.events, r.bytes = float64(len(history.GetEvents())), float64(proto.Size(history))
	return r, b.keepOutliers(ctx, c, inputs, append(slices.Clone(alone), crowded...), starts)
}

// keepOutliers writes the histories of releases that took far longer than the others, to start or to end.
func (b *bench) keepOutliers(ctx context.Context, c contestant, inputs []workflows.ReleaseInput, took ...[]time.Duration) error {
	for _, times := range took {
		limit := 5*middle(times) + 5*time.Second
		for i, t := range times {
			if t < limit {
				continue
			}
			history, err := b.history(ctx, inputs[i])
			if err != nil {
				return err
			}
			text, err := protojson.MarshalOptions{Indent: " "}.Marshal(history)
			if err != nil {
				return err
			}
			path := filepath.Join(b.dir, fmt.Sprintf("slow-%s-%s.json", c.name, inputs[i].AppID))
			if err := os.WriteFile(path, text, 0o644); err != nil {
				return err
			}
			fmt.Fprintf(b.errors, "%s took %s, others %s: its history is %s\n", inputs[i].AppID, ms(t), ms(middle(times)), path)
		}
	}
	return nil
}

func execution(in workflows.ReleaseInput) *commonpb.WorkflowExecution {
	return &commonpb.WorkflowExecution{WorkflowId: workflows.WorkflowID(in.AppID)}
}

func (b *bench) history(ctx context.Context, in workflows.ReleaseInput) (*historypb.History, error) {
	events := b.client.GetWorkflowHistory(ctx, workflows.WorkflowID(in.AppID), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	var all historypb.History
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			return nil, err
		}
		all.Events = append(all.Events, e)
	}
	return &all, nil
}

func median(rounds []round, of func(round) float64) float64 {
	var values []float64
	for _, r := range rounds {
		values = append(values, of(r))
	}
	return middle(values)
}

// middle is the median.
func middle[T time.Duration | float64](values []T) T {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	if n := len(sorted); n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[len(sorted)/2]
}

// ms shows a duration in milliseconds.
func ms(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }
