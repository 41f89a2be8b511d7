package records

import (
	"bytes"
	"fmt"
	"slices"

	"hardmatch/exportfile/encoding"
	"hardmatch/hint"
	"hardmatch/ldifparse"
)

// MaxRecord limits the octets of the values of one record. It is far above the size
// of any object in a directory and far below the memory of a machine.
const MaxRecord = 16 << 20

// ErrTooLarge is the error of a record above [MaxRecord].
var ErrTooLarge = fmt.Errorf("the values of one object take more than %d MiB", MaxRecord>>20)

// A Sink receives what a reader finds. The reader calls Begin, adds values, and
// calls Deliver, or Reject for what it cannot read. At the end it calls Close. A
// reader that already has the values of a record may set Record itself instead.
type Sink struct {
	Summary *Summary
	Options Options
	Names   *Names
	Decoder *encoding.Decoder
	Record  Record // the next one to deliver
	Arena   []byte // copied values of the record

	yield  func(*Record, error) bool
	size   int     // of the values of the record
	lost   []Tally // by position in Options.Attributes; the last one counts names
	damage damage
}

// NewSink returns a sink that passes records and errors to yield, counts them in
// summary, and decodes values with decoder.
func NewSink(summary *Summary, o Options, decoder *encoding.Decoder, yield func(*Record, error) bool) *Sink {
	return &Sink{Summary: summary, Options: o, Names: NewNames(o.Attributes), Decoder: decoder, yield: yield, lost: make([]Tally, len(o.Attributes)+1)}
}

// Begin starts a record. Offset is the position of its first octet in the text, or
// -1.
func (s *Sink) Begin(line int, offset int64) {
	switch {
	case s.Decoder.IsUTF16():
		offset = -1 // an offset in the decoded text is not one in the file
	case offset >= 0:
		offset += int64(s.Decoder.BOMSize())
	}
	s.Record = Record{Line: line, Offset: offset, Displayed: true, Fields: s.Record.Fields[:0]}
	s.Arena, s.size = s.Arena[:0], 0
	s.Decoder.Reset()
}

// Keep copies a value that its reader is about to overwrite. The copy is valid
// until the next record.
func (s *Sink) Keep(value []byte) []byte {
	at := len(s.Arena)
	s.Arena = append(s.Arena, value...)
	return s.Arena[at:len(s.Arena):len(s.Arena)]
}

// Add adds a value as it is. Its error is [ErrTooLarge].
func (s *Sink) Add(d *ldifparse.Description, form ldifparse.Form, line int, value []byte) error {
	const overhead = 32 // so that empty values count
	if s.size += len(d.Name) + len(value) + overhead; s.size > MaxRecord {
		return ErrTooLarge
	}
	switch d.Index - s.Names.DN() {
	case 0:
		s.Record.DN, s.Record.LostDN = value, form == Lost
		return nil
	case 1: // see allPropertiesMarker
		s.Record.Sparse = true
		return nil
	}
	s.Record.Fields = append(s.Record.Fields, Field{Description: d, Form: form, Line: line, Value: value})
	return nil
}

// AddText adds a value in the encoding of the file. An empty value means that the
// attribute has no value. The name of a type means that the value was lost. The
// error is that of [encoding.Decoder.Text], or ErrTooLarge.
func (s *Sink) AddText(d *ldifparse.Description, line int, value []byte) error {
	value, err := s.Decoder.Text(value)
	if err != nil {
		return err
	}
	return s.AddDecoded(d, line, value)
}

// AddDecoded is [Sink.AddText] for a value that is UTF-8 already.
func (s *Sink) AddDecoded(d *ldifparse.Description, line int, value []byte) error {
	if isTypeName(value) {
		return s.AddLost(d, line, value)
	}
	s.CountDamage(line, value)
	return s.Add(d, Text, line, value)
}

// AddOctets adds a value that the file holds in a notation for octets.
func (s *Sink) AddOctets(d *ldifparse.Description, line int, value []byte) error {
	return s.Add(d, Octets, line, value)
}

// AddLost adds a value that the file does not hold. Instead is the text in its
// place.
func (s *Sink) AddLost(d *ldifparse.Description, line int, instead []byte) error {
	const most = 40
	if d.Index <= s.Names.DN() && s.lost[d.Index].increment(line) {
		if instead = bytes.TrimSpace(instead); len(instead) > most {
			instead = append(bytes.Clone(instead[:most]), "..."...)
		}
		s.lost[d.Index].Example = Printable(string(instead))
	}
	return s.Add(d, Lost, line, nil)
}

// typeName matches what the cmdlets of PowerShell write in place of a value that is
// neither text nor a number.
var typeName = Pattern("^(System\\.[A-Za-z.]+(\\[\\]|`\\d+\\[.*\\])|System\\.Collections\\.[A-Za-z.]+|" +
	"Microsoft\\.(Graph\\.PowerShell\\.Models|ActiveDirectory\\.Management|Open\\.AzureAD\\.Model|Open\\.MSGraph\\.Model|Online\\.Administration)\\.[A-Za-z.]+.*|" +
	"@\\{.*=.*\\})$")

func isTypeName(value []byte) bool {
	likely := bytes.HasPrefix(value, []byte("System.")) || bytes.HasPrefix(value, []byte("Microsoft.")) || bytes.HasPrefix(value, []byte("@{"))
	return likely && typeName().Match(value)
}

// Deliver yields the record. It reports whether the reader should continue.
func (s *Sink) Deliver() bool {
	s.Summary.Records++
	return s.yield(&s.Record, nil)
}

// Reject yields an error for a record that could not be read, and counts it. The
// line, column and hint are used if err has none of its own. Reject reports whether
// the reader should continue.
func (s *Sink) Reject(line, column int, err error, h hint.Hint) bool {
	s.Summary.Skipped++
	e := findReadError(err)
	if e == nil {
		e = &ReadError{Line: line, Column: column, Err: err, Hint: h}
	}
	return s.yield(nil, AsReadError(s.Summary.Name, e))
}

// Close adds the notes about the file as a whole.
func (s *Sink) Close() {
	s.NoteEncoding()
	names := append(slices.Clip(s.Options.Attributes), "distinguishedName")
	for i, l := range s.lost {
		if l.Count > 0 && !slices.Contains(s.Options.Optional, names[i]) {
			s.Summary.AddNote(Note{Rule: LostValue, Line: l.Line, Incomplete: true, Hint: hint.New(hint.ExportLossless),
				Text: fmt.Sprintf("%s of %s lost on export: the file has %s instead", Plural(l.Count, "value", "values"), names[i], l.Example)})
		}
	}
	s.NoteDamage()
	if s.Summary.Records > 0 && !s.Names.anyWanted {
		s.Summary.AddNote(Note{Rule: NotExported, Text: "the records hold none of the attributes that hardmatch reads", Hint: hint.New(hint.Export)})
	}
}

// NoteEncoding records the encoding, and adds a note if it is a guess.
func (s *Sink) NoteEncoding() {
	s.Summary.Encoding = s.Decoder.Name()
	if s.Decoder.IsAssumed() {
		s.Summary.AddNote(Note{Rule: AssumedText, Text: "the encoding is assumed to be " + s.Summary.Encoding, Hint: hint.New(hint.ChooseEncoding)})
	}
}
