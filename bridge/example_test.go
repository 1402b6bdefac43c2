package bridge_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"time"

	"github.com/wxrelease/wxrelease/bridge"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/push"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// printed stands for Temporal; programs give a client made by bridge.NewClient.
type printed struct{}

func (printed) SignalWorkflow(_ context.Context, workflowID, _, signal string, arg any) error {
	fmt.Println(workflowID, signal, arg.(workflows.AuditEvent).Event)
	return nil
}

// The bridge in a server of your own: WeChat's verdict becomes a signal to the release's workflow.
func Example() {
	const platform, shop = "wx1111222233334444", "wx5555666677778888"
	const token, aesKey = "platformtoken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

	key, err := push.ParseKey(aesKey)
	if err != nil {
		fmt.Println(err)
		return
	}
	receiver, err := push.NewReceiver(push.ReceiverConfig{AppID: platform, Pairs: []push.Pair{{Token: token, Key: key}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := bridge.New(bridge.Config{
		Receiver: receiver, Signals: printed{}, CheckTemporal: func(context.Context) error { return nil },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer b.Close()
	server := httptest.NewServer(b)
	defer server.Close()

	// WeChat reviews a version for three hours and pushes its verdict.
	sim := wxatest.New(wxatest.Config{Callback: wxatest.Callback{
		URL: server.URL + "/wechat/$APPID$/messages", ComponentAppID: platform, Token: token, EncodingAESKey: aesKey, RealTimestamps: true,
	}})
	defer sim.Close()
	sim.AddApp(wxatest.App{AppID: shop, TrialVersion: "1.4.0"})
	if _, err := sim.OpenForeignReview(shop, wxatest.ForeignReview{}); err != nil {
		fmt.Println(err)
		return
	}
	sim.Advance(3 * time.Hour)
	fmt.Println("answered with success:", sim.Pushes()[0].Success)
	// Output:
	// wxrelease/wx5555666677778888 audit-event weapp_audit_success
	// answered with success: true
}
