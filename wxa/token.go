package wxa

import "context"

// TokenSource gives the authorizer_access_token for a Mini Program.
type TokenSource interface {
	// Token gives a token that is believed to be valid.
	Token(ctx context.Context, appid string) (string, error)
	// Drop says that WeChat refused this very token; a source that still holds it must not give it again.
	Drop(appid, token string)
}
