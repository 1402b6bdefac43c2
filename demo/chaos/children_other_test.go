//go:build !linux

package main

import "testing"

// running cannot be told here.
func running(*testing.T, string) []int { return nil }
