package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"go.temporal.io/api/workflowservice/v1"
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/wxrelease/wxrelease/workflows"
)

// control reads WeChat's control interface.
func (w *world) control(path string, into any) error {
	answer := httptest.NewRecorder()
	w.sim.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	if answer.Code != http.StatusOK {
		return fmt.Errorf("the simulated WeChat answers %d to %s", answer.Code, path)
	}
	return json.Unmarshal(answer.Body.Bytes(), into)
}

// held reads what WeChat has.
func (w *world) held() (held, error) {
	var apps []struct {
		Settings struct {
			AppID string `json:"appid"`
		} `json:"settings"`
		Reviews []review `json:"reviews"`
	}
	if err := w.control("/_sim/apps", &apps); err != nil {
		return held{}, err
	}
	h := held{Ledger: w.sim.Ledger(), Reviews: map[string][]review{}}
	for _, a := range apps {
		h.Reviews[a.Settings.AppID] = a.Reviews
	}
	return h, nil
}

// faults counts the faults of the plan by their names.
func (w *world) faults(p plan) (all []faultCount, err error) {
	var rules []struct {
		Struck int `json:"struck"`
	}
	if err := w.control("/_sim/faults", &rules); err != nil {
		return nil, err
	}
	at, n := map[string]int{}, 0
	for _, r := range p.Releases {
		for _, t := range r.Troubles { // added in this order
			i, known := at[t.Name]
			if !known {
				i = len(all)
				at[t.Name], all = i, append(all, faultCount{Name: t.Name})
			}
			all[i].Planned++
			all[i].Struck += rules[n].Struck
			n++
		}
	}
	slices.SortFunc(all, func(a, b faultCount) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

func (w *world) calls() (all []callCount) {
	for _, path := range []string{
		detectPath, versionPath, latestPath, submitPath, statusPath, hurryPath, undoPath,
		tokenPath, "/cgi-bin/component/api_query_auth", "/cgi-bin/component/api_get_authorizer_list", "",
	} {
		name := path
		if name == "" {
			name = "all"
		}
		all = append(all, callCount{name, w.sim.Calls(path, "")})
	}
	return all
}

// findRuns adds the releases that Temporal has and nobody knows of: one whose start seemed to fail.
func (w *world) findRuns(ctx context.Context, p plan, records []*record) error {
	at := map[string]int{}
	for n, r := range p.Releases {
		at[w.client.WorkflowID(r.AppID)] = n
	}
	var group errgroup.Group
	group.SetLimit(8)
	for token, more := []byte(nil), true; more; more = len(token) > 0 {
		page, err := w.client.Temporal().ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
			Query: fmt.Sprintf("WorkflowType = '%s'", workflows.WorkflowType), PageSize: 500, NextPageToken: token,
		})
		if err != nil {
			return errors.Join(err, group.Wait())
		}
		for _, info := range page.GetExecutions() {
			n, ours := at[info.GetExecution().GetWorkflowId()]
			id := info.GetExecution().GetRunId()
			if !ours || records[n] == nil || slices.ContainsFunc(records[n].Runs, func(one ending) bool { return one.ID == id }) {
				continue
			}
			group.Go(func() error {
				r, err := w.client.Read(ctx, p.Releases[n].AppID, id)
				if err == nil {
					records[n].keep(endingOf(r))
				}
				return err
			})
		}
		token = page.GetNextPageToken()
	}
	return group.Wait()
}

// faultsOfOurs are lines of a log that tell of a fault of the program, whatever happens to it.
var faultsOfOurs = regexp.MustCompile(`(?m)^.*(TMPRL1100|[Nn]on-?determinis|^panic: |Potential deadlock|^fatal error: ).*$`)

// oddities are what the processes did that they should not have done.
func (w *world) oddities() (found []violation, counts []processCount) {
	for _, p := range w.processes() {
		if p == nil {
			continue
		}
		c, strange := p.told()
		counts = append(counts, processCount{p.name, c})
		for _, text := range strange {
			found = append(found, violation{"", oddProcess, p.name + ": " + text})
		}
		log, err := os.ReadFile(filepath.Join(w.dir, "logs", p.name+".log"))
		if err != nil {
			found = append(found, violation{"", oddLog, err.Error()})
			continue
		}
		for i, line := range faultsOfOurs.FindAllString(string(log), -1) {
			if i < 5 {
				found = append(found, violation{"", oddLog, p.name + ": " + line})
			}
		}
	}
	return found, counts
}

// dump writes the histories and the plan of a Mini Program's releases, and gives the folder.
func (w *world) dump(ctx context.Context, r release, rec *record) (dir string, err error) {
	dir = filepath.Join(w.dir, "histories", r.AppID)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return dir, err
	}
	var errs []error
	write := func(name string, text []byte, err error) {
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o600)
		}
		errs = append(errs, err)
	}
	text, err := json.MarshalIndent(r, "", " ")
	write("plan.json", text, err)
	text, err = json.MarshalIndent(rec, "", " ")
	write("record.json", text, err)
	for _, one := range rec.Runs {
		h, err := w.client.History(ctx, r.AppID, one.ID)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for _, part := range h.Records {
			for _, e := range part.Events {
				line, err := protojson.Marshal(e)
				if err == nil {
					err = appendLine(filepath.Join(dir, one.ID+".jsonl"), line)
				}
				errs = append(errs, err)
			}
		}
	}
	return dir, errors.Join(errs...)
}

func appendLine(path string, line []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}
