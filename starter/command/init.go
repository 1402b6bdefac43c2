package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/help"
	"github.com/wxrelease/wxrelease/starter/releasefile"
	"github.com/wxrelease/wxrelease/wxa"
)

// initAnswer is the answer of init.
type initAnswer struct {
	File string `json:"file"`           // "-" is standard output
	Text string `json:"text,omitempty"` // the file's content, when it went to no file
	ending
}

func (i *initAnswer) text(w io.Writer, r words.Reader) {
	if i.Text != "" {
		_, _ = io.WriteString(w, i.Text)
		return
	}
	fmt.Fprintln(w, r.Say(words.InitWrote.Of(i.File)))
}

func (a *app) initCommand() *cobra.Command {
	var file, appid string
	var update bool
	cmd := &cobra.Command{
		Use:  "init",
		Args: help.NoArguments,
		PreRunE: func(*cobra.Command, []string) error {
			if appid != "" && !wxa.IsAppID(appid) {
				return words.FlagNotAppID.Err("--appid", appid)
			}
			return nil
		},
		RunE: a.command(func(context.Context, []string) (answer, error) {
			text := template(appid, update, a.lang)
			if file == "-" {
				return &initAnswer{File: file, Text: text}, nil
			}
			if err := writeNew(file, text); err != nil {
				return nil, err
			}
			return &initAnswer{File: file}, nil
		}),
	}
	cmd.Flags().StringVarP(&file, "file", "f", releasefile.DefaultName, "")
	cmd.Flags().StringVar(&appid, "appid", "", "")
	cmd.Flags().BoolVar(&update, "update", false, "")
	return cmd
}

// writeNew writes a file that is not there yet.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return usage(words.InitThere.Err(path))
	}
	if err == nil {
		_, err = io.WriteString(f, text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return words.InitWriting.Err(err)
	}
	return nil
}

// template gives a release file to fill in. What only a person can know does not pass validate as it stands.
func template(appid string, update bool, l words.Lang) string {
	hints := words.InitHintsFirst
	if update {
		hints = words.InitHintsUpdate
	}
	if appid == "" {
		appid = "wx________________ # " + words.InitTodoAppID.In(l)
	}
	return strings.NewReplacer("{schema}", releasefile.SchemaURL, "{appid}", appid, "{hints}", hints.In(l)).Replace(words.InitFile.In(l))
}
