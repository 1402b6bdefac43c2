package command

import "time"

// Texts of tests have their times in UTC, wherever they run.
func init() { time.Local = time.UTC }
