package command

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	enumspb "go.temporal.io/api/enums/v1"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/doctor"
	"github.com/wxrelease/wxrelease/workflows"
)

// A worker that has just died is still remembered by Temporal; one that waits for work has last asked a while ago. Only the
// answer to a question tells them apart.
func TestDoctorAsksAWorker(t *testing.T) {
	isolate(t)
	const open, ended = 1, 2
	for _, tt := range []struct {
		name                string
		workflows, activity time.Duration // since a worker has last asked for such tasks
		release             int
		gone                bool
		state               doctor.State
		text, remedy        string
		code                int
	}{
		{
			"dead for a moment", time.Second, 2 * time.Second, open, true, doctor.Failed,
			"no worker answered within 5s; task queue wxrelease was asked for workflow tasks 1s ago and for activity tasks 2s ago, by " +
				"worker@host", "Start a worker", exitFailed,
		},
		{"dead, and only an ended release to ask about", time.Second, time.Second, ended, true, doctor.Failed,
			"no worker answered within 5s; ", "Start a worker", exitFailed},
		{
			"waiting for work", 50 * time.Second, 58 * time.Second, open, false, doctor.OK,
			"one answered within 1ms; task queue wxrelease was asked for workflow tasks 50s ago and for activity tasks 58s ago, by " +
				"worker@host", "", exitOK,
		},
		{"an ended release will do", 50 * time.Second, 58 * time.Second, ended, false, doctor.OK, "one answered within 1ms; ", "", exitOK},
		{
			"no release yet, just asked", 3 * time.Second, 14 * time.Second, 0, true, doctor.OK,
			"task queue wxrelease was asked for workflow tasks 3s ago and for activity tasks 14s ago, by worker@host", "", exitOK,
		},
		{
			"no release yet, asked a while ago", 3 * time.Second, 40 * time.Second, 0, true, doctor.Warning,
			"task queue wxrelease was asked for workflow tasks 3s ago and for activity tasks 40s ago, by worker@host; it may have " +
				"stopped since, and there is no release", "Run this again", exitOK,
		},
		{"long gone", 3 * time.Minute, 3 * time.Minute, ended, true, doctor.Failed,
			"no worker asks task queue wxrelease for workflow tasks any more, the last did 3m ago", "Start a worker", exitFailed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &fakeTemporal{attrs: releases.SearchAttributeTypes(), noWorker: tt.gone,
					pollers: map[enumspb.TaskQueueType]time.Duration{
						enumspb.TASK_QUEUE_TYPE_WORKFLOW: tt.workflows, enumspb.TASK_QUEUE_TYPE_ACTIVITY: tt.activity,
					}}
				if tt.release != 0 {
					r := s.open("run-1")
					if tt.release == ended {
						s.finish(r, workflows.OutcomeApproved)
					}
				}
				s.open("foreign").info.Execution.WorkflowId = "other-program/7"
				code, out, _ := s.wxrelease(t.Context(), t, "doctor", "-o", "json")
				assert.Equal(t, tt.code, code, out)
				for _, c := range object(t, out)["checks"].([]any) {
					if found := c.(map[string]any); found["check"] == string(doctor.Worker) {
						assert.Equal(t, string(tt.state), found["state"], out)
						assert.Contains(t, found["text"], tt.text)
						remedy, _ := found["remedy"].(string)
						assert.Contains(t, remedy, tt.remedy)
						assert.Equal(t, tt.remedy == "", remedy == "")
					}
				}
			})
		})
	}
}

// Where calls of WeChat have a queue of their own, nobody makes them unless somebody asks for them there.
func TestDoctorKnowsTheActivityQueue(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{
			attrs: releases.SearchAttributeTypes(), env: settings.Env{"WXRELEASE_ACTIVITY_QUEUE=wechat"},
			pollers: map[enumspb.TaskQueueType]time.Duration{enumspb.TASK_QUEUE_TYPE_WORKFLOW: 0, enumspb.TASK_QUEUE_TYPE_ACTIVITY: 0},
		}
		code, out, _ := s.wxrelease(t.Context(), t, "doctor")
		assert.Equal(t, exitFailed, code)
		assert.Contains(t, out, "no worker asks task queue wechat for activity tasks")
	})
}
