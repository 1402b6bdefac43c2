// Mutants puts one fault at a time into a copy of this repository and runs the tests of activities and workflows there, or, for
// a fault that it alone must notice, the simulation. A mutant that no test notices has survived: then a promise of the code is
// not tested. All of list.txt takes an hour on two cores; it is run by hand, after changes of activities or workflows.
//
//	GOWORK=off go -C tools run ./mutants                 every mutant of list.txt
//	GOWORK=off go -C tools run ./mutants -run 'submit'   those whose name matches
//	GOWORK=off go -C tools run ./mutants -check          no test: only whether each still applies to today's files
//
// The exit code is 1 when one survives, does not apply, or does not build, and when the tests fail without any mutant. The
// repository itself is only read.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	list := flag.String("list", "mutants/list.txt", "the mutants")
	only := flag.String("run", "", "run only the mutants whose name matches this expression")
	check := flag.Bool("check", false, "run no test, only check that each text is in its file exactly once")
	root := flag.String("root", "..", "the repository")
	packages := flag.String("packages", "./activities ./workflows ./wxa", "what is tested, besides the simulation")
	flag.Parse()
	if err := run(*list, *only, *root, *check, strings.Fields(*packages), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(list, only, root string, check bool, packages []string, out io.Writer) error {
	text, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	mutants, err := parse(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", list, err)
	}
	wanted, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	mutants = slices.DeleteFunc(mutants, func(m mutant) bool { return !wanted.MatchString(m.name) })
	if check {
		return applyAll(mutants, root)
	}
	tree, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tree)
	if err := copyTree(root, tree); err != nil {
		return fmt.Errorf("copy the repository: %w", err)
	}
	if output, err := test(tree, packages); err != nil {
		return fmt.Errorf("the tests fail without any mutant: %w\n%s", err, output)
	}
	if output, err := simulate(tree, fixedSeeds); err != nil {
		return fmt.Errorf("the simulation fails without any mutant: %w\n%s", err, output)
	}
	var bad []string
	for _, m := range mutants {
		began := time.Now()
		verdict, fine := m.try(tree, packages)
		if !fine {
			bad = append(bad, m.name)
		}
		fmt.Fprintf(out, "%-40s %5.0f s  %s\n", m.name, time.Since(began).Seconds(), verdict)
	}
	if len(bad) > 0 {
		return fmt.Errorf("%d of the mutants are not killed: %s", len(bad), strings.Join(bad, ", "))
	}
	return nil
}

// apply gives the file as it is and with the fault.
func (m mutant) apply(tree string) (whole, changed []byte, err error) {
	if whole, err = os.ReadFile(filepath.Join(tree, m.file)); err != nil {
		return nil, nil, err
	}
	if n := bytes.Count(whole, []byte(m.old)); n != 1 {
		return nil, nil, fmt.Errorf("its text is in %s %d times", m.file, n)
	}
	return whole, bytes.Replace(whole, []byte(m.old), []byte(m.new), 1), nil
}

// applyAll tells which mutants do not apply.
func applyAll(mutants []mutant, root string) error {
	var faults []error
	for _, m := range mutants {
		if _, _, err := m.apply(root); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", m.name, err))
		}
	}
	return errors.Join(faults...)
}

// try tests one mutant; fine means that a test noticed it.
func (m mutant) try(tree string, packages []string) (verdict string, fine bool) {
	path := filepath.Join(tree, m.file)
	whole, changed, err := m.apply(tree)
	if err != nil {
		return "DOES NOT APPLY: " + err.Error(), false
	}
	defer func() {
		if err := os.WriteFile(path, whole, 0o644); err != nil {
			panic(err) // the next mutant would not be alone
		}
	}()
	if err := os.WriteFile(path, changed, 0o644); err != nil {
		return "DOES NOT APPLY: " + err.Error(), false
	}
	tested := append(append([]string{"./workflows/simulation"}, packages...), m.packages...)
	if output, err := command(tree, "go", append([]string{"vet"}, tested...)...); err != nil {
		return "DOES NOT BUILD: " + firstLine(output), false
	}
	var output []byte
	if m.seeds > 0 {
		output, err = simulate(tree, m.seeds)
	} else {
		output, err = test(tree, tested[1:])
	}
	if err == nil {
		return "SURVIVED", false
	}
	return "killed by " + killer(output), true
}

// test stops at the first failing test of each package.
func test(tree string, packages []string) ([]byte, error) {
	return command(tree, "go", append([]string{"test", "-failfast", "-timeout", "3m"}, packages...)...)
}

// simulate stops at the first seed that fails.
func simulate(tree string, seeds int) ([]byte, error) {
	return command(tree, "go", "test", "-timeout", "30m", "./workflows/simulation",
		"-run", "TestSeeds", "-first", "-seeds", strconv.Itoa(seeds))
}

func command(dir, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	return cmd.CombinedOutput()
}

var (
	failed   = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	violated = regexp.MustCompile(`seed \d+: \[[^:\]]*`)
)

// killer names the innermost test that failed, or the seed and what it found.
func killer(output []byte) string {
	if seed := violated.Find(output); seed != nil {
		return strings.Replace(string(seed), "[", "", 1)
	}
	all := failed.FindAllSubmatch(output, -1)
	if len(all) == 0 {
		return firstLine(output)
	}
	return string(all[len(all)-1][1])
}

func firstLine(output []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(output), []byte("\n"))
	return string(line)
}

// copyTree copies what git tracks and what it would track.
func copyTree(from, to string) error {
	names, err := command(from, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return fmt.Errorf("%w: %s", err, names)
	}
	for _, name := range strings.Split(strings.TrimRight(string(names), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(from, name))
		if errors.Is(err, os.ErrNotExist) {
			continue // deleted, not yet committed
		}
		if err != nil {
			return err
		}
		target := filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
