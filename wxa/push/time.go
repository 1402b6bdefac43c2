package push

import (
	"strconv"
	"time"
)

// lastSecond is the end of the year 9999, past which a time.Time cannot be written as JSON any more.
const lastSecond = 253402300799

// time reads Unix seconds; the zero time for what is none.
func (f field) time() time.Time { return second(f.number()) }

// number reads WeChat's numbers, which come as text; 0 for what is none.
func (f field) number() int64 {
	n, err := strconv.ParseInt(f.label(), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func second(n int64) time.Time {
	if n <= 0 || n > lastSecond {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// codeExpires reads AuthorizationCodeExpiredTime, which is documented as a number of seconds and seen as a Unix time. The
// magnitude tells which.
func codeExpires(told field, created time.Time) time.Time {
	const absolute = 1_000_000_000
	n := told.number()
	if n > 0 && n <= absolute {
		if created.IsZero() {
			return time.Time{}
		}
		n += created.Unix()
	}
	return second(n)
}
