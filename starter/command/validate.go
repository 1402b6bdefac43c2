package command

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/help"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// validateAnswer is the answer of validate about one release.
type validateAnswer struct {
	requestOf
	ending
}

// requestOf is what would be sent for a release.
type requestOf struct {
	AppID   string                 `json:"appid"`
	Name    string                 `json:"name,omitempty"` // the merchant's; nothing that is sent
	Version string                 `json:"version"`
	Method  string                 `json:"method"`
	Path    string                 `json:"path"`
	Body    string                 `json:"body"`    // the exact request body
	Release workflows.ReleaseInput `json:"release"` // the file with its defaults filled
}

func (v *validateAnswer) text(w io.Writer, _ words.Reader) { _, _ = io.WriteString(w, v.Body) }

// validateAllAnswer is the answer of validate about all Mini Programs that share a file.
type validateAllAnswer struct {
	Releases []requestOf `json:"releases"`
	ending
}

func (v *validateAllAnswer) text(w io.Writer, _ words.Reader) {
	for _, r := range v.Releases {
		fmt.Fprintln(w, r.Body) // a body has no line break in it
	}
}

func (a *app) validateCommand() *cobra.Command {
	r := release{every: true}
	cmd := &cobra.Command{
		Use:  "validate",
		Args: help.NoArguments,
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			found, err := r.read(a)
			if err != nil {
				return nil, err
			}
			var all []requestOf
			for _, in := range found.Releases {
				req, err := request(ctx, in)
				if err != nil {
					return nil, err
				}
				if !a.json {
					a.say(words.Valid.Of(in.Version, words.MiniProgram(in.AppID, in.Name)))
				}
				all = append(all, requestOf{
					AppID: in.AppID, Name: in.Name, Version: in.Version, Method: req.method, Path: req.path, Body: req.body,
					Release: in.WithDefaults(),
				})
			}
			if found.Shared && r.app == "" {
				return &validateAllAnswer{Releases: all}, nil
			}
			return &validateAnswer{requestOf: all[0]}, nil
		}),
	}
	r.flags(cmd.Flags())
	return cmd
}

// request gives the submit_audit request for a release. It is taken from the client's own hands, so that it is what the
// worker would send: the client runs with a transport that keeps the request and answers it by itself.
func request(ctx context.Context, in workflows.ReleaseInput) (*kept, error) {
	var k kept
	client, err := wxa.New(wxa.Config{Tokens: wxa.FixedToken("none"), Transport: &k})
	if err == nil {
		_, err = client.App(in.AppID).SubmitAudit(ctx, in.Audit)
	}
	if err != nil {
		return nil, words.WritingRequest.Err(err)
	}
	return &k, nil
}

// kept is a request that went nowhere.
type kept struct{ method, path, body string }

func (k *kept) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	*k = kept{req.Method, req.URL.Path, string(body)}
	return &http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Request: req,
		Body: io.NopCloser(strings.NewReader(`{"errcode":0,"errmsg":"ok","auditid":1}`)),
	}, nil
}
