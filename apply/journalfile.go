package apply

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// ErrBusy means that another process writes to the journal.
var ErrBusy = errors.New("another run is using this journal")

// An OpenJournal is a journal in a file that no other process can write to.
type OpenJournal struct {
	*Journal
	Recorded *Recorded
	file     *os.File
}

// OpenJournalFile opens or creates a journal and locks it until it is closed. It cuts off an
// incomplete last line. It returns [ErrBusy] if another process has locked the journal, and
// [ErrJournal] if the journal is damaged.
//
// gofrs/flock v0.13.0 cannot replace openLocked: it opens the file with a handle of its own,
// and on Windows it locks the first octet, which this process then cannot write and others
// cannot read.
func OpenJournalFile(path string) (*OpenJournal, error) {
	file, err := openLocked(path)
	if err != nil {
		return nil, err
	}
	j, err := loadJournal(file)
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), file.Close())
	}
	return j, nil
}

// loadJournal reads a locked file and positions it at the end of the complete lines.
func loadJournal(file *os.File) (*OpenJournal, error) {
	doc, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	rec, err := ReadJournal(doc)
	if err != nil {
		return nil, err
	}
	if err := file.Truncate(rec.Size); err != nil {
		return nil, err
	}
	if _, err := file.Seek(rec.Size, io.SeekStart); err != nil {
		return nil, err
	}
	return &OpenJournal{NewJournal(file, rec), rec, file}, nil
}

// Close closes and unlocks the file.
func (j *OpenJournal) Close() error { return j.file.Close() }

// WriteSynced replaces a file. When it returns, the whole file is on the disk; after a crash
// the file has either its old or its new content.
func WriteSynced(path string, doc []byte) error {
	temporary := path + ".tmp"
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(doc)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err = os.Rename(temporary, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}
