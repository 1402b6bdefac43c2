package wxa_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// An endpoint that has no method here: which categories may a submission name?
func ExampleApp_Do() {
	const appid = "wx5555666677778888"
	sim := wxatest.New(wxatest.Config{})
	defer sim.Close()
	sim.AddApp(wxatest.App{AppID: appid, Categories: []wxatest.Category{
		{FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616},
	}})
	wechat := httptest.NewServer(sim)
	defer wechat.Close()

	client, err := wxa.New(wxa.Config{BaseURL: wechat.URL, Tokens: wxa.FixedToken(sim.Token(appid))})
	if err != nil {
		fmt.Println(err)
		return
	}
	var answer struct {
		Categories []struct {
			First    string `json:"first_class"`
			Second   string `json:"second_class"`
			SecondID int64  `json:"second_id"`
		} `json:"category_list"`
	}
	err = client.App(appid).Do(context.Background(), wxa.Request{
		Method: http.MethodGet, Path: "/wxa/get_category", Reads: true, Wants: "category_list",
	}, &answer)
	fmt.Println(answer.Categories, err)

	// What is refused is a *wxa.Error, as everywhere.
	sim.Fault(wxatest.Fault{Errcode: 45009})
	err = client.App(appid).Do(context.Background(), wxa.Request{Method: http.MethodGet, Path: "/wxa/get_category", Reads: true}, nil)
	fmt.Println(wxa.ClassOf(err), wxa.IsCode(err, 45009))
	// Output:
	// [{工具 效率 616}] <nil>
	// quota true
}
