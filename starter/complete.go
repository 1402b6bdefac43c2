package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// Bounds of completing an argument: the shell waits for it.
const (
	completionTimeout = 2 * time.Second
	completionLimit   = 200
)

// completeOpen offers the appids of open releases, with their versions.
func (a *app) completeOpen(cmd *cobra.Command, args []string, begin string) ([]string, cobra.ShellCompDirective) {
	return a.completeAppIDs(cmd, args, begin, filter{})
}

// completeKnown offers the appids of all releases that the namespace knows.
func (a *app) completeKnown(cmd *cobra.Command, args []string, begin string) ([]string, cobra.ShellCompDirective) {
	return a.completeAppIDs(cmd, args, begin, filter{all: true})
}

func (a *app) completeAppIDs(cmd *cobra.Command, args []string, begin string, f filter) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), completionTimeout)
	defer cancel()
	c, err := a.connect(ctx)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError // a shell has no place for more words
	}
	defer c.Close()
	page, err := c.page(ctx, f.base(), completionLimit, nil)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var found []string
	seen := map[string]bool{}
	for _, info := range page.GetExecutions() {
		v := c.viewOf(info)
		appid := appIDOf(v.WorkflowID)
		if strings.HasPrefix(appid, begin) && !seen[appid] {
			seen[appid] = true
			found = append(found, appid+"\t"+strings.TrimSpace(v.Version+" "+string(v.Status.Stage)))
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}
