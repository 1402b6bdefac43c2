package wxa

import (
	"log/slog"
	"net/http"
)

// Config is checked by New.
type Config struct {
	BaseURL   string            // default https://api.weixin.qq.com
	Tokens    TokenSource       // required
	Transport http.RoundTripper // nil: a transport of our own
	Logger    *slog.Logger      // nil: discard
}

// Client calls WeChat. It is safe for concurrent use.
type Client struct{}

// New checks cfg.
func New(cfg Config) (*Client, error) { panic("skeleton") }

// App is the client's view of one Mini Program; its calls carry that program's token.
type App struct {
	c     *Client
	appid string
}

// App gives the view of one Mini Program.
func (c *Client) App(appid string) *App { return &App{c, appid} }
