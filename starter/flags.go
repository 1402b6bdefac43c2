package main

import (
	"time"

	"github.com/wxrelease/wxrelease/activities"
)

// duration is a flag's value that reads as durations of the release file do: 90s, 30m, 2d.
type duration time.Duration

func (d *duration) String() string { return activities.Duration(*d).String() }
func (d *duration) Type() string   { return "duration" }
func (d *duration) Set(text string) error {
	return (*activities.Duration)(d).UnmarshalText([]byte(text))
}
