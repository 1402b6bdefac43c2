package e2e

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/proto"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

// record writes the histories of the tests' releases to where the replay test reads them.
var record = flag.String("record", "", "write each path's history into this folder, as package workflows replays it")

// What tells the machine: a worker process's identity, and the queue that a worker has for itself.
var (
	processIdentity = regexp.MustCompile(`"identity": "[0-9]+@[^"]*"`)
	ownQueue        = regexp.MustCompile(`"name": "[^":]+(:[0-9a-f-]{36}")`)
)

func readHistory(ctx context.Context, c client.Client, id, run string) (*historypb.History, error) {
	h := &historypb.History{}
	events := c.GetWorkflowHistory(ctx, id, run, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		if err != nil {
			return nil, fmt.Errorf("reading the history of %s: %w", id, err)
		}
		h.Events = append(h.Events, event)
	}
	return h, nil
}

// keep records the history of a release that has ended, under the name of its path. One that is there stays as it is: open runs
// of that time may have gone the same way.
func (w *world) keep(t *testing.T, in workflows.ReleaseInput, path string) {
	t.Helper()
	w.keepRun(t, releases.Started{WorkflowID: workflows.WorkflowID(in.AppID)}, path)
}

// keepRun is keep for one run; without a run id it is the last one.
func (w *world) keepRun(t *testing.T, run releases.Started, path string) {
	t.Helper()
	if *record == "" {
		return
	}
	file := filepath.Join(*record, path+".json")
	if _, err := os.Stat(file); err == nil {
		return
	}
	h, err := readHistory(t.Context(), w.client, run.WorkflowID, run.RunID)
	require.NoError(t, err)
	text, err := temporalproto.CustomJSONMarshalOptions{Indent: " "}.Marshal(h)
	require.NoError(t, err)
	// The host's name is nobody's business.
	text = processIdentity.ReplaceAll(text, []byte(`"identity": "e2e-worker-process"`))
	text = ownQueue.ReplaceAll(text, []byte(`"name": "e2e-worker$1`))
	require.NoError(t, os.WriteFile(file, text, 0o644))
}

// searchSecrets looks for every secret that the simulator knows or ever gave out, and for our own, in every history and in
// all logs.
func (w *world) searchSecrets() error {
	secrets := append(w.sim.Secrets(), w.secrets...)
	if len(secrets) == 0 && w.started.Load() {
		return errors.New("the simulator has issued no secret, so their absence proves nothing")
	}
	ctx := context.Background()
	where := map[string][]byte{"the logs": []byte(w.logs.String())}
	var page []byte
	for {
		list, err := w.client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{NextPageToken: page})
		if err != nil {
			return fmt.Errorf("listing the releases: %w", err)
		}
		for _, e := range list.Executions {
			h, err := readHistory(ctx, w.client, e.Execution.WorkflowId, e.Execution.RunId)
			if err != nil {
				return err
			}
			// The binary form holds payloads as they are, not as base64.
			raw, err := proto.Marshal(h)
			if err != nil {
				return err
			}
			where["the history of "+e.Execution.WorkflowId] = raw
		}
		if page = list.NextPageToken; len(page) == 0 {
			break
		}
	}
	if len(where) == 1 && w.started.Load() {
		return errors.New("there is no history, so the absence of secrets proves nothing")
	}
	var found []error
	for place, text := range where {
		for i, secret := range secrets {
			if bytes.Contains(text, []byte(secret)) {
				// The secret itself stays out of this text too.
				found = append(found, fmt.Errorf("secret %d of the simulator is in %s", i, place))
			}
		}
	}
	return errors.Join(found...)
}

// events counts the events of a history by type.
func events(h *historypb.History, kind enumspb.EventType) int {
	n := 0
	for _, e := range h.Events {
		if e.EventType == kind {
			n++
		}
	}
	return n
}
