package e2e

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"

	"github.com/wxrelease/wxrelease/internal/keyring"
	"github.com/wxrelease/wxrelease/internal/payloads"
	"github.com/wxrelease/wxrelease/releases"
)

// encrypted has all tests of this package run with payloads that Temporal cannot read.
var encrypted = flag.Bool("encrypted", false, "encrypt what releases leave in Temporal, in every program and client")

var payloadKey = keyring.NewKey()

// withKey gives a client's options the codec where the tests run encrypted.
func withKey(o client.Options) client.Options {
	if !*encrypted {
		return o
	}
	key, err := base64.StdEncoding.DecodeString(payloadKey)
	if err != nil {
		panic(err) // it was just made
	}
	codec, err := payloads.NewCodec(key, nil)
	if err != nil {
		panic(err)
	}
	codec.Apply(&o)
	return o
}

// clientOptions are those of a client of releases.
func clientOptions() releases.Options {
	return releases.Options{DataConverter: withKey(client.Options{}).DataConverter}
}

// plain reads what the tests' client has written.
func plain() converter.DataConverter {
	return cmp.Or(withKey(client.Options{}).DataConverter, converter.GetDefaultDataConverter())
}

// payloadSettings are what programs get for it.
func payloadSettings() []string {
	if !*encrypted {
		return nil
	}
	return []string{"WXRELEASE_PAYLOAD_KEY=" + payloadKey}
}

// searchPlain looks for what only releases say, in every history; it must be there unless the tests run encrypted.
func (w *world) searchPlain() error {
	ctx := context.Background()
	list, err := w.client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Query: "WorkflowId STARTS_WITH 'wxrelease/'"})
	if err != nil {
		return err
	}
	if len(list.Executions) == 0 {
		return errors.New("there is no history, so nothing is proved")
	}
	for _, e := range list.Executions {
		h, err := readHistory(ctx, w.client, e.Execution.WorkflowId, e.Execution.RunId)
		if err != nil {
			return err
		}
		raw, err := proto.Marshal(h)
		if err != nil {
			return err
		}
		for _, text := range []string{"工具", "item_list"} {
			if found := bytes.Contains(raw, []byte(text)); found == *encrypted {
				return fmt.Errorf("%q in the history of %s: %t, encrypted: %t", text, e.Execution.WorkflowId, found, *encrypted)
			}
		}
	}
	return nil
}
