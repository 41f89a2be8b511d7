package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"hardmatch/apply"

	kiota "github.com/microsoft/kiota-abstractions-go"
)

// SnapshotSchema is the schema at the beginning of every snapshot.
const SnapshotSchema = "hardmatch.snapshot/1"

// A Missing is a collection that could not be read. It is absent from the document, which
// is not the same as an empty list.
type Missing struct {
	Collection string `json:"collection"`
	Reason     string `json:"reason"`
}

// A Progress is how many objects of a collection a snapshot has.
type Progress struct {
	Collection string
	Objects    int
}

// A snapshot is being made. It can be resumed from its state.
type snapshot struct {
	*Client
	file       *partFile
	onProgress func(Progress) // may be nil
	state      state
}

// Snapshot writes all collections to a file, page by page, so that its memory does not depend
// on the size of the tenant. With resume it continues an interrupted snapshot; it returns
// [ErrNoPart] if there is none. The file appears when it is complete. Snapshot returns the
// collections that could not be read, and calls onProgress after each page if it is not nil.
func (c *Client) Snapshot(ctx context.Context, path string, resume bool, onProgress func(Progress)) ([]Missing, error) {
	file, state, err := openPart(path, resume)
	if err != nil {
		return nil, err
	}
	s := &snapshot{c, file, onProgress, state}
	if err := s.run(ctx); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return s.state.Missing, file.finish()
}

func (s *snapshot) run(ctx context.Context) error {
	if s.state.Offset == 0 {
		if err := s.save([]byte("{\n\"schema\": \"" + SnapshotSchema + "\"")); err != nil {
			return err
		}
	}
	for s.state.Collection < len(collections) {
		if err := s.collect(ctx, collections[s.state.Collection]); err != nil {
			return fmt.Errorf("%s: %w", collections[s.state.Collection].name, err)
		}
		s.state.Collection++
		s.state.Source, s.state.Next, s.state.Objects, s.state.Start = 0, "", 0, 0
		if err := s.save(nil); err != nil {
			return err
		}
	}
	return s.save(s.trailer())
}

// trailer returns the end of the document.
func (s *snapshot) trailer() []byte {
	if len(s.state.Missing) == 0 {
		return []byte("\n}\n")
	}
	list, err := json.Marshal(s.state.Missing)
	if err != nil {
		panic(err) // strings can always be encoded
	}
	return fmt.Appendf(nil, ",\n\"notExported\": %s\n}\n", list)
}

// collect reads a collection from the first source that answers.
func (s *snapshot) collect(ctx context.Context, c collection) error {
	for ; s.state.Source < len(c.sources); s.state.Source++ {
		err := s.collectFrom(ctx, c)
		var f *apply.Failure
		switch {
		case err == nil:
			return nil
		case !errors.As(err, &f), f.Kind == apply.Unknown, f.Kind == apply.NotSent, f.Kind == apply.Throttled, f.Status == 401, f.Status == 0:
			return err
		case s.state.Source+1 == len(c.sources) && s.state.Collection == 0:
			return err // without users there is no snapshot
		case s.state.Source+1 == len(c.sources):
			s.state.Missing = append(s.state.Missing, Missing{c.name, f.Error()})
		}
	}
	return nil
}

// collectFrom reads the pages of one source. If a resumed snapshot has a link that has
// expired, collectFrom reads the collection again from the start.
func (s *snapshot) collectFrom(ctx context.Context, c collection) error {
	if s.state.Next != "" {
		err := s.pagesFrom(ctx, c, s.state.Next)
		var f *apply.Failure
		if !errors.As(err, &f) || f.Kind != apply.Refused && f.Kind != apply.NotFound {
			return err
		}
		if err := s.restart(); err != nil {
			return err
		}
	}
	return s.pagesFrom(ctx, c, s.cloud.Root+c.sources[s.state.Source])
}

// restart removes the objects of the current collection.
func (s *snapshot) restart() error {
	s.state.Offset, s.state.Next, s.state.Objects = s.state.Start, "", 0
	return s.file.cut(s.state.Offset)
}

// pagesFrom appends the pages from a link on to the document.
func (s *snapshot) pagesFrom(ctx context.Context, c collection, link string) error {
	request := func() (*kiota.RequestInformation, error) { return linkRequest(link) }
	return s.pages(ctx, s.v1, request, func(p *page) error {
		var b bytes.Buffer
		if s.state.Next == "" {
			s.state.Start = s.state.Offset
			fmt.Fprintf(&b, ",\n\"%s\": [", c.name)
		}
		for _, object := range p.Value {
			if s.state.Objects++; s.state.Objects > 1 {
				b.WriteByte(',')
			}
			b.WriteByte('\n')
			if err := json.Compact(&b, object); err != nil {
				return err
			}
		}
		if s.state.Next = p.Next; p.Next == "" {
			b.WriteString("\n]")
		}
		if s.onProgress != nil {
			s.onProgress(Progress{c.name, s.state.Objects})
		}
		return s.save(b.Bytes())
	})
}

// save appends text to the document and saves the state.
func (s *snapshot) save(more []byte) error {
	s.state.Offset += int64(len(more))
	return s.file.append(more, s.state)
}
