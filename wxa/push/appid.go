package push

// IsAppID tells whether text has the form of an appid: wx and 16 letters or digits.
func IsAppID(text string) bool {
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
