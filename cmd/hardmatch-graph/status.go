package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"

	"hardmatch/apply"

	"github.com/spf13/cobra"
)

// statusCommand is "hardmatch-graph status". It reads a journal and prints its progress.
func (e *env) statusCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status JOURNAL.jsonl",
		Short: "print the progress of the plan of a journal",
		Long: `Status checks a journal and prints the state of each step. It makes no connection.
The exit status is that of the run, as far as it came.`,
		Args: cobra.ExactArgs(1),
	}
	output := cmd.Flags().String("output", "text", "text or json")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		if *output != "text" && *output != "json" {
			return usagef("", "--output: unknown format %q; known are text, json", *output)
		}
		rec, err := readJournal(args[0])
		if err != nil {
			return err
		}
		p := apply.ProgressOf(rec)
		if *output == "json" {
			err = e.statusJSON(&p)
		} else {
			err = e.statusText(&p)
		}
		if err != nil {
			return err
		}
		return journalError(&p)
	}
	return cmd
}

func (e *env) statusText(p *apply.Progress) error {
	w := bufio.NewWriter(e.stdout)
	fmt.Fprintf(w, "plan %s\ntenant %s\n", printable(p.Plan), printable(apply.Tenant{ID: p.Tenant, InitialDomain: p.Domain}.String()))
	end := p.End
	if end == "" {
		end = "interrupted, or still running"
	}
	fmt.Fprintf(w, "%d runs, the last began %s: %s\n", p.Runs, printable(p.Begun), printable(end))
	for _, s := range p.Steps {
		line := fmt.Sprintf("  %-6s  %-13s  %s", s.ID, stateLabel(s.State), s.Target)
		if s.Planned != nil {
			line = fmt.Sprintf("  %-6s  %-13s  %s", s.ID, stateLabel(s.State), describe(s.Planned))
		}
		if s.Reason != "" {
			line += ": " + s.Reason
		}
		fmt.Fprintln(w, printable(line))
	}
	fmt.Fprintf(w, "%d steps in the journal, %d not begun\n", len(p.Steps), p.Left)
	return w.Flush()
}

func (e *env) statusJSON(p *apply.Progress) error {
	type step struct {
		ID     string      `json:"id"`
		State  apply.State `json:"state"`
		Target string      `json:"target,omitempty"`
		Reason string      `json:"reason,omitempty"`
	}
	doc := struct {
		Schema   string `json:"schema"`
		Plan     string `json:"plan"`
		Tenant   string `json:"tenant"`
		Runs     int    `json:"runs"`
		End      string `json:"end"`
		NotBegun int    `json:"notBegun"`
		Steps    []step `json:"steps"`
	}{"hardmatch.status/1", p.Plan, p.Tenant, p.Runs, p.End, p.Left, []step{}}
	for _, s := range p.Steps {
		doc.Steps = append(doc.Steps, step{s.ID, s.State, s.Target, s.Reason})
	}
	enc := json.NewEncoder(e.stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(doc)
}

// journalError returns the error of the last run of a journal, with its exit status, or nil.
func journalError(p *apply.Progress) error {
	has := make(map[apply.State]bool)
	for _, s := range p.Steps {
		has[s.State] = true
	}
	switch {
	case has[apply.Intent] || has[apply.Confirmed] || has[apply.WriteUnknown] || p.End == "":
		return &statusError{statusUnknown, errors.New("the run is not finished, or an outcome is unknown"), ""}
	case has[apply.Drifted]:
		return &statusError{statusDrift, errors.New("a step was not as the plan expects"), ""}
	case has[apply.Failed]:
		return &statusError{statusFailed, errors.New("a step failed"), ""}
	case p.Left > 0:
		return &statusError{statusUnknown, errors.New("the run is not finished"), ""}
	}
	return nil
}
