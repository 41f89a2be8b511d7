package exportfile

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// unzip returns the beginning of what raw holds compressed, and a reader of it.
func (f *File) unzip(raw io.Reader) (*bufio.Reader, []byte, error) {
	packed := &countingReader{src: raw}
	z, err := gzip.NewReader(packed)
	if err != nil {
		return nil, nil, gzipError(err)
	}
	return f.peek(&expansion{src: z, packed: func() int64 { return packed.n }, translate: gzipError})
}

// A countingReader counts what is read.
type countingReader struct {
	src io.Reader
	n   int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.src.Read(p)
	c.n += int64(n)
	return n, err
}

func gzipError(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case err == io.ErrUnexpectedEOF:
		return &ReadError{Err: errors.New("the compressed file is cut"), Hint: gzipHint}
	case err == gzip.ErrHeader, err == gzip.ErrChecksum, errors.As(err, &corrupt):
		return &ReadError{Err: fmt.Errorf("the compressed file is damaged: %w", err), Hint: gzipHint}
	}
	return err
}

const gzipHint = "copy it again, in binary mode; gzip -t tests a copy"
