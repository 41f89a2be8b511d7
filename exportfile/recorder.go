package exportfile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"hardmatch/ldifparse"
)

// maxRecord limits the octets of the values of one record. It is far above what
// a directory holds and far below what a machine does.
const maxRecord = 16 << 20

// maxNames limits how many spellings of names are remembered. Tools write the
// same few hundred in every record.
const maxNames = 1 << 12

// A recorder makes the records of every format but LDIF, whose parser does so
// itself. A reader calls begin, adds values, and yields; or skips.
type recorder struct {
	*File
	record Record
	arena  []byte // values of the record that had to be copied
	size   int    // of its values
	wanted map[string]int
	names  map[string]*ldifparse.Description // by spelling; nil: not wanted
	lost   []seen                            // by position in Options.Attributes; the last is the name
	any    bool                              // there was a wanted name

	damage damage
}

func newRecorder(f *File) *recorder {
	r := &recorder{File: f, names: make(map[string]*ldifparse.Description), lost: make([]seen, len(f.options.Attributes)+1)}
	r.wanted = wantedNames(f.options.Attributes)
	r.wanted[allProperties] = r.dnIndex() + 1
	return r
}

// wantedNames gives each name its position; that of an object itself is behind
// all. Tools spell names with blanks, hyphens and capitals of their own, so the
// normal form decides.
func wantedNames(attributes []string) map[string]int {
	wanted := make(map[string]int, len(attributes))
	for i, name := range attributes {
		if n := normalName(name); n != "" {
			if _, twice := wanted[n]; !twice {
				wanted[n] = i
			}
		}
	}
	wanted["distinguishedname"], wanted["dn"] = len(attributes), len(attributes)
	return wanted
}

// normalName is a name without what tools spell differently: msdsconsistencyguid
// for mS-DS-ConsistencyGuid, objectid for "Object Id".
func normalName(name string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case 'A' <= c && c <= 'Z':
			return c + 'a' - 'A'
		case c == ' ', c == '-', c == '_', c == '.':
			return -1
		}
		return c
	}, name)
}

// dnIndex stands for the name of the object, which goes to Record.DN.
func (r *recorder) dnIndex() int { return len(r.options.Attributes) }

// allProperties is the name of an attribute, sDRightsEffective, that every object
// has and nobody asks for: where it is, all attributes with a value are. The
// index behind that of the name stands for it.
const allProperties = "sdrightseffective"

// describe returns the description of the attribute with this name, or nil if
// it is not wanted.
func (r *recorder) describe(name []byte) *ldifparse.Description {
	d, known := r.names[string(name)]
	if known {
		return d
	}
	if i, ok := r.wanted[normalName(string(name))]; ok {
		d, r.any = &ldifparse.Description{Name: string(name), Index: i}, true
	}
	if len(r.names) < maxNames && len(name) < maxNames {
		r.names[string(name)] = d
	}
	return d
}

// begin starts a record. Offset is that of its first octet in the text, or -1.
func (r *recorder) begin(line int, offset int64) {
	switch {
	case r.decoder.IsUTF16():
		offset = -1 // in UTF-8 it is another
	case offset >= 0:
		offset += int64(r.decoder.Mark())
	}
	r.record = Record{Line: line, Offset: offset, Displayed: true, Fields: r.record.Fields[:0]}
	r.arena, r.size = r.arena[:0], 0
	r.decoder.Reset()
}

// keep copies a value that its reader is about to overwrite.
func (r *recorder) keep(value []byte) []byte {
	at := len(r.arena)
	r.arena = append(r.arena, value...)
	return r.arena[at:len(r.arena):len(r.arena)]
}

var errTooLarge = fmt.Errorf("the values of one object take more than %d MiB", maxRecord>>20)

