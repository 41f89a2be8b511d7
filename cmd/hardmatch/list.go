package main

import (
	"bytes"
	"strings"

	"hardmatch"
	"hardmatch/convert"
	"hardmatch/directory"
	"hardmatch/render"

	"github.com/spf13/cobra"
)

// listCommand is "hardmatch list": the objects of exports, a row each.
func (e *env) listCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list [FILE...]",
		Short: "list the objects of exports with their source anchors",
		Long: `List shows every object of the exports with the ImmutableId that its source
anchor gives, in the order of the files. A field that was not exported is
absent from JSON, one that is empty is null. Objects whose class was not
exported are shown whatever the class asked for.`,
		Example: `  hardmatch list users.ldf
  hardmatch list --class all --output csv users.ldf > users.csv
  ldapsearch -LLL ... | hardmatch list --output ndjson --filter upn=ada@contoso.com`,
	}
	read := e.readingFlags(cmd)
	output := cmd.Flags().String("output", "text", "`FORMAT`: "+strings.Join(render.ListFormats, ", "))
	class := cmd.Flags().String("class", "user", "`CLASS` of the objects: user, contact, group, computer or all")
	filters := cmd.Flags().StringArray("filter", nil, "`upn|sam|guid|immutableid=VALUE`: only objects with this value (repeatable)")
	complete(cmd, "output", render.ListFormats...)
	complete(cmd, "class", "user", "contact", "group", "computer", "all")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := read.check(cmd.Flags()); err != nil {
			return err
		}
		wanted, err := parseSelection(*class, *filters)
		if err != nil {
			return err
		}
		names, err := e.inputNames(args)
		if err != nil {
			return err
		}
		list, err := render.NewObjectList(e.stdout, *output)
		if err != nil {
			return usagef("--output: %w", err)
		}
		return e.runList(names, read, wanted, list)
	}
	return cmd
}

func (e *env) runList(names []string, read *reading, wanted selection, list *render.ObjectList) error {
	incomplete := false
	for _, name := range names {
		whole, err := e.listFile(name, read, wanted, list)
		if err != nil {
			return &statusError{status: statusIncomplete, err: err} // nothing can be written any more
		}
		incomplete = incomplete || !whole
	}
	if err := list.Close(); err != nil || incomplete {
		return &statusError{status: statusIncomplete, err: err}
	}
	return nil
}

// listFile lists one file and reports whether all of it could be read. Its error
// is one of writing.
func (e *env) listFile(name string, read *reading, wanted selection, list *render.ObjectList) (bool, error) {
	data, err := e.openInput(name)
	if err != nil {
		e.complain(err)
		return false, nil
	}
	defer data.Close()
	export, err := hardmatch.Open(hardmatch.Input{Name: name, Data: data}, read.Options)
	if err != nil {
		e.complain(err)
		return false, nil
	}
	for object, err := range export.Objects() {
		if err != nil {
			e.complain(err)
		} else if wanted.includes(object) {
			if err := list.Write(object); err != nil {
				return false, err
			}
		}
	}
	e.tell(export.File, read.quiet)
	return !export.Incomplete(), nil
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
			return o.ObjectGUID.Presence == directory.Present && o.ObjectGUID.Value == guid
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
