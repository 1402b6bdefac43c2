package settings

import (
	"os"
	"path/filepath"

	"github.com/wxrelease/wxrelease/internal/words"
)

// ExposedFaults names the files of secrets that every user of the machine may read: those that others may read, in folders that others
// may enter. A container has one user, and its first process no others to think of.
func ExposedFaults(env Env) []words.Text {
	if os.Getpid() == 1 {
		return nil
	}
	var faults []words.Text
	for _, row := range table {
		path := env.get(row.Name + "_FILE")
		if !row.Secret || path == "" {
			continue
		}
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o004 != 0 && entered(path) {
			faults = append(faults, words.SettingExposed.Of(row.Name+"_FILE", path))
		}
	}
	return faults
}

// entered tells whether others may enter each folder above a file.
func entered(path string) bool {
	folder, err := filepath.Abs(path)
	for err == nil && folder != filepath.Dir(folder) {
		folder = filepath.Dir(folder)
		var info os.FileInfo
		if info, err = os.Stat(folder); err == nil && info.Mode().Perm()&0o001 == 0 {
			return false
		}
	}
	return err == nil
}
