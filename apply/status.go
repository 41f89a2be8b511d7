package apply

// A Progress is what a journal tells of the runs of a plan.
type Progress struct {
	Plan      string
	Tenant    string
	Domain    string
	Principal string
	Runs      int
	Begun     string // when the last run was begun
	End       string // why the last run ended; "" if it was broken off or is under way
	Left      int    // steps that the last run had to carry out and has not touched
	Steps     []StepProgress
}

// A StepProgress is the last that a journal tells of a step.
type StepProgress struct {
	ID string
	History
}

// ProgressOf sums a journal up; steps come in the order in which they were begun.
func ProgressOf(rec *Recorded) Progress {
	var p Progress
	touched := make(map[string]bool) // by the last run
	all := rec.Histories()
	seen := make(map[string]bool)
	for _, r := range rec.Records {
		switch {
		case r.Plan != "":
			p.Plan, p.Tenant, p.Domain, p.Principal = r.Plan, r.Tenant, r.Domain, r.Principal
			p.Runs, p.Begun, p.End, p.Left = p.Runs+1, r.Time, "", r.Steps
			clear(touched)
		case r.Step != "":
			if r.State == Intent && !touched[r.Step] {
				p.Left--
			}
			touched[r.Step] = touched[r.Step] || r.State == Intent
			if !seen[r.Step] {
				seen[r.Step] = true
				p.Steps = append(p.Steps, StepProgress{r.Step, all[r.Step]})
			}
		case r.End != "":
			p.End = r.End
		}
	}
	p.Left = max(0, p.Left)
	return p
}
