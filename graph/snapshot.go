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

// SnapshotSchema stands at the beginning of every snapshot.
const SnapshotSchema = "hardmatch.snapshot/1"

// A Missing is a part of the tenant that a snapshot does not have, and why: it is not in
// the document, which is something else than an empty list.
type Missing struct {
	Collection string `json:"collection"`
	Reason     string `json:"reason"`
}

// A Progress says how far a snapshot is.
type Progress struct {
	Collection string
	Objects    int // of the collection
}

// A snapshot is one under way. What it has to know to go on after an interruption is in
// its state.
type snapshot struct {
	*Client
	file  *partFile
	tell  func(Progress)
	state state
}

// Snapshot writes all that check asks of the tenant to a file, page by page, so that the
// memory it takes does not depend on the tenant. With resume it goes on where an earlier
// one was interrupted. The file appears when it is whole.
func (c *Client) Snapshot(ctx context.Context, path string, resume bool, tell func(Progress)) ([]Missing, error) {
	file, state, err := openPart(path, resume)
	if err != nil {
		return nil, err
	}
	s := &snapshot{c, file, tell, state}
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
	return s.save(s.ending())
}

func (s *snapshot) ending() []byte {
	if len(s.state.Missing) == 0 {
		return []byte("\n}\n")
	}
	list, err := json.Marshal(s.state.Missing)
	if err != nil {
		panic(err) // two texts
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

// collectFrom reads the pages of one source. A link that an interruption has made too old
// is given up, and the collection read anew.
func (s *snapshot) collectFrom(ctx context.Context, c collection) error {
	if s.state.Next != "" {
		err := s.pagesFrom(ctx, c, s.state.Next)
		var f *apply.Failure
		if !errors.As(err, &f) || f.Kind != apply.Refused && f.Kind != apply.NotFound {
			return err
		}
		if err := s.back(); err != nil {
			return err
		}
	}
	return s.pagesFrom(ctx, c, s.cloud.Root+c.sources[s.state.Source])
}

// back cuts off what was read of a collection.
func (s *snapshot) back() error {
	s.state.Offset, s.state.Next, s.state.Objects = s.state.Start, "", 0
	return s.file.cut(s.state.Offset)
}

func (s *snapshot) pagesFrom(ctx context.Context, c collection, link string) error {
	ask := func() (*kiota.RequestInformation, error) { return linked(link) }
	return s.pages(ctx, s.v1, ask, func(p *page) error {
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
		if s.tell != nil {
			s.tell(Progress{c.name, s.state.Objects})
		}
		return s.save(b.Bytes())
	})
}

// save appends to the file, and notes how far it is.
func (s *snapshot) save(more []byte) error {
	s.state.Offset += int64(len(more))
	return s.file.append(more, s.state)
}
