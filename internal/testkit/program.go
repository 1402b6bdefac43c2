package testkit

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// BuildProgram builds wxrelease into a folder, as a user does, and gives its path. What the compiler says goes to standard error.
func BuildProgram(dir string) (path string, err error) {
	path = filepath.Join(dir, "wxrelease")
	build := exec.Command("go", "build", "-o", path, "github.com/wxrelease/wxrelease")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("building wxrelease: %w", err)
	}
	return path, nil
}
