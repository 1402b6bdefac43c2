package command

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
)

// Bounds of completing an argument: the shell waits for it.
const (
	completionTimeout = 2 * time.Second
	completionLimit   = 200
)

// completeOpen offers the appids of open releases, with their versions.
func (a *app) completeOpen(cmd *cobra.Command, args []string, begin string) ([]string, cobra.ShellCompDirective) {
	return a.completeAppIDs(cmd, args, begin, releases.Query{})
}

// completeKnown offers the appids of all releases that the namespace knows.
func (a *app) completeKnown(cmd *cobra.Command, args []string, begin string) ([]string, cobra.ShellCompDirective) {
	return a.completeAppIDs(cmd, args, begin, releases.Query{All: true})
}

func (a *app) completeAppIDs(cmd *cobra.Command, args []string, begin string, q releases.Query) ([]string, cobra.ShellCompDirective) {
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
	known, err := c.Known(ctx, q, completionLimit)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var found []string
	seen := map[string]bool{}
	for _, r := range known {
		if strings.HasPrefix(r.AppID, begin) && !seen[r.AppID] {
			seen[r.AppID] = true
			about := []string{r.Name, r.Version, a.reader().Say(words.Value(r.Status.Stage))}
			found = append(found, r.AppID+"\t"+strings.Join(strings.Fields(strings.Join(about, " ")), " "))
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}
