// Package doctor checks everything that a release needs: the settings, Temporal with its namespace, search attributes and workers,
// the store of the platform's credentials, WeChat itself, and the bridge. It changes nothing, and no secret is in what it finds.
package doctor

import (
	"context"
	"errors"
	"net/http"

	"go.temporal.io/api/serviceerror"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/releases"
)

// Check is one thing that is checked.
type Check string

// The checks, in their order.
const (
	Settings      Check = "settings"
	Temporal      Check = "temporal"
	Namespace     Check = "namespace"
	Attributes    Check = "search-attributes"
	Worker        Check = "worker"
	Store         Check = "store"
	Ticket        Check = "ticket"
	Authorization Check = "authorization"
	WeChat        Check = "wechat"
	Quota         Check = "quota"
	Bridge        Check = "bridge"
	Pushes        Check = "pushes"
)

// State is how a check went.
type State string

// The states.
const (
	OK      State = "ok"
	Warning State = "warning" // works, and may soon not
	Failed  State = "failed"
	Skipped State = "skipped" // not set up here, or something before it has failed
)

// Fault is what kind of thing is wrong where a check has failed.
type Fault string

// The faults.
const (
	FaultTechnical   Fault = "technical"   // something does not run, cannot be reached or is not as it should be
	FaultUsage       Fault = "usage"       // a setting
	FaultCredentials Fault = "credentials" // a token, a permission, an authorisation
	FaultQuota       Fault = "quota"       // a counter of WeChat's is used up
	FaultAccess      Fault = "access"      // a call of WeChat failed: [Finding.Err] tells the kind
)

// Options say what to check.
type Options struct {
	Env     settings.Env
	AppID   string                                          // a Mini Program whose authorisation and quota are checked; "" is none
	Connect func(context.Context) (*releases.Client, error) // reaches Temporal
	HTTP    *http.Client                                    // asks the bridge; nil: one that waits as long as for one call of Temporal
}

// examination collects findings.
type examination struct {
	Options
	settings settings.Settings
	findings []Finding
}

// Examine runs all checks. There is one finding for each, in their order.
func Examine(ctx context.Context, o Options) []Finding {
	if o.HTTP == nil {
		o.HTTP = &http.Client{Timeout: releases.CallTimeout}
	}
	x := &examination{Options: o}
	var err error
	x.settings, err = settings.Read(settings.Commands, o.Env)
	if err != nil {
		x.fail(Settings, FaultUsage, SettingsWrong, Facts{"error": err})
		x.skip(SkipSettings, nil, Temporal, Store, Bridge)
		return x.findings
	}
	x.ok(Settings, SettingsFine, nil)
	x.temporal(ctx)
	x.store(ctx)
	x.bridge(ctx)
	return x.findings
}

// ofServer gives the server's answer without what the client says around it.
func ofServer(err error) error {
	if answer, ok := errors.AsType[serviceerror.ServiceError](err); ok {
		return answer
	}
	return err
}

// temporal checks the server and what releases need there.
func (x *examination) temporal(ctx context.Context) {
	c, err := x.Connect(ctx)
	if err != nil {
		if no, ok := errors.AsType[*releases.UnreachableError](err); ok {
			x.fail(Temporal, FaultTechnical, TemporalUnreachable, Facts{"address": no.Address, "error": ofServer(no.Err)})
		} else {
			x.fail(Temporal, FaultTechnical, TemporalFails, Facts{"error": err})
		}
		x.skip(SkipTemporal, nil, Namespace, Attributes, Worker)
		return
	}
	defer c.Close()
	x.ok(Temporal, TemporalReached, Facts{"address": c.Options().Address})
	if !x.namespace(ctx, c) {
		x.skip(SkipNamespace, nil, Attributes, Worker)
		return
	}
	x.attributes(ctx, c)
	x.worker(ctx, c)
}
