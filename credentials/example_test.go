package credentials_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const (
	platform = "wx1111222233334444"
	shop     = "wx5555666677778888"
	secret   = "0123456789abcdef0123456789abcdef"
)

// A platform without a token service: what WeChat pushes goes into a store, and the store is the token source of the client.
func Example() {
	sim := wxatest.New(wxatest.Config{Platform: wxatest.Platform{AppID: platform, Secret: secret}})
	defer sim.Close()
	sim.AddApp(wxatest.App{AppID: shop, AuthorizedLater: true})
	wechat := httptest.NewServer(sim)
	defer wechat.Close()
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	key, err := base64.StdEncoding.DecodeString(credentials.NewKey()) // keep it: the store opens with no other
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()

	store, err := credentials.Open(ctx, credentials.Config{
		AppID: platform, Secret: secret, Store: filepath.Join(dir, "store.db"), Key: key, BaseURL: wechat.URL,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer store.Close()
	client, err := wxa.New(wxa.Config{BaseURL: wechat.URL, Tokens: store})
	if err != nil {
		fmt.Println(err)
		return
	}

	// Nobody has authorised the platform yet.
	err = store.SaveTicket(ctx, sim.PushTicket(), time.Now()) // as the push handler does
	fmt.Println(err)
	_, err = client.App(shop).Quota(ctx)
	fmt.Println(errors.Is(err, credentials.ErrNotAuthorized), wxa.ClassOf(err))

	// A merchant does; WeChat pushes a code, which becomes tokens when somebody needs one.
	code, err := sim.Authorize(shop)
	fmt.Println(err)
	fmt.Println(store.Authorized(ctx, shop, code, time.Time{}))
	quota, err := client.App(shop).Quota(ctx)
	fmt.Println(quota.Rest, err)
	// Output:
	// <nil>
	// true token
	// <nil>
	// <nil>
	// 1000 <nil>
}
