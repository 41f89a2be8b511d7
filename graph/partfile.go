package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"hardmatch/apply"
)

// A state is the progress of a snapshot, from which it can be resumed.
type state struct {
	Collection int       `json:"collection"` // index of the current collection
	Source     int       `json:"source"`     // index of its source
	Next       string    `json:"next"`       // link to its next page; "" for the first
	Objects    int       `json:"objects"`    // how many of its objects are in the file
	Start      int64     `json:"start"`      // its offset in the file
	Offset     int64     `json:"offset"`     // end of the valid part of the file
	Missing    []Missing `json:"missing"`
}

// A partFile is an incomplete document, with a second file for its state.
type partFile struct {
	*os.File
	path string // of the complete document
}

func (p *partFile) part() string      { return p.path + ".part" }
func (p *partFile) stateFile() string { return p.path + ".part.state" }

// ErrNoPart means that there is no interrupted snapshot to resume.
var ErrNoPart = errors.New("no snapshot was interrupted here")

// openPart creates an incomplete document, or opens it at the end of its valid part.
func openPart(path string, resume bool) (*partFile, state, error) {
	p := &partFile{path: path}
	var s state
	if resume {
		doc, err := os.ReadFile(p.stateFile())
		if errors.Is(err, os.ErrNotExist) {
			return nil, s, fmt.Errorf("%s: %w", p.stateFile(), ErrNoPart)
		}
		if err == nil {
			err = json.Unmarshal(doc, &s)
		}
		if err != nil {
			return nil, s, fmt.Errorf("%s: %w", p.stateFile(), err)
		}
	}
	file, err := os.OpenFile(p.part(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, s, err
	}
	p.File = file
	if size, err := file.Seek(0, io.SeekEnd); err != nil || size < s.Offset {
		return nil, s, errors.Join(fmt.Errorf("%s: %d octets, expected at least %d", p.part(), size, s.Offset), err, file.Close())
	}
	if err := p.cut(s.Offset); err != nil {
		return nil, s, errors.Join(err, file.Close())
	}
	return p, s, nil
}

// cut truncates the document at an offset and continues there.
func (p *partFile) cut(offset int64) error {
	if err := p.Truncate(offset); err != nil {
		return err
	}
	_, err := p.Seek(offset, io.SeekStart)
	return err
}

// append writes the text before the state, so that the state never includes text that is not
// on the disk.
func (p *partFile) append(more []byte, s state) error {
	if _, err := p.Write(more); err != nil {
		return err
	}
	if err := p.Sync(); err != nil {
		return err
	}
	doc, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return apply.WriteSynced(p.stateFile(), doc)
}

// finish renames the complete document to its path.
func (p *partFile) finish() error {
	if err := p.Close(); err != nil {
		return err
	}
	if err := os.Rename(p.part(), p.path); err != nil {
		return err
	}
	return os.Remove(p.stateFile())
}
