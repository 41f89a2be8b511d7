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

// listCommand is "hardmatch list": the objects of exports, a row each.
func (e *env) listCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list [FILE...]",
		Short: "list the objects of exports with their source anchors",
		Long: `List shows every object of the exports with the ImmutableId that its source
anchor gives, in the order of the files. A field that was not exported is
absent from JSON, one that is empty is null, and one whose value the export
lost is named in "lost". Objects whose class was not exported are shown
whatever the class asked for.`,
		Example: `  hardmatch list users.ldf
  hardmatch list --class all --output csv users.ldf > users.csv
  ldapsearch -LLL ... | hardmatch list --output ndjson --filter upn=ada@contoso.com`,
	}
	read := e.readingFlags(cmd)
	output := cmd.Flags().String("output", "text", "`FORMAT`: "+strings.Join(report.ListFormats, ", "))
	class := cmd.Flags().String("class", "user", "`CLASS` of the objects: user, contact, group, computer or all")
	filters := cmd.Flags().StringArray("filter", nil, "`upn|sam|guid|immutableid=VALUE`: only objects with this value (repeatable)")
	complete(cmd, "output", report.ListFormats...)
	complete(cmd, "class", "user", "contact", "group", "computer", "all")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := read.check(cmd.Flags()); err != nil {
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

func (e *env) runList(ctx context.Context, sources []source, read *reading, wanted selection, list *report.ObjectList) error {
	l := &listing{env: e, ObjectList: list, reading: read, wanted: wanted}
	for _, source := range sources {
		if err := l.file(ctx, source); err != nil {
			return &statusError{status: statusIncomplete, err: err} // nothing can be written any more
		}
	}
	err := list.Close()
	if l.written == 0 && l.seen > 0 && !read.quiet {
		l.tellNone()
	}
	if err != nil || l.incomplete {
		return &statusError{status: statusIncomplete, err: err}
	}
	return nil
}

// A listing is the list of the objects of several files.
type listing struct {
	*env
	*report.ObjectList
	*reading
	wanted        selection
	seen, written int // objects
	incomplete    bool
}

// tellNone says why nothing is listed, since that may not be what was meant.
func (l *listing) tellNone() {
	other := ""
	if l.wanted.class != directory.UnknownClass {
		other = fmt.Sprintf("; --class all shows other classes than %v", l.wanted.class)
	}
	l.say("hardmatch: note: none of %d objects is listed%s", l.seen, other)
}

// file lists one file. Its error is one of writing.
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
	l.complain(err)
}

func (l *listing) export(x *hardmatch.Export) error {
	for object, err := range x.Objects() {
		if err != nil {
			l.complain(err)
			continue
		}
		if l.seen++; l.wanted.includes(object) {
			l.written++
			if err := l.Write(object); err != nil {
				return err
			}
		}
	}
	l.tell(&x.Summary, l.quiet)
	l.incomplete = l.incomplete || x.Incomplete()
	return nil
}

// A selection says which objects to list.
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

// includes lets objects of unknown class pass: leaving them out would be a guess.
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
