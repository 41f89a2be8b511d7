//go:build unix

package apply

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// openLocked holds the lock as long as the file is open; the system lets go of it when
// the process dies, however it does.
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

// syncDir makes the name of a new file as safe as its content.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
