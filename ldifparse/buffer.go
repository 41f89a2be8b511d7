package ldifparse

import (
	"bytes"
	"io"
)

const (
	bufferSize = 256 << 10
	slack      = 8 // nameTable.find reads words past the end of a line
)

// A lineBuffer splits its input into physical lines without copying them. A line is
// valid until the next call, and so is everything before it, unless onMove was
// called.
type lineBuffer struct {
	src      io.Reader
	buf      []byte
	pos, end int
	base     int64  // offset of buf[0] in the input
	start    int    // start of the last line
	number   int    // number of that line
	midLine  bool   // that line continues in the next piece
	ended    bool   // that line had a line end
	ahead    int    // length of the next line, if already known
	err      error  // why there is no more; permanent
	before   byte   // the octet before buf[0]
	onMove   func() // called before the buffer is overwritten
}

func newLineBuffer(src io.Reader, size int, moving func()) lineBuffer {
	return lineBuffer{src: src, buf: make([]byte, size+slack), onMove: moving}
}

// nextBuffered returns the next line if the buffer holds all of it, else nil. It
// does for nearly every line what [lineBuffer.next] does, at half the cost.
func (b *lineBuffer) nextBuffered() []byte {
	rest, n := b.buf[b.pos:b.end], b.ahead
	if b.ahead = 0; n == 0 {
		n = bytes.IndexByte(rest, '\n')
	}
	if n <= 0 || b.midLine {
		return nil
	}
	b.start = b.pos
	b.pos += n + 1
	b.number++
	if rest[n-1] == '\r' {
		if n--; n > 0 && rest[n-1] == '\r' {
			return bytes.TrimRight(rest[:n], "\r")
		}
	}
	return rest[:n]
}

// next returns the next line without its end. A line longer than the buffer is
// returned in pieces: more means that this is not the first piece.
func (b *lineBuffer) next() (line []byte, more bool, err error) {
	if more = b.midLine; !more {
		b.number++
	}
	n := bytes.IndexByte(b.buf[b.pos:b.end], '\n')
	if n < 0 {
		if n = b.readLine(); n < 0 {
			return nil, more, b.err
		}
	}
	b.start = b.pos
	b.pos += n
	b.midLine = false
	if b.ended = b.pos < b.end && b.buf[b.pos] == '\n'; b.ended {
		b.pos++
	} else {
		b.midLine = b.err == nil
	}
	line = b.buf[b.start : b.start+n]
	for n > 0 && line[n-1] == '\r' && !b.midLine {
		n--
		line = line[:n]
		b.ended = true // a CR counts as a line end if the LF was cut off
	}
	return line, more, nil
}

// readLine reads until the buffer holds a line end, is full, or the input ends. It
// returns the length of the line or piece, or -1 if nothing is left.
func (b *lineBuffer) readLine() int {
	for scanned := b.end - b.pos; b.err == nil; scanned = b.end - b.pos {
		b.makeRoom()
		if b.end == len(b.buf)-slack {
			return b.piece()
		}
		b.fill()
		if i := bytes.IndexByte(b.buf[b.pos+scanned:b.end], '\n'); i >= 0 {
			return scanned + i
		}
	}
	if b.pos < b.end && b.err == io.EOF {
		return b.end - b.pos
	}
	return -1
}

// fill reads once, and again if the reader returns nothing.
func (b *lineBuffer) fill() {
	const maxEmptyReads = 100 // as in package bufio
	for range maxEmptyReads {
		var n int
		n, b.err = b.src.Read(b.buf[b.end : len(b.buf)-slack])
		if b.end += n; n > 0 || b.err != nil {
			return
		}
	}
	b.err = io.ErrNoProgress
}

// piece returns the length of the piece to return from a full buffer. It leaves out
// CRs at the end, which may be part of a line end.
func (b *lineBuffer) piece() int {
	if n := len(bytes.TrimRight(b.buf[b.pos:b.end], "\r")); n > 0 {
		return n
	}
	return b.end - b.pos
}

// makeRoom moves the unread rest to the front of the buffer.
func (b *lineBuffer) makeRoom() {
	if b.pos == 0 {
		return
	}
	b.onMove()
	b.before = b.buf[b.pos-1]
	b.base += int64(b.pos)
	b.end = copy(b.buf, b.buf[b.pos:b.end])
	b.pos = 0
}

// lastByte returns the octet before the unread rest.
func (b *lineBuffer) lastByte() byte {
	if b.pos == 0 {
		return b.before
	}
	return b.buf[b.pos-1]
}

// offset returns the offset of the last line in the input.
func (b *lineBuffer) offset() int64 { return b.base + int64(b.start) }
