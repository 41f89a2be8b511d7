package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"hardmatch/exportfile/encoding"
)

// The causes for which [Parse] refuses a file. After [ErrEdited] a person can undo the
// edit or make the plan again.
var (
	ErrSyntax = errors.New("not a plan.json")
	ErrSchema = errors.New("not a plan of this schema")
	ErrEdited = errors.New("the plan was changed after it was made: its content does not give its id")
)

// Parse reads a plan.json in UTF-8, or in UTF-16 with a byte order mark. It is strict,
// because the plan will be carried out. These are errors: an unknown field, phase or
// operation, a member or a step id that occurs twice, a step that comes after a step
// that does not exist, and any change of the file except of "approved". Errors wrap
// [ErrSyntax], [ErrSchema], [ErrEdited] or [ErrStep]. The plan is valid by [Plan.Validate].
func Parse(doc []byte) (*Plan, error) {
	doc, err := decodeText(doc)
	if err != nil {
		return nil, err
	}
	if err := checkSchema(doc); err != nil {
		return nil, err
	}
	if err := checkMembers(doc); err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.DisallowUnknownFields()
	p := new(Plan)
	if err := dec.Decode(p); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSyntax, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: the plan is followed by more text, expected the end of the file", ErrSyntax)
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	id, err := digest(doc)
	if err != nil {
		return nil, err
	}
	if id != p.ID {
		return nil, fmt.Errorf("%w %s", ErrEdited, p.ID)
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return p, nil
}

// decodeText returns UTF-8 without a byte order mark. Windows PowerShell 5.1 writes
// UTF-16 with >, and puts a mark before UTF-8.
func decodeText(doc []byte) ([]byte, error) {
	doc, err := encoding.DecodeBOM(doc)
	if err != nil || !utf8.Valid(doc) {
		return nil, fmt.Errorf("%w: not UTF-8", ErrSyntax)
	}
	return doc, nil
}

// checkSchema runs first, so that a plan of a later schema is not reported as a plan
// with unknown fields.
func checkSchema(doc []byte) error {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.NewDecoder(bytes.NewReader(doc)).Decode(&head); err != nil {
		if err == io.EOF {
			return fmt.Errorf("%w: the file is empty", ErrSyntax)
		}
		return fmt.Errorf("%w: %w", ErrSyntax, err)
	}
	if head.Schema != Schema {
		return fmt.Errorf("%w: %q, expected %q", ErrSchema, head.Schema, Schema)
	}
	return nil
}

func (p *Plan) check() error {
	ids := make(map[string]bool, len(p.Steps))
	for i := range p.Steps {
		for s := &p.Steps[i]; s != nil; s = s.Undo {
			if err := s.check(); err != nil {
				return err
			}
			if ids[s.ID] {
				return fmt.Errorf("%w: two steps have the id %q", ErrSyntax, s.ID)
			}
			ids[s.ID] = true
		}
	}
	for _, s := range p.Steps {
		for _, id := range s.After {
			if !ids[id] {
				return fmt.Errorf("%w: step %s comes after %q, expected the id of a step", ErrSyntax, s.ID, id)
			}
		}
	}
	return nil
}

func (s *Step) check() error {
	switch {
	case s.ID == "":
		return fmt.Errorf("%w: a step has no id", ErrSyntax)
	case !slices.Contains(phases, s.Phase):
		return fmt.Errorf("%w: step %s has the unknown phase %q", ErrSyntax, s.ID, s.Phase)
	case !slices.Contains(operations, s.Operation):
		return fmt.Errorf("%w: step %s has the unknown operation %q", ErrSyntax, s.ID, s.Operation)
	case s.Undo != nil && s.Irreversible:
		return fmt.Errorf("%w: step %s is irreversible and has an undo", ErrSyntax, s.ID)
	}
	return nil
}
