package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hardmatch"
	"hardmatch/convert"
	"hardmatch/directory"
	"hardmatch/report"
)

// listCommand is "hardmatch list": it lists the objects of exports, a row each.
func (e *env) listCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list [FILE...]",
		Short: "list the objects of exports with their source anchors",
		Long: `List shows every object of the exports, in the order of the files, with the
ImmutableId of its source anchor. In JSON, a field that was not exported is
absent, an empty one is null, and one whose value the export lost is named in
"lost". An object whose class was not exported is shown for every --class.`,
		Example: `  hardmatch list users.ldf
  hardmatch list --class all --output csv users.ldf > users.csv
  ldapsearch -LLL ... | hardmatch list --output ndjson --filter upn=ada@contoso.com`,
	}
	read := e.readFlags(cmd)
	output := cmd.Flags().String("output", "text", "`FORMAT`: "+strings.Join(report.ListFormats, ", "))
	class := cmd.Flags().String("class", "user", "`CLASS` of the objects: user, contact, group, computer or all")
	filters := cmd.Flags().StringArray("filter", nil, "`upn|sam|guid|immutableid=VALUE`: only objects with this value (repeatable)")
	complete(cmd, "output", report.ListFormats...)
	complete(cmd, "class", "user", "contact", "group", "computer", "all")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := read.validate(cmd.Flags()); err != nil {
			return err
		}
		wanted, err := parseSelection(*class, *filters)
		if err != nil {
			return err
		}
		sources, err := e.sources(args, read)
		if err != nil {
			return err
		}
		list, err := report.NewObjectList(e.stdout, *output)
		if err != nil {
			return usagef("--output: %w", err)
		}
		return e.runList(cmd.Context(), sources, read, wanted, list)
	}
	return cmd
}

func (e *env) runList(ctx context.Context, sources []source, read *readFlags, wanted selection, list *report.ObjectList) error {
	l := &listing{env: e, ObjectList: list, readFlags: read, wanted: wanted}
	for _, source := range sources {
		if err := l.file(ctx, source); err != nil {
			return &statusError{status: statusIncomplete, err: err} // the output cannot be written
		}
	}
	err := list.Close()
	if l.written == 0 && l.seen > 0 && !read.quiet {
		l.printNoneListed()
	}
	if err != nil || l.incomplete {
		return &statusError{status: statusIncomplete, err: err}
	}
	return nil
}

// A listing lists the objects of several files.
type listing struct {
	*env
	*report.ObjectList
	*readFlags
	wanted        selection
	seen, written int // objects
	incomplete    bool
}

// printNoneListed prints a note that nothing is listed, and names the class.
func (l *listing) printNoneListed() {
	other := ""
	if l.wanted.class != directory.UnknownClass {
		other = fmt.Sprintf("; --class all lists every class, not only %v", l.wanted.class)
	}
	l.printLine("hardmatch: note: none of %d objects is listed%s", l.seen, other)
}

// file lists one file. It returns errors of writing only.
func (l *listing) file(ctx context.Context, s source) error {
	in, closer, err := l.openInput(s)
	if err != nil {
		l.fail(err)
		return nil
	}
	defer closer.Close()
	for export, err := range hardmatch.Open(ctx, in, l.Options) {
		if err != nil {
			l.fail(err)
			continue
		}
		if err := l.export(export); err != nil {
			return err
		}
	}
	return nil
}

func (l *listing) fail(err error) {
	l.incomplete = true
	l.printError(err)
}

func (l *listing) export(x *hardmatch.Export) error {
	for object, err := range x.Objects() {
		if err != nil {
			l.printError(err)
			continue
		}
		if l.seen++; l.wanted.includes(object) {
			l.written++
			if err := l.Write(object); err != nil {
				return err
			}
		}
	}
	l.printSummary(&x.Summary, l.quiet)
	l.incomplete = l.incomplete || x.Incomplete()
	return nil
}

// A selection decides which objects are listed.
type selection struct {
	class   directory.Class // UnknownClass: all
	filters []func(*directory.Object) bool
}

func parseSelection(class string, filters []string) (selection, error) {
	var s selection
	if class != "all" {
		known, ok := directory.ParseClass(class)
		if !ok {
			return s, usagef("--class: unknown class %q; known are user, contact, group, computer and all", class)
		}
		s.class = known
	}
	for _, f := range filters {
		filter, err := parseFilter(f)
		if err != nil {
			return s, usagef("--filter %s: %w", f, err)
		}
		s.filters = append(s.filters, filter)
	}
	return s, nil
}

func parseFilter(filter string) (func(*directory.Object) bool, error) {
	name, value, _ := strings.Cut(filter, "=")
	switch strings.ToLower(name) {
	case "upn":
		return func(o *directory.Object) bool { return o.UserPrincipalName.Is(value) }, nil
	case "sam":
		return func(o *directory.Object) bool { return o.SAMAccountName.Is(value) }, nil
	case "immutableid":
		return func(o *directory.Object) bool { return bytes.Equal(o.Anchor.Value, []byte(value)) }, nil
	case "guid":
		guid, err := convert.ParseGUID(value)
		return func(o *directory.Object) bool {
			return o.ObjectGUID.Presence == directory.Present && o.ObjectGUID.Value == guid || o.ID.Is(guid.String())
		}, err
	}
	return nil, usagef("unknown field %q; known are upn, sam, guid and immutableid", name)
}

// includes reports whether an object is listed. An object of unknown class belongs to
// every class.
func (s selection) includes(o *directory.Object) bool {
	if s.class != directory.UnknownClass && o.Class != s.class && o.Class != directory.UnknownClass {
		return false
	}
	for _, filter := range s.filters {
		if !filter(o) {
			return false
		}
	}
	return true
}
