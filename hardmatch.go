// Package hardmatch reads exports of Active Directory and Microsoft Entra ID,
// predicts what the next sync does with their objects, and plans the steps that fix it.
//
// [Run] is the whole pipeline from exports to a plan, [Check] is the pipeline as far as
// findings, and [Open] returns the objects of one export as a stream. [Render] writes a
// plan as a script or as a document.
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
	Side directory.Side // UnknownSide: the content decides
}

// Options control how the exports are read and evaluated.
type Options struct {
	Encoding      string // of the exports; "": recognise it
	Anchor        string // attribute that is the source anchor; "": [staging.AnchorAuto]
	AcceptDecoded bool   // see [records.Options]
	Digests       bool   // compute the digests of the inputs for [plan.Input]; [Run] always does

	AsOf            string          // the day whose rules apply, YYYY-MM-DD; required by [Check]
	Engine          match.Engine    // the sync client
	TenantFlags     map[string]bool // of onPremisesDirectorySynchronization; they override the exports
	VerifiedDomains []string        // of the tenant, in addition to the exports
	Scope           planner.Scope   // the users that [Run] plans for, and facts that are not in the exports

	simulation bool              // read everything that a simulation needs
	tenant     *directory.Tenant // receives the facts about the tenant
}

// A Report is the result of [Check], and of [Run] with a plan.
type Report struct {
	AsOf       string
	Inputs     []plan.Input
	Files      []*records.Summary
	OnPremises directory.ConnectorSpace
	Cloud      directory.ConnectorSpace
	Tenant     directory.Tenant
	Simulation *match.Simulation
	Diagnosis  *diagnose.Diagnosis
	Plan       *plan.Plan // set by [Report.MakePlan]
	// Errors are the records and values that could not be read, see
	// [Export.Objects], and the inputs that are not an export.
	Errors     []error
	Incomplete bool // objects or values are missing from the inputs
}

// Object returns a copy of the object of a verdict or of a finding. It returns nil for
// [match.None], the object of a finding about a file or the tenant.
func (r *Report) Object(ref match.Ref) *directory.Object {
	if ref == match.None {
		return nil
	}
	return r.Simulation.Object(ref)
}

// ForOutput returns the report in the form that package report writes, with these words
// for hints.
func (r *Report) ForOutput(words hint.Words) *report.Report {
	return &report.Report{
		AsOf: r.AsOf, Inputs: r.Inputs, Incomplete: r.Incomplete,
		Tenant: &r.Tenant, Simulation: r.Simulation, Diagnosis: r.Diagnosis, Words: words,
	}
}

// Check runs the pipeline as far as findings: it reads the exports, simulates what
// the next sync does with their objects, and diagnoses what is wrong with them. The
// Errors of the report include inputs that are not an export or cannot be read to the
// end. Check returns the error of the context, or an error if Options.AsOf is not a day.
func Check(ctx context.Context, inputs []Input, o Options) (*Report, error) {
	if _, err := time.Parse(time.DateOnly, o.AsOf); err != nil {
		return nil, fmt.Errorf("AsOf is %q, expected a day such as 2026-11-22", o.AsOf)
	}
	r, err := read(ctx, inputs, o)
	if err != nil {
		return nil, err
	}
	r.AsOf = o.AsOf
	r.Tenant.Join(tenantOfOptions(o))
	r.Simulation = match.Simulate(match.Model{
		OnPremises: &r.OnPremises, Cloud: &r.Cloud, Tenant: &r.Tenant, Engine: o.Engine, AsOf: o.AsOf,
	})
	r.Diagnosis = diagnose.Diagnose(r.Simulation, r.Files, damageOf(r.Errors))
	return r, ctx.Err()
}

// tenantOfOptions returns the facts about the tenant that are in the options.
func tenantOfOptions(o Options) *directory.Tenant {
	t := &directory.Tenant{Features: o.TenantFlags}
	for _, name := range o.VerifiedDomains {
		t.Domains = append(t.Domains, directory.Domain{Name: name, Verified: true})
		t.See(directory.Domains)
	}
	return t
}

// Run runs the whole pipeline: [Check], and then [Report.MakePlan] for Options.Scope. It
// returns the errors of both.
func Run(ctx context.Context, inputs []Input, o Options) (*Report, error) {
	o.Digests = true
	r, err := Check(ctx, inputs, o)
	if err != nil {
		return nil, err
	}
	return r, r.MakePlan(o.Scope)
}

// MakePlan sets r.Plan to the steps that let the next sync do the right thing with the
// users in scope. The inputs must have digests: see [Options] and [Report.Digest]. The
// error is a [*planner.UserError].
func (r *Report) MakePlan(scope planner.Scope) (err error) {
	r.Plan, err = planner.Build(planner.Request{
		AsOf: r.AsOf, Tenant: planTenant(&r.Tenant), Inputs: r.Inputs, Simulation: r.Simulation, Diagnosis: r.Diagnosis, Scope: scope,
	})
	return err
}

// planTenant returns the tenant of a plan, or nil if the exports do not identify it.
func planTenant(t *directory.Tenant) *plan.Tenant {
	if t.ID == "" && t.InitialDomain() == "" {
		return nil
	}
	return &plan.Tenant{ID: t.ID, InitialDomain: t.InitialDomain()}
}
