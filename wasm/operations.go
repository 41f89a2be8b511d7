//go:build js && wasm

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"hardmatch"
	"hardmatch/cmd/wording"
	"hardmatch/collect"
	"hardmatch/convert"
	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/exportfile/encoding"
	"hardmatch/match"
	"hardmatch/planner"
	"hardmatch/report"
	"hardmatch/script"
	"hardmatch/syncerror"
)

// A request is the name of an operation and its arguments. The arguments have the names of
// the flags of the program.
type request struct {
	Do    string
	Text  string // to convert or explain
	Lines bool   // each line of Text is a value to convert
	From  string // notation

	Files           []inputFile
	Encoding        string
	Anchor          string
	AcceptDecoded   bool
	AsOf            string
	Engine          string
	TenantFlags     map[string]bool
	VerifiedDomains []string

	Format   string // of a report, or of conversions
	Verdicts bool

	Users      []string
	Map        string // the CSV itself
	Prefer     directory.Side
	OutOfScope string
	Approved   []string // steps

	As   string // format
	Undo bool
	Side directory.Side // of the commands to collect
}

// An inputFile is a chosen file. Its number is its index.
type inputFile struct {
	Name string
	Side directory.Side
}

var operations = map[string]func(*request) error{
	"choices": choices, "convert": convertText, "explain": explain, "rules": rules, "collect": writeCommands,
	"check": check, "report": writeReport, "plan": makePlan, "approve": approve, "render": renderPlan,
}

// checked is the report of the last check.
var checked *hardmatch.Report

// choices writes the names that requests choose from.
func choices(*request) error {
	var notations []string
	for _, n := range convert.Notations() {
		notations = append(notations, n.String())
	}
	return json.NewEncoder(worker{}).Encode(map[string][]string{
		"notations": notations, "encodings": encoding.Names(), "engines": match.Engines, "tenantFlags": directory.TenantFlags(),
		"collectAD": collect.Formats(directory.OnPremises), "collectCloud": collect.Formats(directory.Cloud),
	})
}

func convertText(r *request) error {
	from := convert.Auto
	list, err := report.NewConversionList(worker{}, cmp.Or(r.Format, "json"), convert.Auto, wording.Hint)
	if err == nil && r.From != "" {
		from, err = convert.ParseNotation(r.From)
	}
	if err != nil {
		return err
	}
	if !r.Lines {
		return errors.Join(list.Write(converted(r.Text, from)), list.Close())
	}
	lines, err := hardmatch.NewValueLines(strings.NewReader(r.Text))
	if err != nil {
		return err
	}
	for lines.Next() {
		c := &report.Conversion{Err: hardmatch.ErrLongLine}
		if !lines.TooLong {
			c = converted(string(lines.Text), from)
		}
		if err := list.Write(c); err != nil {
			return err
		}
	}
	return errors.Join(lines.Err, list.Close())
}

func converted(value string, from convert.Notation) *report.Conversion {
	result, err := convert.ReadAs(value, from)
	c := &report.Conversion{Input: value, Result: result}
	errors.As(err, &c.Err)
	return c
}

func explain(r *request) error {
	var holders func(syncerror.Error) []report.Holder
	if checked != nil {
		holders = report.HoldersIn(checked.Simulation)
	}
	return report.WriteExplanation(worker{}, "json", syncerror.Parse([]byte(r.Text)), wording.Hint, holders)
}

func writeCommands(r *request) error { return collect.Write(worker{}, r.Side, r.As, wording.Hint) }

func rules(*request) error { return report.WriteRules(worker{}, "json", diagnose.Catalogue, false) }

// check reads the files and writes the report of them.
func check(r *request) (err error) {
	var inputs []hardmatch.Input
	for i, f := range r.Files {
		inputs = append(inputs, hardmatch.Input{Name: f.Name, Side: f.Side, Data: file(i)})
	}
	engine, known := match.ParseEngine(cmp.Or(r.Engine, match.Engines[0]))
	if !known {
		return fmt.Errorf("there is no engine %q", r.Engine)
	}
	checked, err = hardmatch.Check(context.Background(), inputs, hardmatch.Options{
		Encoding: r.Encoding, Anchor: r.Anchor, AcceptDecoded: r.AcceptDecoded,
		AsOf: r.AsOf, Engine: engine, TenantFlags: r.TenantFlags, VerifiedDomains: r.VerifiedDomains,
	})
	if err != nil {
		return err
	}
	if len(checked.Files) == 0 {
		return errors.Join(checked.Errors...)
	}
	r.Format = "json"
	return writeReport(r)
}

// writeReport writes the report as the check command does: without the digests of the
// inputs, which makePlan adds.
func writeReport(r *request) error {
	output := checked.ForOutput(wording.Hint)
	output.Inputs = slices.Clone(output.Inputs)
	for i := range output.Inputs {
		output.Inputs[i].SHA256 = ""
	}
	return report.Write(worker{}, output, report.Options{Format: r.Format, Verdicts: r.Verdicts})
}

// makePlan plans for users, or for all if none are named. It computes the digests of the
// files, which take a fifth of the time of a check.
func makePlan(r *request) error {
	scope := planner.Scope{Users: r.Users, Prefer: r.Prefer, OutOfScope: r.OutOfScope}
	if err := scope.Check(); err != nil {
		return err
	}
	if strings.TrimSpace(r.Map) != "" {
		pairs, err := hardmatch.ReadPairs("CSV", []byte(r.Map))
		if err != nil {
			return err
		}
		scope.Pairs = pairs
	}
	for i := range checked.Inputs {
		if err := checked.Digest(i, file(i)); err != nil {
			return err
		}
	}
	if err := checked.MakePlan(scope); err != nil {
		return err
	}
	return approve(r)
}

// approve sets which irreversible steps are approved, and writes the plan.
func approve(r *request) error {
	for i := range checked.Plan.Steps {
		if s := &checked.Plan.Steps[i]; s.Irreversible {
			s.Approved = slices.Contains(r.Approved, s.ID)
		}
	}
	doc, err := checked.Plan.JSON()
	if err != nil {
		return err
	}
	_, err = worker{}.Write(doc)
	return err
}

func renderPlan(r *request) error {
	return hardmatch.Render(worker{}, checked.Plan, r.As, script.Options{Undo: r.Undo, Words: wording.Hint})
}
