package timing

import "fmt"

// FormatError says that a text is no duration.
type FormatError struct{ Text string }

func (e *FormatError) Error() string {
	if e.Text == "" {
		return "an empty text is not a duration such as 90s, 30m, 6h or 14d"
	}
	return fmt.Sprintf("%q is not a duration such as 90s, 30m, 6h or 14d", e.Text)
}