// add adds a value as it is.
func (r *recorder) add(d *ldifparse.Description, form ldifparse.Form, line int, value []byte) error {
	const overhead = 32 // so that empty values count
	if r.size += len(d.Name) + len(value) + overhead; r.size > maxRecord {
		return errTooLarge
	}
	switch d.Index - r.dnIndex() {
	case 0:
		r.record.DN, r.record.LostDN = value, form == Lost
		return nil
	case 1:
		r.record.Sparse = true
		return nil
	}
	r.record.Fields = append(r.record.Fields, Field{Description: d, Form: form, Line: line, Value: value})
	return nil
}

// text adds a value in the encoding of the file. An empty one says that the
// attribute has no value; the name of a type in its place, that it has one.
func (r *recorder) text(d *ldifparse.Description, line int, value []byte) error {
	value, err := r.decoder.Text(value)
	if err != nil {
		return err
	}
	return r.decoded(d, line, value)
}

// decoded is text for a value that is UTF-8 already.
func (r *recorder) decoded(d *ldifparse.Description, line int, value []byte) error {
	if isTypeName(value) {
		return r.lose(d, line, value)
	}
	r.damage.look(line, value)
	return r.add(d, Text, line, value)
}

// octets adds a value that the file holds in a notation for octets.
func (r *recorder) octets(d *ldifparse.Description, line int, value []byte) error {
	return r.add(d, Octets, line, value)
}

// lose adds that there is a value which the file does not hold; instead is what
// it holds in its place.
func (r *recorder) lose(d *ldifparse.Description, line int, instead []byte) error {
	const most = 40
	if d.Index <= r.dnIndex() && r.lost[d.Index].first(line) {
		if instead = bytes.TrimSpace(instead); len(instead) > most {
			instead = append(bytes.Clone(instead[:most]), "..."...)
		}
		r.lost[d.Index].what = printable(string(instead))
	}
	return r.add(d, Lost, line, nil)
}

// typeName matches what the cmdlets of PowerShell write instead of a value that
// is neither text nor a number.
var typeName = pattern("^(System\\.[A-Za-z.]+(\\[\\]|`\\d+\\[.*\\])|System\\.Collections\\.[A-Za-z.]+|" +
	"Microsoft\\.(Graph\\.PowerShell\\.Models|ActiveDirectory\\.Management|Open\\.AzureAD\\.Model|Open\\.MSGraph\\.Model|Online\\.Administration)\\.[A-Za-z.]+.*|" +
	"@\\{.*=.*\\})$")

func isTypeName(value []byte) bool {
	likely := bytes.HasPrefix(value, []byte("System.")) || bytes.HasPrefix(value, []byte("Microsoft.")) || bytes.HasPrefix(value, []byte("@{"))
	return likely && typeName().Match(value)
}

// yield hands the record over. It reports whether the loop goes on.
func (r *recorder) yield(yield func(*Record, error) bool) bool {
	r.Records++
	return yield(&r.record, nil)
}

// skip hands over that a record could not be read. It reports whether the loop
// goes on.
func (r *recorder) skip(yield func(*Record, error) bool, line, column int, err error, hint string) bool {
	r.Skipped++
	e := asReadError(err)
	if e == nil {
		e = &ReadError{Line: line, Column: column, Err: err, Hint: hint}
	}
	return yield(nil, r.readError(e))
}

// close notes what holds for the file as a whole.
func (r *recorder) close() {
	r.Encoding = r.decoder.Name()
	r.noteEncoding()
	names := append(slices.Clip(r.options.Attributes), "distinguishedName")
	for i, l := range r.lost {
		if l.count > 0 && !slices.Contains(r.options.Optional, names[i]) {
			r.note(Note{Rule: LostValue, Line: l.line, Incomplete: true, Hint: lostHint,
				Text: fmt.Sprintf("%s of %s lost on export: the file has %s instead", plural(l.count, "value", "values"), names[i], l.what)})
		}
	}
	r.noteDamage(&r.damage)
	if r.Records > 0 && !r.any {
		r.note(Note{Rule: NotExported, Text: "the records hold none of the attributes that hardmatch reads", Hint: exportHint})
	}
}

const lostHint = "hardmatch collect prints commands that write it without loss"
