package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"hardmatch/apply"
	"hardmatch/plan"
)

// stateLabels are the labels of states in text, where they differ from the JSON.
var stateLabels = map[apply.State]string{
	apply.Pending: "to do", apply.AlreadyDone: "already so", apply.ByHand: "by hand", apply.NotApproved: "not approved",
	apply.LeftOut: "left out", apply.DoneByHand: "done by hand", apply.WriteUnknown: "unknown", apply.WriteNotSent: "not sent",
}

func stateLabel(s apply.State) string {
	if name, ok := stateLabels[s]; ok {
		return name
	}
	return string(s)
}

// onRecord shows the progress of a run.
func (s *session) onRecord(r apply.Record) {
	switch r.State {
	case apply.Verified, apply.AlreadyDone, apply.Failed, apply.Drifted:
		s.finished++
		s.progress.show("%d steps done, %s %s", s.finished, r.Step, r.State)
	case apply.WriteUnknown, apply.WriteNotSent: // the client reports throttling
		if r.Status != 0 || r.Reason != "" {
			s.progress.logf("hardmatch-graph: step %s: %s: %s", r.Step, stateLabel(r.State), r.Reason)
		}
	}
}

// report writes all steps to standard output.
func (s *session) report(dry bool) error {
	if s.output == "json" {
		return s.reportJSON(dry)
	}
	w := bufio.NewWriter(s.stdout)
	fmt.Fprintf(w, "plan %s\ntenant %s", s.plan.ID, printable(s.run.Tenant().String()))
	if p := s.run.Tenant().Principal; p != "" {
		fmt.Fprintf(w, ", as %s", printable(p))
	}
	fmt.Fprintln(w)
	for _, o := range s.run.Steps() {
		line := fmt.Sprintf("  %-6s  %-13s  %s", o.Step.ID, stateLabel(o.State), describe(o.Step))
		if o.Reason != "" && o.Reason != o.Step.Explain {
			line += ": " + o.Reason
		}
		fmt.Fprintln(w, printable(line))
	}
	fmt.Fprintln(w, s.summary())
	return w.Flush()
}

// describe describes a step in one line.
func describe(s *plan.Step) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", s.Operation, nameOf(s.Target))
	for _, p := range s.Set {
		before, known := s.Expect.Get(p.Name)
		if fmt.Fprintf(&b, ", %s", p.Name); known {
			fmt.Fprintf(&b, " %s", text(before))
		}
		fmt.Fprintf(&b, " -> %s", text(p.Value))
	}
	if s.Irreversible {
		b.WriteString(", irreversible")
	}
	return b.String()
}

func nameOf(t plan.Ref) string {
	for _, name := range []string{t.UserPrincipalName, t.Mail, t.DN, t.ID} {
		if name != "" {
			return name
		}
	}
	return "of " + t.Side
}

func text(v plan.Value) string {
	if s, ok := v.Text(); ok {
		return s
	}
	if b, ok := v.Bool(); ok {
		return fmt.Sprint(b)
	}
	return "none"
}

func (s *session) summary() string {
	counts := s.counts()
	var parts []string
	for _, state := range stateOrder {
		if n := counts[state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, stateLabel(state)))
		}
	}
	return strings.Join(parts, ", ")
}

var stateOrder = []apply.State{
	apply.Pending, apply.Verified, apply.AlreadyDone, apply.DoneByHand, apply.Failed, apply.Drifted, apply.WriteUnknown,
	apply.Skipped, apply.ByHand, apply.Waiting, apply.NotApproved, apply.LeftOut,
}

func (s *session) counts() map[apply.State]int {
	counts := make(map[apply.State]int)
	for _, o := range s.run.Steps() {
		counts[o.State]++
	}
	return counts
}

func (s *session) reportJSON(dry bool) error {
	type step struct {
		ID        string         `json:"id"`
		Operation plan.Operation `json:"operation"`
		Target    plan.Ref       `json:"target"`
		State     apply.State    `json:"state"`
		Reason    string         `json:"reason,omitempty"`
	}
	doc := struct {
		Schema  string              `json:"schema"`
		Plan    string              `json:"plan"`
		Tenant  string              `json:"tenant"`
		Execute bool                `json:"execute"`
		Steps   []step              `json:"steps"`
		Counts  map[apply.State]int `json:"counts"`
	}{"hardmatch.outcome/1", s.plan.ID, s.run.Tenant().ID, !dry, []step{}, s.counts()}
	for _, o := range s.run.Steps() {
		doc.Steps = append(doc.Steps, step{o.Step.ID, o.Step.Operation, o.Step.Target, o.State, o.Reason})
	}
	enc := json.NewEncoder(s.stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(doc)
}

// ask shows the changes and asks for the name of the tenant: a yes is typed too easily.
func (s *session) ask() error {
	if err := s.report(true); err != nil {
		return err
	}
	want := s.run.Tenant().InitialDomain
	if want == "" {
		want = s.run.Tenant().ID
	}
	fmt.Fprintf(s.stderr, "Type %s to carry this out: ", printable(want))
	answer, err := bufio.NewReader(s.stdin).ReadString('\n')
	if err != nil || strings.TrimSpace(answer) != want {
		return usagef("", "not confirmed, and nothing was written")
	}
	return nil
}

// exitError returns the error of a run, with its exit status, or nil. The error err is that of
// the run as a whole.
func (s *session) exitError(err error) error {
	counts := s.counts()
	resume := "hardmatch-graph status " + s.journal + " shows the outcome; the same command with --resume continues"
	var f *apply.Failure
	switch {
	case errors.As(err, &f) && f.Kind == apply.Unauthorized:
		return withStatus(err)
	case counts[apply.WriteUnknown] > 0:
		return &statusError{statusUnknown, fmt.Errorf("the outcome of %d steps is unknown", counts[apply.WriteUnknown]), resume}
	case err != nil:
		return &statusError{statusUnknown, fmt.Errorf("interrupted: %w", err), resume}
	case counts[apply.Drifted] > 0:
		return &statusError{statusDrift, errors.New("a step was not as the plan expects"), resume}
	case counts[apply.Failed] > 0:
		return &statusError{statusFailed, errors.New("a step failed"), resume}
	case counts[apply.Skipped] > 0:
		return &statusError{statusUnknown, errors.New("interrupted"), resume}
	}
	s.hintManualSteps()
	return nil
}

// hintManualSteps prints a hint that lists the steps by hand for which other steps wait. It
// leaves out steps by hand that cannot be done yet.
func (s *session) hintManualSteps() {
	var ids []string
	blocked := make(map[string]bool) // by a step that is not by hand
	for _, o := range s.run.Steps() {
		isBlocked := func(id string) bool { return blocked[id] }
		stays := o.State == apply.Waiting || o.State == apply.LeftOut || o.State == apply.NotApproved
		if blocked[o.Step.ID] = stays || slices.ContainsFunc(o.Step.After, isBlocked); blocked[o.Step.ID] {
			continue
		}
		waits := func(w apply.Outcome) bool {
			return w.State == apply.Waiting && slices.Contains(w.Step.After, o.Step.ID)
		}
		if o.State == apply.ByHand && slices.ContainsFunc(s.run.Steps(), waits) {
			ids = append(ids, o.Step.ID)
		}
	}
	if len(ids) > 0 {
		s.logf("hardmatch-graph: hint: carry out the next steps by hand, and continue with --resume --done %s", strings.Join(ids, ","))
	}
}
