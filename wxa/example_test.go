package wxa_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/wxrelease/wxrelease/wxa"
)

// standIn answers like WeChat, with one canned answer for each path.
func standIn(answers map[string]string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, answers[r.URL.Path])
	}))
}

func connect(server *httptest.Server) *wxa.App {
	client, err := wxa.New(wxa.Config{BaseURL: server.URL, Tokens: wxa.FixedToken("61_example")})
	if err != nil {
		panic(err)
	}
	return client.App("wx5555666677778888")
}

func Example() {
	wechat := standIn(map[string]string{
		"/wxa/submit_audit":    `{"errcode":0,"errmsg":"ok","auditid":430000001}`,
		"/wxa/get_auditstatus": `{"errcode":0,"errmsg":"ok","status":1,"reason":"1:服务类目不符:<br>(1):…","screenshot":"mid1|mid2"}`,
	})
	defer wechat.Close()
	ctx, app := context.Background(), connect(wechat)

	id, err := app.SubmitAudit(ctx, wxa.SubmitAuditRequest{ItemList: []wxa.AuditItem{
		{FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	review, err := app.AuditStatus(ctx, id)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(id, review.Status, review.Status.Final())
	for _, line := range wxa.ReasonLines(review.Reason) {
		fmt.Println(" ", line)
	}
	// Output:
	// 430000001 rejected true
	//   1:服务类目不符:
	//   (1):…
}

func ExampleError_Info() {
	wechat := standIn(map[string]string{
		"/wxa/submit_audit": `{"errcode":85009,"errmsg":"already under review rid: 65c0a1b2-00000000-00000000"}`,
	})
	defer wechat.Close()

	_, err := connect(wechat).SubmitAudit(context.Background(), wxa.SubmitAuditRequest{ItemList: []wxa.AuditItem{
		{FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616},
	}})
	var refused *wxa.Error
	if errors.As(err, &refused) {
		fmt.Println(refused)
		fmt.Println(refused.Class(), refused.RID)
		fmt.Println(refused.Info().Remedy)
	}
	// Output:
	// /wxa/submit_audit for wx5555666677778888: errcode 85009: already under review rid: 65c0a1b2-00000000-00000000
	// ambiguous 65c0a1b2-00000000-00000000
	// Read the latest review. If it is ours, go on with it; if not, wait for its end or withdraw it. Right after a withdrawal wait a little and submit again.
}

func ExampleSubmitAuditRequest_Validate() {
	request := wxa.SubmitAuditRequest{
		ItemList:     []wxa.AuditItem{{FirstClass: "工具", FirstID: 287, SecondID: 616, Address: "/pages/index/index"}},
		UGCDeclare:   &wxa.UGCDeclare{Scene: []int{5}},
		FeedbackInfo: "fixed",
	}
	fmt.Println(request.Validate())
	// Output:
	// item_list[0].address: starts with a slash, want a path as get_page lists it: "pages/index/index"
	// item_list[0].second_class: is empty, want a name from get_category
	// ugc_declare.other_scene_desc: is empty, scene 5 needs a description
}
