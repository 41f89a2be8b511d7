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
	z, err := gzip.NewReader(raw)
	if err != nil {
		return nil, nil, gzipError(err)
	}
	return f.peek(&unzipper{z})
}

// An unzipper says of damaged data that it is the compressed file that is damaged.
type unzipper struct{ src io.Reader }

func (u *unzipper) Read(p []byte) (int, error) {
	n, err := u.src.Read(p)
	return n, gzipError(err)
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
