package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// validateAnswer is the answer of validate.
type validateAnswer struct {
	AppID   string                 `json:"appid"`
	Version string                 `json:"version"`
	Method  string                 `json:"method"`
	Path    string                 `json:"path"`
	Body    string                 `json:"body"`    // the exact request body
	Release workflows.ReleaseInput `json:"release"` // the file with its defaults filled
	ending
}

func (v *validateAnswer) text(w io.Writer) { io.WriteString(w, v.Body) }

func (a *app) validateCommand() *cobra.Command {
	var r release
	cmd := &cobra.Command{
		Use:   "validate",
		Short: "Check a release file and print the exact request body",
		Long: `Validate checks a release file as start does and prints the body of the submit_audit request, byte for byte and without
a line break at the end. It connects to nothing and needs no settings.`,
		Example: `  starter validate
  starter validate -f - --set-version 1.4.0 < wxrelease.yaml > body.json`,
		Args: cobra.NoArgs,
		RunE: a.command(func(context.Context, []string) (answer, error) {
			in, err := r.read(a.stdin)
			if err != nil {
				return nil, err
			}
			body, err := requestBody(in.Audit)
			if err != nil {
				return nil, fmt.Errorf("writing the request body: %w", err)
			}
			if !a.json {
				fmt.Fprintf(a.stderr, "valid: version %s of %s\n", in.Version, in.AppID)
			}
			return &validateAnswer{AppID: in.AppID, Version: in.Version, Method: "POST", Path: "/wxa/submit_audit", Body: string(body), Release: in}, nil
		}),
	}
	r.flags(cmd.Flags())
	return cmd
}

// requestBody writes the body as the client does: raw UTF-8, nothing escaped for HTML.
func requestBody(audit wxa.SubmitAuditRequest) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(audit)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
