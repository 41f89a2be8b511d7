package apply

// A Progress is what a journal records of the runs of a plan.
type Progress struct {
	Plan      string // its id
	Tenant    string // its id
	Domain    string
	Principal string
	Runs      int
	Begun     string // when the last run began, as RFC 3339
	End       string // why the last run ended; "" if it was interrupted or is running
	Left      int    // steps that the last run had to carry out and has not begun
	Steps     []StepProgress
}

// A StepProgress is a step with its history.
type StepProgress struct {
	ID string
	History
}

// ProgressOf summarizes a journal. The steps are in the order in which they first appear.
func ProgressOf(rec *Recorded) Progress {
	var p Progress
	begun := make(map[string]bool) // in the last run
	all := rec.Histories()
	seen := make(map[string]bool)
	for _, r := range rec.Records {
		switch {
		case r.Plan != "":
			p.Plan, p.Tenant, p.Domain, p.Principal = r.Plan, r.Tenant, r.Domain, r.Principal
			p.Runs, p.Begun, p.End, p.Left = p.Runs+1, r.Time, "", r.Steps
			clear(begun)
		case r.Step != "":
			if r.State == Intent && !begun[r.Step] {
				p.Left--
			}
			begun[r.Step] = begun[r.Step] || r.State == Intent
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
