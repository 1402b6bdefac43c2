package activities

import "time"

// Defaults of the limits, also for inputs of workers that did not send them yet.
const (
	detectionLimit = time.Hour
	submitLimit    = 30 * time.Minute
	outageLimit    = 14 * 24 * time.Hour
	withdrawLimit  = 24 * time.Hour
)
