package hardmatch

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"hardmatch/directory"
	"hardmatch/exportfile"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
	"hardmatch/staging"
)

// An Export is a recognised export.
type Export struct {
	*exportfile.File
	Rejected int // number of values that do not have the form of their attribute

	ctx    context.Context // of Open
	stager *staging.Stager
	errors int
}

// Open recognises an export, or each export in an archive. It yields each one before it
// reads the next. An error belongs to one export, and the next exports follow. When the
// context is done, Open and [Export.Objects] yield its error and end.
func Open(ctx context.Context, in Input, o Options) iter.Seq2[*Export, error] {
	return func(yield func(*Export, error) bool) {
		for member, err := range exportfile.Unpack(in.Name, in.Data) {
			if ctx.Err() != nil {
				yield(nil, ctx.Err())
				return
			}
			var x *Export
			if err == nil {
				x, err = open(ctx, Input{Name: member.Name, Data: member.Data, Side: in.Side}, o)
			}
			if !yield(x, err) {
				return
			}
		}
	}
}

func open(ctx context.Context, in Input, o Options) (*Export, error) {
	stager, err := staging.New(in.Name, staging.Options{Anchor: o.Anchor, Simulation: o.simulation, Side: in.Side, Tenant: o.tenant})
	if err != nil {
		return nil, err
	}
	file, err := exportfile.New(in.Name, in.Data, records.Options{
		Attributes:    stager.Attributes(),
		Lists:         stager.Lists(),
		Optional:      stager.Optional(),
		Key:           directory.AttrObjectGUID,
		Encoding:      o.Encoding,
		AcceptDecoded: o.AcceptDecoded,
	})
	if err != nil {
		return nil, err
	}
	return &Export{File: file, ctx: ctx, stager: stager}, nil
}

// Objects yields the objects in the order of the export. Each is valid until the next.
// An error is a record or a value that could not be read, a [*records.ReadError] or a
// [*staging.ValueError]. Objects continues after an error if possible. It yields at most
// 100,000 errors. If the context of [Open] is done, the last error is that of the
// context.
func (x *Export) Objects() iter.Seq2[*directory.Object, error] {
	return func(yield func(*directory.Object, error) bool) {
		object, limited := new(directory.Object), x.limitErrors(yield)
		for record, err := range x.All() {
			if x.ctx.Err() != nil {
				yield(nil, x.ctx.Err())
				return
			}
			if err != nil {
				if !limited(nil, err) {
					return
				}
				continue
			}
			isObject, rejected := x.stager.Stage(object, record)
			for _, err := range rejected {
				x.Rejected++
				if !limited(nil, err) {
					return
				}
			}
			if isObject && !limited(object, nil) {
				return
			}
		}
		x.stager.AddListedTypes(x.Types)
		if x.missesObjects() {
			x.stager.MarkIncomplete()
		}
		x.Notes = append(x.Notes, x.stager.Notes()...)
		x.noteErrors()
	}
}

// missesObjects reports whether objects may be missing from the file. Lost values do not
// count, because they are marked in their objects.
func (x *Export) missesObjects() bool {
	return x.Skipped > 0 || slices.ContainsFunc(x.Notes, func(n records.Note) bool {
		return n.Incomplete && n.Rule != records.LostValue && n.Rule != records.PartialValue && n.Rule != records.NotExported
	})
}

// maxErrors is how many errors of one export are reported.
const maxErrors = 100_000

// limitErrors returns a function that yields all objects, and the first maxErrors
// errors.
func (x *Export) limitErrors(yield func(*directory.Object, error) bool) func(*directory.Object, error) bool {
	return func(o *directory.Object, err error) bool {
		if err == nil {
			return yield(o, nil)
		}
		if x.errors++; x.errors > maxErrors {
			return true
		}
		return yield(nil, err)
	}
}

// noteErrors adds a note with the number of errors, if some were not yielded.
func (x *Export) noteErrors() {
	if x.errors > maxErrors {
		x.Notes = append(x.Notes, records.Note{Rule: records.Unreadable, Incomplete: true,
			Text: fmt.Sprintf("%d records or values could not be used; only the first %d are listed", x.errors, maxErrors),
			Hint: hint.New(hint.FirstErrors)})
	}
}

// Incomplete reports whether objects or values are missing. It is valid after all
// objects were read.
func (x *Export) Incomplete() bool { return x.Rejected > 0 || x.File.Incomplete() }
