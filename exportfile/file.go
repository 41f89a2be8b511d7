// Package exportfile finds out what an export is, by its content, and reads its
// records: which compression, encoding, line ends and dialect it has, and where
// it is incomplete.
//
// Begin with [New], then range over [File.All]. The counts and notes of a
// [File] are complete when that loop is.
package exportfile

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"slices"

	"hardmatch/exportfile/encoding"
	"hardmatch/ldifparse"
)

// Options say what to read.
type Options struct {
	// Attributes are the names wanted, beside the name of the object itself.
	Attributes []string
	// Encoding is a name that [ParseEncoding] knows; "" means: find out.
	Encoding string
	// Key is an attribute that every object has: its absence from the last record
	// can show that a file is cut. "" means that there is none.
	Key string
	// Lists are those of the Attributes that have several values. Where a format
	// has but one cell for them, they are taken apart.
	Lists []string
	// Optional are those of the Attributes that do not matter in most records: of
	// a value that is lost no note tells, only its field.
	Optional []string
	// AcceptDecoded takes an LDIF value after two colons as text if it is not Base64.
	AcceptDecoded bool
}

// A Field is one value of one attribute, valid until the next record: its name
// as spelt, the position of that in Options.Attributes, the form in which it was
// written, the line, and the value. Text is UTF-8 in whatever encoding the file
// was. Readers of all formats deliver what LDIF has; see [ldifparse.Attribute].
type Field = ldifparse.Attribute

// The forms of a value.
const (
	Text   = ldifparse.Text   // as text
	Octets = ldifparse.Base64 // in a notation for octets, such as the Base64 of LDIF
	Lost   = ldifparse.URL    // the file says that there is a value, but does not hold it
)

// A Record is one object of an export as the export spells it.
type Record struct {
	Line int
	// Offset is that of the first octet of a JSON or XML object in its file; -1
	// in other formats, and in UTF-16.
	Offset int64
	// Type is what the file says the object is, spelt as Microsoft Graph spells
	// its types, such as user or domain; "" if it does not say.
	Type string
	// Sparse says that an attribute without a value does not show, so that one
	// which is absent need not be one that was not exported: LDIF and csvde write
	// so, and Get-ADUser -Properties *.
	Sparse bool
	// Displayed says that octets stand in a notation for people, such as the text
	// of a GUID: in all formats but LDIF, whose text is the octets themselves.
	Displayed bool
	DN        []byte // nil if the object has none in the file
	LostDN    bool   // it has one, but the file does not hold it
	Deleted   bool   // it stands among the deleted ones
	Fields    []Field
}

// A File is an export that was recognised.
type File struct {
	Name     string
	Format   string // "LDIF", after reading with its writer: "LDIF (ldifde)"
	Encoding string // what was found or assumed
	LineEnds string // LF, CRLF, CR or CRCRLF
	Records  int    // delivered
	Skipped  int    // could not be read
	Notes    []Note
	// Types are the types of object that the file says it lists, spelt as in
	// [Record], even if it holds none: that a tenant has no role eligibilities is a fact.
	// [DeletedItems] and [UsersOrDeleted] are among them for a list of such.
	Types []string

	options Options
	noted   map[string]noteCount // by rule
	input   *input               // what text is made from
	text    io.Reader            // decoded as far as its encoding is known
	decoder *encoding.Decoder
	read    func(f *File, yield func(*Record, error) bool)
}

const window = 64 << 10 // what New looks at

// New recognises the file that src holds. Its error is a [*ReadError].
func New(name string, src io.Reader, o Options) (*File, error) {
	f := &File{Name: name, options: o, noted: make(map[string]noteCount)}
	if err := f.open(src); err != nil {
		return nil, f.readError(err)
	}
	return f, nil
}

func (f *File) readError(err error) *ReadError {
	e := ReadError{Err: err}
	if known := asReadError(err); known != nil {
		e = *known
	}
	e.File = f.Name
	return &e
}

// asReadError returns the error that says what to do, or nil if none does.
func asReadError(err error) *ReadError {
	var known *ReadError
	if errors.As(err, &known) {
		return known
	}
	var text *encoding.Error
	if errors.As(err, &text) {
		return &ReadError{Err: text.Err, Hint: text.Hint}
	}
	return nil
}

func (f *File) open(src io.Reader) error {
	raw, head, err := f.peek(src)
	if err != nil {
		return err
	}
	if len(head) > 2 && head[0] == 0x1f && head[1] == 0x8b {
		if raw, head, err = f.unzip(raw); err != nil {
			return err
		}
	}
	if isZip(head) {
		return f.openBook(src, raw)
	}
	if err := refuseBinary(head); err != nil {
		return err
	}
	text, head, err := f.decode(raw, head)
	if err != nil {
		return err
	}
	f.LineEnds = lineEnds(head)
	if f.text = text; f.LineEnds == "CR" {
		f.text = &lineFeeder{text}
	}
	if err = f.recognise(head); err != nil && f.input.err != nil && f.input.err != io.EOF {
		return f.input.err // there was too little of it to recognise
	}
	return err
}

// peek returns the beginning of src and a reader of all of it. An error behind
// that beginning comes when reading gets there.
func (f *File) peek(src io.Reader) (*bufio.Reader, []byte, error) {
	f.input = &input{src: src}
	r := bufio.NewReaderSize(f.input, window)
	head, err := r.Peek(window)
	if err == io.EOF || len(head) > 0 {
		err = nil
	}
	return r, head, err
}

// An input is a reader whose error sticks.
type input struct {
	src io.Reader
	err error
}

func (i *input) Read(p []byte) (n int, err error) {
	if i.err == nil {
		n, i.err = i.src.Read(p)
	}
	return n, i.err
}

// All yields the records of the file. After an error reading goes on with
// the next record; an error of the input itself is the last.
func (f *File) All() iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) { f.read(f, yield) }
}

// What stands in [File.Types] for deleted objects of whatever type, and for what
// Microsoft Graph says to be users and may be deleted ones.
const (
	DeletedItems   = "deletedItems"
	UsersOrDeleted = "users, which may be deleted"
)

const maxTypes = 100 // no tool lists as many

func (f *File) lists(kind string) {
	if kind != "" && !slices.Contains(f.Types, kind) && len(f.Types) < maxTypes {
		f.Types = append(f.Types, kind)
	}
}

// Incomplete reports whether objects or values are missing, once all was read.
func (f *File) Incomplete() bool {
	for _, n := range f.Notes {
		if n.Incomplete {
			return true
		}
	}
	return f.Skipped > 0
}
