// Package archive reads ZIP and gzip. It limits the number of members and the
// decompressed size, so that an archive cannot exhaust the machine.
package archive

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"math"

	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

const (
	maxArchive    = 64 << 20 // octets of an archive that are kept in memory
	maxDirectory  = 4 << 20
	maxExpansion  = 250      // no export compresses better
	freeExpansion = 64 << 20 // octets that may be unpacked before maxExpansion applies
)

// IsZIP reports whether a file that begins with head is packed as ZIP.
func IsZIP(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")) // the latter is an empty archive
}

// buffered is a file in memory, in pieces whose sum is little more than its size.
type buffered struct {
	pieces [][]byte
	size   int64
}

const pieceSize = 1 << 20

// Buffer reads src to its end, and returns its contents and their size. It does not
// copy a src that can already be read at any offset. The error is that of src, or a
// [*records.ReadError].
func Buffer(src io.Reader) (io.ReaderAt, int64, error) {
	if s, ok := src.(*io.SectionReader); ok {
		return s, s.Size(), nil
	}
	h := new(buffered)
	for {
		piece := make([]byte, pieceSize)
		n, err := io.ReadFull(src, piece)
		h.pieces = append(h.pieces, piece[:n])
		h.size += int64(n)
		switch {
		case h.size > maxArchive:
			return nil, 0, &records.ReadError{Err: fmt.Errorf("the archive or workbook takes more than %d MiB", maxArchive>>20),
				Hint: hint.New(hint.UnpackOrSaveCSV)}
		case err == io.EOF, err == io.ErrUnexpectedEOF:
			return h, h.size, nil
		case err != nil:
			return nil, 0, err
		}
	}
}

func (h *buffered) ReadAt(p []byte, at int64) (n int, err error) {
	for n < len(p) && at < h.size {
		k := copy(p[n:], h.pieces[at/pieceSize][at%pieceSize:])
		n, at = n+k, at+int64(k)
	}
	if n < len(p) {
		err = io.EOF
	}
	return n, err
}

// OpenZIP reads the directory of an archive. The members together cannot be larger
// than the archive: in that case they overlap. The error is a [*records.ReadError].
func OpenZIP(src io.ReaderAt, size int64) (*zip.Reader, error) {
	directory := &directoryReader{src: src, left: maxDirectory}
	z, err := zip.NewReader(directory, size)
	directory.left = math.MaxInt64 // the limit is for the directory only, not for the members
	if err == errDirectory {
		return nil, &records.ReadError{Err: err, Hint: hint.New(hint.UnpackSome)}
	}
	if err != nil {
		return nil, &records.ReadError{Err: fmt.Errorf("the archive is damaged or cut: %w", err), Hint: hint.New(hint.CopyBinary)}
	}
	var total uint64
	for _, m := range z.File {
		if total += m.CompressedSize64; total > uint64(size) || m.CompressedSize64 > uint64(size) {
			return nil, &records.ReadError{Err: errors.New("the archive is damaged: its members are larger than the archive"), Hint: hint.New(hint.CopyBinary)}
		}
	}
	return z, nil
}

// A directoryReader limits what is read for the directory of an archive, which
// needs many times its size in memory.
type directoryReader struct {
	src  io.ReaderAt
	left int64
}

func (d *directoryReader) ReadAt(p []byte, at int64) (int, error) {
	if at < 0 { // package zip asks for this if octets are missing
		return 0, zip.ErrFormat
	}
	if d.left -= int64(len(p)); d.left < 0 {
		return 0, errDirectory
	}
	return d.src.ReadAt(p, at)
}

var errDirectory = fmt.Errorf("the directory of the archive takes more than %d MiB", maxDirectory>>20)

// A Kind is the kind of a file that is packed as ZIP.
type Kind string

// The kinds of file that can be read.
const (
	ZIP      Kind = "a ZIP archive"
	Workbook Kind = "an XLSX workbook"
)

// KindOf returns the kind of a file, which its members show.
func KindOf(z *zip.Reader) Kind {
	for _, m := range z.File {
		switch m.Name {
		case "xl/workbook.xml":
			return Workbook
		case "xl/workbook.bin":
			return "an XLSB workbook"
		case "word/document.xml":
			return "a Word document"
		case "ppt/presentation.xml":
			return "a PowerPoint presentation"
		case "mimetype":
			return "an OpenDocument file"
		}
	}
	return ZIP
}

// UnsupportedError returns the error for a file of a kind that cannot be read.
func (k Kind) UnsupportedError() error {
	h := hint.New(hint.SaveSheet)
	if k == ZIP {
		h = hint.New(hint.Unpack)
	}
	return &records.ReadError{Err: fmt.Errorf("this is %s, not an export", k), Hint: h}
}

// OpenMember opens a member of an archive. All errors, including those of reading,
// are a [*records.ReadError] if the archive is damaged.
func OpenMember(m *zip.File) (io.Reader, error) {
	if m.Flags&1 != 0 {
		return nil, &records.ReadError{Err: errors.New("it is encrypted"), Hint: hint.New(hint.UnpackWithPassword)}
	}
	r, err := m.Open()
	if err == zip.ErrAlgorithm {
		return nil, &records.ReadError{Err: fmt.Errorf("it is packed by method %d, which hardmatch does not know", m.Method), Hint: hint.New(hint.Unpack)}
	}
	if err != nil {
		return nil, zipError(err)
	}
	packed := int64(m.CompressedSize64)
	return &expandingReader{src: r, packedSize: func() int64 { return packed }, translate: zipError}, nil
}

func zipError(err error) error {
	var corrupt flate.CorruptInputError
	if err == io.ErrUnexpectedEOF || err == zip.ErrChecksum || err == zip.ErrFormat || errors.As(err, &corrupt) {
		return &records.ReadError{Err: fmt.Errorf("the archive is damaged: %w", err), Hint: hint.New(hint.CopyBinary)}
	}
	return err
}

// An expandingReader reads decompressed data, and stops if there is more than any
// export can have.
type expandingReader struct {
	src        io.Reader
	packedSize func() int64          // in octets, read so far or in all
	translate  func(err error) error // makes an error of the decompressor one of the packed file
	unpacked   int64
}

func (e *expandingReader) Read(p []byte) (int, error) {
	n, err := e.src.Read(p)
	if e.unpacked += int64(n); e.unpacked > freeExpansion && e.unpacked/maxExpansion > e.packedSize() {
		return 0, &records.ReadError{Err: fmt.Errorf("this unpacks to more than %d times its size, which no export does: it may be meant to do harm", maxExpansion),
			Hint: hint.New(hint.SeeSource)}
	}
	return n, e.translate(err)
}
