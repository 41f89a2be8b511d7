package report

import "io"

const flushAt = 64 << 10

// rows writes rows of text one by one, in constant memory. After an error of the writer
// every call returns it.
type rows struct {
	w                          io.Writer
	first, between, after, end string // text before the first row, before other rows, after each row; after all rows
	buf                        []byte
	count                      int
	err                        error
}

// newRows begins rows with a header. Each row ends with lineEnd.
func newRows(w io.Writer, header, lineEnd string) rows {
	return rows{w: w, buf: append(make([]byte, 0, 2*flushAt), header...), after: lineEnd}
}

// newDocument begins one JSON document that ends with an array of the rows.
func newDocument(w io.Writer, start string) rows {
	r := newRows(w, start, "")
	r.first, r.between, r.end = "\n", ",\n", "\n]}\n"
	return r
}

// begin is called before a row is appended to buf.
func (r *rows) begin() {
	separator := r.between
	if r.count == 0 {
		separator = r.first
	}
	r.count++
	r.buf = append(r.buf, separator...)
}

// done is called after a row was appended to buf.
func (r *rows) done() error {
	if r.buf = append(r.buf, r.after...); len(r.buf) >= flushAt {
		return r.Flush()
	}
	return r.err
}

// Flush writes all rows in buf.
func (r *rows) Flush() error {
	if r.err == nil {
		_, r.err = r.w.Write(r.buf)
	}
	r.buf = r.buf[:0]
	return r.err
}

// Close ends the rows. It does not close the writer.
func (r *rows) Close() error {
	r.buf = append(r.buf, r.end...)
	return r.Flush()
}
