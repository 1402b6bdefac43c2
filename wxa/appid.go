package wxa

import "github.com/wxrelease/wxrelease/wxa/internal/appid"

// IsAppID tells whether text has the form of an appid: wx and 16 letters or digits.
func IsAppID(text string) bool { return appid.Valid(text) }
