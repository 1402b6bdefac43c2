package main

import (
	"errors"
	"fmt"
	"strings"
)

// fixedSeeds is what the simulation covers by itself.
const fixedSeeds = 2000

// mutant is one fault: a text that is in a file exactly once, and what stands there instead.
type mutant struct {
	name     string
	file     string
	packages []string // tested besides the usual ones
	seeds    int      // the simulation alone must notice it, within so many seeds; 0: the usual tests must
	old, new string
}

// parse reads a list of mutants. Each begins with "mutant name", followed by "file path", lines of the old text behind "< ",
// lines of the new text behind "> " (none: the old lines go), and perhaps "test package", or "by simulation", which may be
// followed by a number of seeds. Other lines are comments when they begin with "#".
func parse(text string) ([]mutant, error) {
	var all []mutant
	names := map[string]bool{}
	for i, line := range strings.Split(text, "\n") {
		word, rest, _ := strings.Cut(line, " ")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if word == "mutant" {
			if names[rest] || rest == "" {
				return nil, fmt.Errorf("line %d: %q needs a name of its own", i+1, line)
			}
			names[rest] = true
			all = append(all, mutant{name: rest})
			continue
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("line %d: %q stands before the first mutant", i+1, line)
		}
		m := &all[len(all)-1]
		switch word {
		case "file":
			m.file = rest
		case "by":
			m.seeds = fixedSeeds
			if _, err := fmt.Sscanf(rest, "simulation %d", &m.seeds); err != nil && rest != "simulation" {
				return nil, fmt.Errorf("line %d: %q is not by simulation, or by simulation and a number of seeds", i+1, line)
			}
		case "test":
			m.packages = append(m.packages, rest)
		case "<":
			m.old += rest + "\n"
		case ">":
			m.new += rest + "\n"
		default:
			return nil, fmt.Errorf("line %d: %q is none of mutant, file, test, by, <, > and #", i+1, line)
		}
	}
	if len(all) == 0 {
		return nil, errors.New("there is no mutant in it")
	}
	for _, m := range all {
		if m.file == "" || m.old == "" || m.old == m.new {
			return nil, fmt.Errorf("mutant %s needs a file, an old text, and another new one", m.name)
		}
	}
	return all, nil
}
