//go:build race

package simulation

// The race detector makes everything ten times as slow.
const fixedSeeds = 100
