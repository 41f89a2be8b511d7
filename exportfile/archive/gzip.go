package archive

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// IsGzip reports whether a file that begins with head is compressed by gzip.
func IsGzip(head []byte) bool { return len(head) > 2 && head[0] == 0x1f && head[1] == 0x8b }

// NewGzipReader returns a reader of the decompressed contents of src. All errors,
// including those of reading, are a [*records.ReadError] if the file is damaged.
func NewGzipReader(src io.Reader) (io.Reader, error) {
	packed := &countingReader{src: src}
	z, err := gzip.NewReader(packed)
	if err != nil {
		return nil, gzipError(err)
	}
	return &expandingReader{src: z, packedSize: func() int64 { return packed.count }, translate: gzipError}, nil
}

// A countingReader counts the octets that are read.
type countingReader struct {
	src   io.Reader
	count int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.src.Read(p)
	c.count += int64(n)
	return n, err
}

func gzipError(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case err == io.ErrUnexpectedEOF:
		return &records.ReadError{Err: errors.New("the compressed file is cut"), Hint: hint.New(hint.CopyGzip)}
	case err == gzip.ErrHeader, err == gzip.ErrChecksum, errors.As(err, &corrupt):
		return &records.ReadError{Err: fmt.Errorf("the compressed file is damaged: %w", err), Hint: hint.New(hint.CopyGzip)}
	}
	return err
}
