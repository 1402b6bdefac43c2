package workflows_test

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"time"

	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// A release in the SDK's test environment, against a simulated WeChat on the same virtual clock. A worker registers the same way;
// package releases has a plugin that does it.
func ExampleOptions_Register() {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestWorkflowEnvironment()
	const shop = "wx5555666677778888"
	sim := wxatest.New(wxatest.Config{Clock: env.Now, TokenLife: 24 * time.Hour})
	defer sim.Close()
	sim.AddApp(wxatest.App{AppID: shop, TrialVersion: "1.4.0", Plans: []wxatest.Plan{{
		{After: 5 * time.Hour, Status: wxatest.StatusRejected, Reason: "1:服务类目不符<br>"},
	}}})
	server := httptest.NewServer(sim)
	defer server.Close()
	wechat, err := wxa.New(wxa.Config{BaseURL: server.URL, Tokens: wxa.FixedToken(sim.Token(shop))})
	if err != nil {
		fmt.Println(err)
		return
	}
	workflows.Options{}.Register(env, &activities.Activities{WeChat: wechat})

	env.ExecuteWorkflow(workflows.WorkflowType, workflows.ReleaseInput{
		AppID: shop, Version: "1.4.0",
		Audit: wxa.SubmitAuditRequest{ItemList: []wxa.AuditItem{{FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616}}},
	})
	var end workflows.Status
	if err := env.GetWorkflowResult(&end); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(end.Outcome, end.Reason)
	// Output: rejected [1:服务类目不符]
}
