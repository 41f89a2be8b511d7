// Package hardmatch reads exports of Active Directory and Microsoft Entra ID
// and says what a sync would do with their objects.
//
// Begin with [Run] for the whole line from exports to a plan, or with [Open] for
// the objects of one export as a stream.
package hardmatch

import (
	"context"
	"fmt"
	"io"
	"time"

	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
	"hardmatch/match"
	"hardmatch/plan"
	"hardmatch/planner"
	"hardmatch/report"
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
	AcceptDecoded bool   // see [records.Options]
	Digests       bool   // of the inputs, for [plan.Input]; [Run] always makes them

	AsOf            string          // the day whose rules apply, YYYY-MM-DD; [Check] needs one
	Engine          match.Engine    // the sync client
	TenantFlags     map[string]bool // of onPremisesDirectorySynchronization; they go before those of exports
	VerifiedDomains []string        // of the tenant, beside those of exports
	Scope           planner.Scope   // for whom [Run] plans, and what is known beside the exports

	simulation bool              // read all that a simulation needs
	tenant     *directory.Tenant // what the exports tell of it
}

// A Report is all that [Check] finds out.
type Report struct {
	AsOf       string
	Inputs     []plan.Input
	Files      []*records.Summary
	OnPremises directory.ConnectorSpace
	Cloud      directory.ConnectorSpace
	Tenant     directory.Tenant
	Simulation *match.Simulation
	Diagnosis  *diagnose.Diagnosis
	Plan       *plan.Plan // once [Report.MakePlan] made it
	// Errors are the records and values that could not be read; see
	// [Export.Objects].
	Errors     []error
	Incomplete bool // objects or values are missing from the inputs
}

// Object returns the object of a verdict or of a finding, with memory of its own. It
// returns nil for [match.None], the object of a finding about a file or the tenant.
func (r *Report) Object(ref match.Ref) *directory.Object {
	if ref == match.None {
		return nil
	}
	return r.Simulation.Object(ref)
}

// Found is what package report writes of a report.
func (r *Report) Found(words hint.Words) *report.Report {
	return &report.Report{
		AsOf: r.AsOf, Inputs: r.Inputs, Incomplete: r.Incomplete,
		Tenant: &r.Tenant, Simulation: r.Simulation, Diagnosis: r.Diagnosis, Words: words,
	}
}

// Check walks the line as far as findings: it reads the exports, simulates what
// the next sync does with their objects, and diagnoses what is wrong with them. An
// export that is none, or cannot be read to its end, is among the Errors of the
// report. The error of Check is one of the context, or says that Options.AsOf is not a
// day.
func Check(ctx context.Context, inputs []Input, o Options) (*Report, error) {
	if _, err := time.Parse(time.DateOnly, o.AsOf); err != nil {
		return nil, fmt.Errorf("AsOf is %q, expected a day such as 2026-11-22", o.AsOf)
	}
	r, err := read(ctx, inputs, o)
	if err != nil {
		return nil, err
	}
	r.AsOf = o.AsOf
	r.Tenant.Join(stated(o))
	r.Simulation = match.Simulate(match.Model{
		OnPremises: &r.OnPremises, Cloud: &r.Cloud, Tenant: &r.Tenant, Engine: o.Engine, AsOf: o.AsOf,
	})
	r.Diagnosis = diagnose.Diagnose(r.Simulation, r.Files, damageOf(r.Errors))
	return r, ctx.Err()
}

// stated is what the options say about the tenant.
func stated(o Options) *directory.Tenant {
	t := &directory.Tenant{Features: o.TenantFlags}
	for _, name := range o.VerifiedDomains {
		t.Domains = append(t.Domains, directory.Domain{Name: name, Verified: true})
		t.See(directory.Domains)
	}
	return t
}

// Run walks the whole line: it checks, and plans the steps that let the next sync
// do the right thing. Its error is one of [Check] or a [*planner.UserError].
func Run(ctx context.Context, inputs []Input, o Options) (*Report, error) {
	o.Digests = true
	r, err := Check(ctx, inputs, o)
	if err != nil {
		return nil, err
	}
	return r, r.MakePlan(o.Scope)
}

// MakePlan makes the plan for a scope from what [Check] found out, if that has the
// digests of the inputs: see [Options] and [Report.Digest]. Its error is a
// [*planner.UserError].
func (r *Report) MakePlan(scope planner.Scope) (err error) {
	r.Plan, err = planner.Build(planner.Request{
		AsOf: r.AsOf, Tenant: tenantOf(&r.Tenant), Inputs: r.Inputs, Simulation: r.Simulation, Diagnosis: r.Diagnosis, Scope: scope,
	})
	return err
}

// tenantOf names the tenant of a plan, as far as the exports do.
func tenantOf(t *directory.Tenant) *plan.Tenant {
	if t.ID == "" && t.InitialDomain() == "" {
		return nil
	}
	return &plan.Tenant{ID: t.ID, InitialDomain: t.InitialDomain()}
}
