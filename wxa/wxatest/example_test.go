package wxatest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// A submission whose answer is lost, and what WeChat says afterwards.
func Example() {
	sim := wxatest.New(wxatest.Config{})
	defer sim.Close()
	srv := httptest.NewServer(sim)
	defer srv.Close()

	const appid = "wx5555666677778888"
	sim.AddApp(wxatest.App{AppID: appid, TrialVersion: "1.4.0"})
	sim.Fault(wxatest.Fault{Endpoint: "/wxa/submit_audit", Cut: wxatest.CutAfter})

	_, err := http.Post(srv.URL+"/wxa/submit_audit?access_token="+sim.Token(appid), "application/json", strings.NewReader("{}"))
	fmt.Println("answer lost:", err != nil)
	fmt.Println("accepted:", len(sim.Ledger()))

	sim.Advance(3 * time.Hour) // the review is over, and the token of the morning has expired
	resp, err := http.Post(srv.URL+"/wxa/get_auditstatus?access_token="+sim.Token(appid), "application/json",
		strings.NewReader(`{"auditid":430000001}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	fmt.Println(string(body), err)
	// Output:
	// answer lost: true
	// accepted: 1
	// {"errcode":0,"errmsg":"ok","status":0,"reason":"","screenshot":""} <nil>
}
