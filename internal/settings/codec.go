package settings

import (
	"net/http"
	"strings"
	"time"

	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/internal/words"
)

// codecTimeout bounds one call of the remote codec. The SDK sets none, and a codec that hangs would hang every program for ever.
const codecTimeout = 10 * time.Second

// remoteCodec gives the data converter that a profile's remote codec stands behind, nil without one. {namespace} in its address is
// replaced as the Temporal CLI does it. A worker calls it while workflow code runs, also when it replays: that is no deadlock, so
// the SDK must not take it for one.
func remoteCodec(codec *envconfig.ClientConfigCodec, namespace string) (converter.DataConverter, error) {
	if codec == nil || codec.Endpoint == "" && codec.Auth == "" {
		return nil, nil
	}
	if err := checkURL(codec.Endpoint, true); err != nil {
		return nil, words.TemporalCodec.Err(err)
	}
	remote := converter.NewRemoteDataConverter(converter.GetDefaultDataConverter(), converter.RemoteDataConverterOptions{
		Endpoint: strings.ReplaceAll(codec.Endpoint, "{namespace}", namespace),
		ModifyRequest: func(r *http.Request) error {
			r.Header.Set("X-Namespace", namespace)
			if codec.Auth != "" {
				r.Header.Set("Authorization", codec.Auth)
			}
			return nil
		},
		Client: http.Client{Timeout: codecTimeout},
	})
	return workflow.DataConverterWithoutDeadlockDetection(remote), nil
}
