package main

import (
	"os"
	"testing"
)

// Every mutant of the list still applies to the files of today.
func TestListApplies(t *testing.T) {
	text, err := os.ReadFile("list.txt")
	if err != nil {
		t.Fatal(err)
	}
	mutants, err := parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := applyAll(mutants, "../.."); err != nil {
		t.Error(err)
	}
}
