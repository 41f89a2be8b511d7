package report

import (
	"io"
	"maps"
	"slices"
	"strconv"

	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/hint"
	"hardmatch/match"
)

// writeJSON writes the report as one JSON document.
func writeJSON(dst io.Writer, r *Report) error {
	w := newWriter(r, newDocument(dst, ""))
	w.head()
	w.buf = append(w.buf, `,"verdicts":[`...)
	if err := w.verdicts((*writer).verdictJSON); err != nil {
		return err
	}
	w.buf = append(w.buf, "\n],\"findings\":["...)
	w.count = 0
	if err := w.findings((*writer).findingJSON); err != nil {
		return err
	}
	return w.Close()
}

// verdictChunk is the number of verdicts that become rows before they are written.
const verdictChunk = 4096

// verdicts writes each verdict as a row. It makes two chunks at the same time. The first
// object always has a row, so the second chunk can begin with a separator.
func (w *writer) verdicts(row func(*writer, match.Verdict)) error {
	second := newWriter(w.Report, w.rows)
	second.buf = nil // not shared with w
	for from, n := 0, w.Simulation.OnPremises.Len(); from < n; from += 2 * verdictChunk {
		middle, end := min(from+verdictChunk, n), min(from+2*verdictChunk, n)
		second.buf, second.count = second.buf[:0], 1
		made := make(chan struct{})
		go func() {
			second.verdictsOf(row, middle, end)
			close(made)
		}()
		w.verdictsOf(row, from, middle)
		<-made
		w.count += second.count - 1
		w.buf = append(w.buf, second.buf...)
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return w.err
}

// verdictsOf makes the rows of the objects with the numbers from (included) to (excluded).
func (w *writer) verdictsOf(row func(*writer, match.Verdict), from, to int) {
	for v := range w.Simulation.VerdictsOf(from, to) {
		w.begin()
		row(w, v)
		w.buf = append(w.buf, w.after...)
	}
}

// findings writes each finding as a row.
func (w *writer) findings(row func(*writer, *diagnose.Finding)) error {
	for i := range w.Diagnosis.Findings {
		w.begin()
		row(w, &w.Diagnosis.Findings[i])
		if err := w.done(); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) head() {
	w.key(`{"schema":`, "hardmatch.report/1")
	w.key(`,"asOf":`, w.AsOf)
	w.buf = append(w.buf, `,"inputs":[`...)
	for i, in := range w.Inputs {
		w.comma(i)
		w.key(`{"file":`, in.File)
		if in.SHA256 != "" {
			w.key(`,"sha256":`, in.SHA256)
		}
		w.key(`,"kind":`, in.Kind)
		w.number(`,"records":`, in.Records)
		w.buf = append(w.buf, '}')
	}
	w.buf = append(w.buf, ']')
	w.tenantJSON(w.Tenant)
	w.summaryJSON(w.summary())
}

// tenantKinds are the kinds of facts about a tenant, in a fixed order.
var tenantKinds = []directory.TenantKind{
	directory.Domains, directory.Organization, directory.SyncFeatures, directory.RoleDefinitions, directory.RoleAssignments,
	directory.RoleEligibility, directory.Users, directory.DeletedUsers, directory.Groups, directory.Contacts,
}

func (w *writer) tenantJSON(t *directory.Tenant) {
	w.key(`,"tenant":{"id":`, t.ID)
	w.key(`,"initialDomain":`, t.InitialDomain())
	w.buf = appendStrings(w.buf, `,"verifiedDomains":[`, verifiedDomains(t))
	w.buf = append(w.buf, `,"features":{`...)
	for i, name := range slices.Sorted(maps.Keys(t.Features)) {
		w.comma(i)
		w.buf = append(appendJSONString(w.buf, name), ':')
		w.buf = strconv.AppendBool(w.buf, t.Features[name])
	}
	w.buf = appendStrings(w.buf, `},"exported":[`, kindsIn(t.Seen))
	w.buf = appendStrings(w.buf, `,"incomplete":[`, kindsIn(t.Cut))
	assigned, eligible := roleHolders(t)
	w.number(`,"roleHolders":{"assigned":`, assigned)
	w.number(`,"eligible":`, eligible)
	w.buf = append(w.buf, "}}"...)
}

func verifiedDomains(t *directory.Tenant) []string {
	var names []string
	for _, d := range t.Domains {
		if d.Verified && !slices.Contains(names, d.Name) {
			names = append(names, d.Name)
		}
	}
	return names
}

func kindsIn(set map[directory.TenantKind]bool) []string {
	var names []string
	for _, k := range tenantKinds {
		if set[k] {
			names = append(names, string(k))
		}
	}
	return names
}

// roleHolders counts the principals with a role, and the principals that are eligible for
// one.
func roleHolders(t *directory.Tenant) (assigned, eligible int) {
	seen := make(map[directory.RoleHolder]bool)
	for _, h := range t.Holders {
		principal := directory.RoleHolder{PrincipalID: h.PrincipalID, Eligible: h.Eligible}
		switch {
		case seen[principal]:
		case h.Eligible:
			eligible++
		default:
			assigned++
		}
		seen[principal] = true
	}
	return assigned, eligible
}

func (w *writer) summaryJSON(s *summary) {
	w.number(`,"summary":{"objects":{"onPremises":`, w.Simulation.OnPremises.Len())
	w.number(`,"cloud":`, w.Simulation.Cloud.Len())
	w.buf = append(w.buf, `},"verdicts":{`...)
	for i, k := range kindOrder {
		w.comma(i)
		w.number(`"`+k.String()+`":`, s.verdicts[k])
	}
	w.buf = append(w.buf, `},"undecidedFor":[`...)
	for i, m := range s.missing {
		w.comma(i)
		w.key(`{"missing":`, m.input.String())
		w.number(`,"verdicts":`, m.verdicts)
		w.buf = append(w.buf, '}')
	}
	w.buf = append(w.buf, `],"findings":{`...)
	for i, name := range diagnose.Severities {
		w.comma(i)
		w.number(`"`+name+`":`, w.Diagnosis.Counts[i])
	}
	w.buf = append(w.buf, `},"rules":[`...)
	for i, r := range s.rules {
		w.comma(i)
		w.key(`{"rule":`, r.ID)
		w.key(`,"severity":`, r.severity.String())
		w.key(`,"title":`, r.Title)
		w.number(`,"findings":`, r.findings)
		w.buf = append(w.buf, '}')
	}
	w.buf = strconv.AppendBool(append(w.buf, `],"incomplete":`...), w.Incomplete)
	w.buf = append(w.buf, '}')
}

// kindOrder is the order of summaries, from joined to undecided.
var kindOrder = [match.Kinds]match.Kind{
	match.Joined, match.HardMatch, match.SoftMatchSMTP, match.SoftMatchUPN, match.Restore, match.Provision,
	match.ProvisionQuarantined, match.Refused, match.NotSynced, match.CloudManaged, match.Undecided,
}

func (w *writer) verdictJSON(v match.Verdict) {
	w.buf = append(w.buf, `{"object":`...)
	w.ref(v.Object)
	w.buf = append(append(w.buf, `,"verdict":"`...), v.Kind.String()...)
	w.buf = append(w.buf, `","counterpart":`...)
	w.ref(v.Counterpart)
	w.buf = append(w.buf, w.outcomeJSON(v.Outcome)...)
	w.inputs(v.Missing)
	w.buf = append(w.buf, '}')
}

// outcomeJSON returns the members of an outcome. It makes them once for each outcome.
func (w *writer) outcomeJSON(o *match.Outcome) string {
	known, ok := w.outcomes[o]
	if !ok {
		part := writer{}
		part.buf = appendStrings(part.buf, `,"refusals":[`, o.Refusals)
		part.key(`,"reason":`, o.Reason)
		part.key(`,"basis":`, o.Basis.String())
		known = string(part.buf)
		w.outcomes[o] = known
	}
	return known
}

func (w *writer) inputs(missing match.Inputs) {
	if missing == 0 {
		w.buf = append(w.buf, `,"missing":[]`...)
		return
	}
	w.buf = appendStrings(w.buf, `,"missing":[`, missing.Names())
}

func (w *writer) findingJSON(f *diagnose.Finding) {
	w.key(`{"rule":`, f.Rule.ID)
	w.key(`,"severity":`, f.Severity.String())
	w.key(`,"message":`, f.Message)
	w.buf = append(w.buf, `,"object":`...)
	w.ref(f.Object)
	if f.Object == match.None && f.Origin.File != "" {
		w.buf = appendOrigin(append(w.buf, ','), f.Origin)
	}
	w.buf = append(w.buf, `,"others":[`...)
	for i, r := range f.Others {
		w.comma(i)
		w.ref(r)
	}
	w.key(`],"attribute":`, f.Attribute)
	w.key(`,"value":`, f.Value)
	w.buf = append(w.buf, `,"cites":[`...)
	for i, c := range f.Rule.Cites {
		w.comma(i)
		w.buf = appendJSONString(w.buf, c.URL)
	}
	w.buf = append(w.buf, ']')
	w.hint(f.Hint)
	w.buf = append(w.buf, '}')
}

// hint writes the members of a hint, if there is one.
func (w *writer) hint(h hint.Hint) {
	if h.IsZero() {
		return
	}
	w.key(`,"hint":`, w.Words.Text(h))
	w.key(`,"hintCode":`, string(h.Code))
	w.buf = appendStrings(w.buf, `,"hintArgs":[`, h.Args)
}

// ref writes what identifies an object and where it was read, or null for [match.None].
func (w *writer) ref(r match.Ref) {
	if r == match.None {
		w.buf = append(w.buf, "null"...)
		return
	}
	o := w.load(r)
	if r.IsCloud() {
		w.buf = appendText(append(w.buf, `{"side":"cloud",`...), `"id":"`, o.ID)
	} else {
		w.buf = append(w.buf, `{"side":"onPremises",`...)
		w.buf = appendIdentity(w.buf, o)
	}
	w.buf = appendText(w.buf, `"userPrincipalName":"`, o.UserPrincipalName)
	w.buf = append(appendOrigin(w.buf, o.Origin), '}')
}
