package report

import "io"

const flushAt = 64 << 10

// rows writes rows of text one by one, in constant memory. The error of the
// writer sticks.
type rows struct {
	w                          io.Writer
	first, between, after, end string // of a row: before the first, before others, behind each; of all
	buf                        []byte
	count                      int
	err                        error
}

// newRows begins rows that each end with a line end.
func newRows(w io.Writer, header, lineEnd string) rows {
	return rows{w: w, buf: append(make([]byte, 0, 2*flushAt), header...), after: lineEnd}
}

// newDocument begins one JSON document that ends with an array of the rows.
func newDocument(w io.Writer, start string) rows {
	r := newRows(w, start, "")
	r.first, r.between, r.end = "\n", ",\n", "\n]}\n"
	return r
}

// begin comes before a row is appended to buf.
func (r *rows) begin() {
	separator := r.between
	if r.count == 0 {
		separator = r.first
	}
	r.count++
	r.buf = append(r.buf, separator...)
}

// done comes behind a row.
func (r *rows) done() error {
	if r.buf = append(r.buf, r.after...); len(r.buf) >= flushAt {
		return r.Flush()
	}
	return r.err
}

// Flush writes what is complete.
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
