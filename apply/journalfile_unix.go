//go:build unix

package apply

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// openLocked opens or creates a file and locks it while it is open. The system releases the
// lock when the process ends, even if it is killed.
func openLocked(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, ErrBusy), file.Close())
	}
	return file, nil
}

// syncDir writes the directory to the disk, and with it the name of a new file.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
