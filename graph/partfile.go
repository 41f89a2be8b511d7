package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"hardmatch/apply"
)

// A state is what a snapshot has to know to go on.
type state struct {
	Collection int       `json:"collection"` // number of the one under way
	Source     int       `json:"source"`     // of it
	Next       string    `json:"next"`       // its next page; "": the first
	Objects    int       `json:"objects"`    // of it so far
	Start      int64     `json:"start"`      // where it begins in the file
	Offset     int64     `json:"offset"`     // how much of the file is good
	Missing    []Missing `json:"missing"`
}

// A partFile is a document that grows, beside a note of how far it is.
type partFile struct {
	*os.File
	path string // of the whole
}

func (p *partFile) part() string { return p.path + ".part" }
func (p *partFile) note() string { return p.path + ".part.state" }

// ErrNoPart says that there is nothing to go on with.
var ErrNoPart = errors.New("no snapshot was interrupted here")

func openPart(path string, resume bool) (*partFile, state, error) {
	p := &partFile{path: path}
	var s state
	if resume {
		doc, err := os.ReadFile(p.note())
		if errors.Is(err, os.ErrNotExist) {
			return nil, s, fmt.Errorf("%s: %w", p.note(), ErrNoPart)
		}
		if err == nil {
			err = json.Unmarshal(doc, &s)
		}
		if err != nil {
			return nil, s, fmt.Errorf("%s: %w", p.note(), err)
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

func (p *partFile) cut(offset int64) error {
	if err := p.Truncate(offset); err != nil {
		return err
	}
	_, err := p.Seek(offset, io.SeekStart)
	return err
}

// append writes the text before the note, so that the note never says too much.
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
	return apply.WriteSynced(p.note(), doc)
}

// finish makes the part the whole.
func (p *partFile) finish() error {
	if err := p.Close(); err != nil {
		return err
	}
	if err := os.Rename(p.part(), p.path); err != nil {
		return err
	}
	return os.Remove(p.note())
}
