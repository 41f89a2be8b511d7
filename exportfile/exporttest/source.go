package exporttest

import (
	"io"
	"runtime"
	"testing"

	"hardmatch/exportfile"
)

// RepeatReader returns a reader that repeats a text, for about n octets in all.
func RepeatReader(text string, n int) io.Reader { return &repeating{text: text, left: n} }

type repeating struct {
	text string
	at   int
	left int
}

func (r *repeating) Read(p []byte) (n int, err error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	for n < len(p) {
		k := copy(p[n:], r.text[r.at:])
		n, r.at = n+k, (r.at+k)%len(r.text)
	}
	r.left -= n
	return n, nil
}

// FailingReader returns a reader of data that fails once with err, and then returns
// io.EOF.
func FailingReader(data []byte, err error) io.Reader { return &failing{data: data, err: err} }

type failing struct {
	data []byte
	err  error
}

func (f *failing) Read(p []byte) (int, error) {
	n := copy(p, f.data)
	if f.data = f.data[n:]; n > 0 {
		return n, nil
	}
	err := f.err
	f.err = nil
	if err == nil {
		return 0, io.EOF
	}
	return 0, err
}

// PeakMemory reads an export and returns how many octets of memory it needed.
func PeakMemory(t *testing.T, src io.Reader) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f, err := exportfile.New("x", src, GoldenOptions)
	if err != nil {
		t.Fatal(err)
	}
	for range f.All() {
	}
	runtime.ReadMemStats(&after)
	return max(after.HeapSys, before.HeapSys) - before.HeapSys + after.HeapAlloc
}
