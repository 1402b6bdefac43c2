// Package appid knows the form of an appid, the name that WeChat gives to a Mini Program or a platform.
package appid

// Valid tells whether text has the form of an appid: wx and 16 letters or digits.
func Valid(text string) bool {
	if len(text) != 18 || text[:2] != "wx" {
		return false
	}
	for _, c := range []byte(text) {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
