//go:build !race

package simulation

// fixedSeeds are what every run of the tests covers.
const fixedSeeds = 2000
