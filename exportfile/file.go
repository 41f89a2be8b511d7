// Package exportfile detects the format of an export by its content, and reads its
// records: compression, encoding, line ends, dialect, and where the export is
// incomplete. Each format has a reader in its own package.
//
// Begin with [New], then range over [File.All]. The counts and notes of a [File]
// are complete when that loop ends.
package exportfile

import (
	"bufio"
	"bytes"
	"io"
	"iter"

	"hardmatch/exportfile/archive"
	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
	"hardmatch/exportfile/table"
)

// A File is a recognised export.
type File struct {
	records.Summary

	options records.Options
	input   *input    // the source of text
	text    io.Reader // decoded, as far as the encoding is known
	decoder *encoding.Decoder
	read    func(src io.Reader, s *records.Sink)
}

// New recognises the file in src. Its error is a [*records.ReadError].
func New(name string, src io.Reader, o records.Options) (*File, error) {
	f := &File{Summary: records.Summary{Name: name}, options: o}
	if err := f.open(src); err != nil {
		return nil, records.AsReadError(name, err)
	}
	return f, nil
}

func (f *File) open(src io.Reader) error {
	raw, head, err := f.peek(src)
	if err != nil {
		return err
	}
	if archive.IsGzip(head) {
		unpacked, err := archive.NewGzipReader(raw)
		if err != nil {
			return err
		}
		if raw, head, err = f.peek(unpacked); err != nil {
			return err
		}
	}
	if archive.IsZIP(head) {
		return f.openWorkbook(src, raw)
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
		f.text = &crReader{text}
	}
	if err = f.recognise(head); err != nil && f.input.err != nil && f.input.err != io.EOF {
		return f.input.err // the source failed before there was enough to recognise
	}
	return err
}

// openWorkbook recognises a workbook. Raw is a buffered reader of src, which has
// already been read from.
func (f *File) openWorkbook(src, raw io.Reader) error {
	if _, ok := src.(*io.SectionReader); !ok {
		src = raw
	}
	book, err := table.OpenWorkbook(src, f.options.Attributes)
	if err != nil {
		return err
	}
	f.Format, f.read = "XLSX", book.Read
	f.decoder = encoding.NewDecoder(encoding.UTF8, false, nil)
	return nil
}

// decode returns a reader of UTF-8, or of 8-bit text whose values f.decoder
// decodes.
func (f *File) decode(raw *bufio.Reader, head []byte) (*bufio.Reader, []byte, error) {
	name, err := encoding.Detect(head, f.options.Encoding)
	if err != nil {
		return nil, nil, err
	}
	text := raw
	if encoding.IsUTF16(name) {
		if text, head, err = f.peek(encoding.NewUTF16Reader(raw, name)); err != nil {
			return nil, nil, err
		}
	}
	f.decoder = encoding.NewDecoder(name, f.options.Encoding != "", head)
	if mark := f.decoder.BOMSize(); mark > 0 {
		head = bytes.Clone(head[mark:])
		_, err = text.Discard(mark)
	}
	return text, head, err
}

// peek returns the beginning of src and a reader of all of it. An error after this
// beginning is returned when reading reaches it.
func (f *File) peek(src io.Reader) (*bufio.Reader, []byte, error) {
	f.input = &input{src: src}
	r := bufio.NewReaderSize(f.input, records.HeadSize)
	head, err := r.Peek(records.HeadSize)
	if err == io.EOF || len(head) > 0 {
		err = nil
	}
	return r, head, err
}

// An input is a reader whose first error is returned by all later reads.
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

// A crReader converts the line ends of old Macintosh files, a CR alone, to LF.
type crReader struct{ src io.Reader }

func (l *crReader) Read(p []byte) (int, error) {
	n, err := l.src.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// All yields the records of the file, each valid until the next, or an error, which
// is a [*records.ReadError]. After an error, reading continues with the next
// record. An error of the input itself is the last one.
func (f *File) All() iter.Seq2[*records.Record, error] {
	return func(yield func(*records.Record, error) bool) {
		f.read(f.text, records.NewSink(&f.Summary, f.options, f.decoder, yield))
	}
}
