package doctor

import (
	"strconv"
	"strings"
)

// samples reads one metric from Prometheus' text format: its values that are not 0, by their labels as written, "" for none.
func samples(text, name string) map[string]float64 {
	found := map[string]float64{}
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), name)
		if !ok {
			continue
		}
		labels := ""
		if inner, is := strings.CutPrefix(rest, "{"); is {
			at := strings.LastIndex(inner, "}")
			if at < 0 {
				continue
			}
			labels, rest = inner[:at], inner[at+1:]
		} else if !strings.HasPrefix(rest, " ") {
			continue // another metric, whose name begins so
		}
		value, _, _ := strings.Cut(strings.TrimSpace(rest), " ") // a time stamp may follow
		if n, err := strconv.ParseFloat(value, 64); err == nil && n != 0 {
			found[labels] = n
		}
	}
	return found
}
