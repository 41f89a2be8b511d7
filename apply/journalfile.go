package apply

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// ErrBusy says that another run writes to the journal.
var ErrBusy = errors.New("another run is under way with this journal")

// An OpenJournal is a journal in a file that no other run writes to meanwhile.
type OpenJournal struct {
	*Journal
	Recorded *Recorded
	file     *os.File
}

// OpenJournalFile opens or makes a journal, for this process alone, until it ends. It cuts
// off a line that a crash has torn.
//
// gofrs/flock v0.13.0 would not save the 30 lines of openLocked: it opens the file by a
// handle of its own, and on Windows locks the first octet of the file, which then neither
// this process could write nor others could read.
func OpenJournalFile(path string) (*OpenJournal, error) {
	file, err := openLocked(path)
	if err != nil {
		return nil, err
	}
	j, err := takeUp(file)
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), file.Close())
	}
	return j, nil
}

func takeUp(file *os.File) (*OpenJournal, error) {
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

// Close lets other runs write to the journal.
func (j *OpenJournal) Close() error { return j.file.Close() }

// WriteSynced writes a file that is whole on the disk when it returns.
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
