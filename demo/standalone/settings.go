package standalone

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/wxrelease/wxrelease/internal/settings"
)

// plan is what an installation runs, and with which settings.
type plan struct {
	data         data
	temporalPort int
	uiPort       int
	bridge       bool              // runs as well
	env          settings.Env      // of worker and bridge
	settings     settings.Settings // checked; the programs read them again
}

// given tells whether one of the variables is set, by itself or by its file.
func given(env settings.Env, names ...string) bool {
	for _, name := range names {
		for _, n := range []string{name, name + "_FILE"} {
			if value, ok := env.LookupEnv(n); ok && value != "" {
				return true
			}
		}
	}
	return false
}

// settle adds what the installation itself decides to the settings: its Temporal server, and its store where no other source of
// tokens is set. It checks all before anything starts.
func (p *plan) settle(env settings.Env, temporal, ui string) error {
	for _, pair := range env {
		// There may be a server elsewhere that the commands on this machine use; ours is the one in this process.
		if !strings.HasPrefix(pair, "TEMPORAL_") {
			p.env = append(p.env, pair)
		}
	}
	set := func(name, value string) { p.env = append(p.env, name+"="+value) }
	set("TEMPORAL_CONFIG_FILE", p.data.file(clientConfig))
	set("TEMPORAL_ADDRESS", temporal)
	set("TEMPORAL_NAMESPACE", namespace)
	set("WXRELEASE_WEB_UI", ui)
	if moment, err := os.ReadFile(p.data.file(copiedAt)); err == nil {
		set("WXRELEASE_RESTORED_FROM", strings.TrimSpace(string(moment)))
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	own := !given(env, "WXRELEASE_TOKEN", "WXRELEASE_TOKEN_URL", "WXRELEASE_STORE")
	if own {
		set("WXRELEASE_STORE", p.data.file(credentialsDB))
		if !given(env, "WXRELEASE_STORE_KEY") {
			set("WXRELEASE_STORE_KEY_FILE", p.data.file(storeKey))
			if err := p.data.makeKey(); err != nil {
				return fmt.Errorf("making the store's key: %w", err)
			}
		}
	}
	// Without its store nobody needs the tickets, and without the platform's keys nothing can be heard: releases then ask.
	p.bridge = own || given(env, "WXRELEASE_STORE", "WXRELEASE_PUSH_TOKEN", "WXRELEASE_PUSH_KEY")
	programs := []settings.Program{settings.Worker}
	if p.bridge {
		programs = append(programs, settings.Bridge)
	}
	var err error
	p.settings, err = settings.ReadAll(p.env, programs...)
	return err
}
