// Package hardmatch reads exports of Active Directory and Microsoft Entra ID
// and says what a sync would do with their objects.
//
// Begin with [Run] for the whole line from exports to a plan, or with [Open] for
// the objects of one export as a stream.
package hardmatch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"hardmatch/directory"
	"hardmatch/exportfile"
	"hardmatch/match"
	"hardmatch/plan"
)

// An Input is one export.
type Input struct {
	Name string
	Data io.Reader
	Side directory.Side // UnknownSide: the content tells
}

// Options say how to read the exports and what to do with them.
type Options struct {
	Encoding      string // of the exports; "" means: find out
	Anchor        string // attribute that is the source anchor; "" means [staging.AnchorAuto]
	AcceptDecoded bool   // see [exportfile.Options]

	AsOf  string   // day to judge by, YYYY-MM-DD
	Users []string // limits the plan to these, by UPN, sAMAccountName or GUID

	scope  bool              // read what decides whether an object is synced at all
	tenant *directory.Tenant // what the exports tell of it
}

// A Report is all that [Run] finds out.
type Report struct {
	Files      []*exportfile.File
	OnPremises directory.ConnectorSpace
	Cloud      directory.ConnectorSpace
	Tenant     directory.Tenant
	Verdicts   []match.Verdict
	Plan       *plan.Plan
	// Errors are the records and values that could not be read; see
	// [Export.Objects].
	Errors     []error
	Incomplete bool // objects or values are missing from the inputs
}

// Run walks the line: it reads the exports, simulates what the next sync does
// with their objects, and plans the steps that let it do the right thing. An
// export that is none, or cannot be read to its end, is among the Errors of the
// report. The error of Run is one of the context or a [*plan.UserError].
func Run(ctx context.Context, inputs []Input, o Options) (*Report, error) {
	r := &Report{OnPremises: directory.ConnectorSpace{Side: directory.OnPremises}, Cloud: directory.ConnectorSpace{Side: directory.Cloud}}
	o.scope, o.tenant = true, &r.Tenant
	var sources []plan.Input
	for _, in := range inputs {
		source, err := r.read(ctx, in, o)
		if err != nil {
			return nil, err
		}
		sources = append(sources, source)
	}
	r.Verdicts = match.Simulate(&r.OnPremises)
	var err error
	r.Plan, err = plan.Build(plan.Request{
		AsOf: o.AsOf, Tenant: tenantOf(&r.Tenant), Inputs: sources, Verdicts: r.Verdicts, Users: o.Users,
	})
	return r, err
}

// read stages the exports of one input. Its error is the context's.
func (r *Report) read(ctx context.Context, in Input, o Options) (plan.Input, error) {
	digest := sha256.New()
	source := plan.Input{File: in.Name}
	in.Data = io.TeeReader(in.Data, digest)
	for export, err := range Open(in, o) {
		if err != nil {
			r.fail(err)
			continue
		}
		if err := r.stage(ctx, export); err != nil {
			return source, err
		}
		source.Kind, source.Records = export.Format, source.Records+export.Records
	}
	if _, err := io.Copy(io.Discard, in.Data); err != nil { // what follows the last object counts as well
		r.fail(err)
		return source, ctx.Err()
	}
	source.SHA256 = hex.EncodeToString(digest.Sum(nil))
	return source, ctx.Err()
}

func (r *Report) fail(err error) { r.Errors, r.Incomplete = append(r.Errors, err), true }

// stage keeps the objects of one export. Its error is the context's.
func (r *Report) stage(ctx context.Context, x *Export) error {
	for object, err := range x.Objects() {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.Errors = append(r.Errors, err)
		case object.Side == directory.Cloud:
			r.Cloud.Objects = append(r.Cloud.Objects, object.Clone())
		default:
			r.OnPremises.Objects = append(r.OnPremises.Objects, object.Clone())
		}
	}
	r.Files = append(r.Files, x.File)
	r.Incomplete = r.Incomplete || x.Incomplete()
	return nil
}

// tenantOf names the tenant of a plan, as far as the exports do.
func tenantOf(t *directory.Tenant) *plan.Tenant {
	if t.ID == "" && t.InitialDomain() == "" {
		return nil
	}
	return &plan.Tenant{ID: t.ID, InitialDomain: t.InitialDomain()}
}
