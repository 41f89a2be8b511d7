package hardmatch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"

	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/exportfile/records"
	"hardmatch/plan"
	"hardmatch/staging"
)

// read reads all inputs, as many at once as there are processors, and joins them in
// their order. It returns the error of the context.
func read(ctx context.Context, inputs []Input, o Options) (*Report, error) {
	parts := make([]*Report, len(inputs))
	failed := make([]error, len(inputs))
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, in := range inputs {
		free <- struct{}{}
		go func() {
			parts[i], failed[i] = readPart(ctx, in, o)
			<-free
		}()
	}
	for range cap(free) { // wait until all have finished
		free <- struct{}{}
	}
	all := newReport()
	for i, part := range parts {
		if failed[i] != nil {
			return nil, failed[i]
		}
		all.join(part)
	}
	return all, nil
}

func newReport() *Report {
	return &Report{OnPremises: directory.ConnectorSpace{Side: directory.OnPremises}, Cloud: directory.ConnectorSpace{Side: directory.Cloud}}
}

func (r *Report) join(part *Report) {
	r.Inputs = append(r.Inputs, part.Inputs...)
	r.Files = append(r.Files, part.Files...)
	r.OnPremises.Join(&part.OnPremises)
	r.Cloud.Join(&part.Cloud)
	r.Tenant.Join(&part.Tenant)
	r.Errors = append(r.Errors, part.Errors...)
	r.Incomplete = r.Incomplete || part.Incomplete
}

// DamageOf returns an error of a [Report] in the form that package diagnose makes a
// finding of. The check command uses it to print each error once.
func DamageOf(err error) diagnose.Damage {
	var read *records.ReadError
	var value *staging.ValueError
	switch {
	case errors.As(err, &value):
		return diagnose.Damage{Rule: records.LostValue, Origin: value.Origin, Text: fmt.Sprintf("%s: %v", value.Attribute, value.Err), Hint: value.Hint}
	case errors.As(err, &read):
		return diagnose.Damage{Rule: records.Unreadable, Origin: directory.Origin{File: read.File, Line: read.Line}, Text: read.Err.Error(), Hint: read.Hint}
	}
	return diagnose.Damage{Rule: records.Unreadable, Text: err.Error()}
}

func damageOf(errs []error) []diagnose.Damage {
	var all []diagnose.Damage
	for _, err := range errs {
		all = append(all, DamageOf(err))
	}
	return all
}

// readPart reads and stages the exports in one input. It returns the error of the
// context.
func readPart(ctx context.Context, in Input, o Options) (*Report, error) {
	r := newReport()
	o.simulation, o.tenant = true, &r.Tenant
	digest := sha256.New()
	source := plan.Input{File: in.Name}
	if o.Digests {
		in.Data = io.TeeReader(in.Data, digest)
	}
	for export, err := range Open(ctx, in, o) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			r.addError(err)
			continue
		}
		if err := r.stage(ctx, export); err != nil {
			return nil, err
		}
		source.Kind, source.Records = export.Format, source.Records+export.Records
	}
	if _, err := io.Copy(io.Discard, in.Data); err != nil { // the digest includes what follows the last object
		if !slices.ContainsFunc(r.Errors, func(known error) bool { return errors.Is(known, err) }) {
			r.addError(&records.ReadError{File: in.Name, Err: err})
		}
	} else if o.Digests {
		source.SHA256 = hex.EncodeToString(digest.Sum(nil))
	}
	r.Inputs = append(r.Inputs, source)
	return r, ctx.Err()
}

// Digest computes the SHA-256 of an input that was read without one, from the whole
// of its data. input is an index of r.Inputs. The error is one of the reader.
func (r *Report) Digest(input int, data io.Reader) error {
	if r.Inputs[input].SHA256 != "" {
		return nil
	}
	digest := sha256.New()
	if _, err := io.Copy(digest, data); err != nil {
		return err
	}
	r.Inputs[input].SHA256 = hex.EncodeToString(digest.Sum(nil))
	return nil
}

func (r *Report) addError(err error) { r.Errors, r.Incomplete = append(r.Errors, err), true }

// stage adds the objects of one export. It returns the error of the context.
func (r *Report) stage(ctx context.Context, x *Export) error {
	for object, err := range x.Objects() {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.Errors = append(r.Errors, err)
		case object.Side == directory.Cloud:
			r.Cloud.Add(object)
		default:
			r.OnPremises.Add(object)
		}
	}
	r.OnPremises.SetAbsence(x.Name, x.stager.Absence())
	r.Files = append(r.Files, &x.Summary)
	r.Incomplete = r.Incomplete || x.Incomplete()
	return nil
}
