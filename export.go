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

// An Export is an export that was recognised, and its objects.
type Export struct {
	*exportfile.File
	Rejected int // values that do not have the form of their attribute

	ctx    context.Context // of Open
	stager *staging.Stager
	errors int
}

// Open recognises an export, or each export in an archive, and yields it before
// anything of the next is read. An error is that of one export; the exports after it
// follow. Once the context is done, Open and [Export.Objects] yield its error and end.
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

// Objects yields the objects of the export in its order. Each is valid until
// the next. The errors are records and values that could not be read, an
// [*records.ReadError] or a [*staging.ValueError]; after each it goes on as
// far as that is possible. Of very many errors only the first are yielded. The last
// error is that of the context of [Open], if that is done.
func (x *Export) Objects() iter.Seq2[*directory.Object, error] {
	return func(yield func(*directory.Object, error) bool) {
		object, limited := new(directory.Object), x.untilTooMany(yield)
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

// missesObjects reports whether the file shows not all of what it was to show. A
// value that was lost is another matter: its object says so.
func (x *Export) missesObjects() bool {
	return x.Skipped > 0 || slices.ContainsFunc(x.Notes, func(n records.Note) bool {
		return n.Incomplete && n.Rule != records.LostValue && n.Rule != records.PartialValue && n.Rule != records.NotExported
	})
}

// maxErrors is how many errors of one export are of use to anyone.
const maxErrors = 100_000

// untilTooMany hands on to yield all objects, and errors until there are too many.
func (x *Export) untilTooMany(yield func(*directory.Object, error) bool) func(*directory.Object, error) bool {
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

// noteErrors says how many errors were not handed on.
func (x *Export) noteErrors() {
	if x.errors > maxErrors {
		x.Notes = append(x.Notes, records.Note{Rule: records.Unreadable, Incomplete: true,
			Text: fmt.Sprintf("%d records or values could not be used; only the first %d are told one by one", x.errors, maxErrors),
			Hint: hint.New(hint.FirstErrors)})
	}
}

// Incomplete reports, once all objects were read, whether some are missing.
func (x *Export) Incomplete() bool { return x.Rejected > 0 || x.File.Incomplete() }
