package command

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/credentials"
)

// authKeyAnswer is the answer of auth key.
type authKeyAnswer struct {
	Key string `json:"key"`
	ending
}

func (k *authKeyAnswer) text(w io.Writer) { fmt.Fprintln(w, k.Key) }

func (a *app) authKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "key",
		Short: "Make a key for the store",
		Long: `Key prints a new random key for WXRELEASE_STORE_KEY. It connects to nothing and needs no settings. To change the key of a
store give the new one to all programs in WXRELEASE_STORE_OLD_KEYS first and restart them; then make it their
WXRELEASE_STORE_KEY, with the one before it in WXRELEASE_STORE_OLD_KEYS, and restart them again; then run wxrelease auth sync,
after which the old one can go. Without its key a store is worthless: keep it as you keep the platform's secret.`,
		Example: `  wxrelease auth key > store.key && chmod 600 store.key`,
		Args:    cobra.NoArgs,
		RunE: a.command(func(context.Context, []string) (answer, error) {
			return &authKeyAnswer{Key: credentials.NewKey()}, nil
		}),
	}
}
