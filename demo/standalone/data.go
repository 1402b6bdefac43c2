package standalone

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/wxrelease/wxrelease/credentials"
)

// The files of a data folder. All of them are for their owner only.
const (
	temporalDB    = "temporal.db"    // the releases
	credentialsDB = "credentials.db" // the platform's ticket, tokens and authorisations
	storeKey      = "store.key"      // seals what is secret in it
	copiedAt      = "copied-at"      // in a copy: the moment of it
	clientConfig  = "temporal.toml"  // how clients reach the server, for the programs and for the Temporal CLI
)

// data is the folder in which an installation keeps everything.
type data string

func (d data) file(name string) string { return filepath.Join(string(d), name) }

// prepare makes the folder where it is missing, and takes it from others where it is not.
func (d data) prepare() error {
	if err := os.MkdirAll(string(d), 0o700); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		return nil // modes say nothing about others there
	}
	info, err := os.Stat(string(d))
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return os.Chmod(string(d), 0o700)
	}
	return nil
}

// makeKey writes a key for the store unless there is one. A key is never replaced: what is sealed with it would be lost.
func (d data) makeKey() error {
	path := d.file(storeKey)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = file.WriteString(credentials.NewKey() + "\n")
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(path))
	}
	return nil
}

// writeClientConfig says where the server is.
func (d data) writeClientConfig(address string) error {
	text := fmt.Sprintf("[profile.default]\naddress = %q\nnamespace = %q\n", address, namespace)
	return os.WriteFile(d.file(clientConfig), []byte(text), 0o600)
}
