package command

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/help"
)

// authKeyAnswer is the answer of auth key.
type authKeyAnswer struct {
	Key string `json:"key"`
	ending
}

func (k *authKeyAnswer) text(w io.Writer, _ words.Reader) { fmt.Fprintln(w, k.Key) }

func (a *app) authKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:  "key",
		Args: help.NoArguments,
		RunE: a.command(func(context.Context, []string) (answer, error) {
			return &authKeyAnswer{Key: credentials.NewKey()}, nil
		}),
	}
}
