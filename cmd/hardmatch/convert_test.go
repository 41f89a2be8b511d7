package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
)

const aGUID = "02347d41-d494-480c-a212-6e645f458fdb"

// piped returns an env with these streams, none of them a terminal.
func piped(stdin io.Reader, stdout, stderr io.Writer) *env {
	e := system()
	e.stdin, e.stdout, e.stderr = stdin, stdout, stderr
	e.stdinTerminal, e.stderrTerminal = false, false
	return e
}

// runConvert runs "hardmatch convert" with this standard input.
func runConvert(stdin io.Reader, args ...string) (stdout, stderr string, status int) {
	var out, errs bytes.Buffer
	e := piped(stdin, &out, &errs)
	status = e.run(append([]string{"convert"}, args...))
	return out.String(), errs.String(), status
}

func TestConvertEncodings(t *testing.T) {
	text := aGUID + "\r\nQX00ApTUDEiiEm5kX0WP2w==\r\n"
	want := "QX00ApTUDEiiEm5kX0WP2w==\nQX00ApTUDEiiEm5kX0WP2w==\n"
	for name, input := range map[string]string{
		"UTF-8":                       text,
		"UTF-8 with mark":             "\xef\xbb\xbf" + text,
		"UTF-16LE with mark":          "\xff\xfe" + wide(text, 0, 8),
		"UTF-16LE without mark":       wide(text, 0, 8),
		"UTF-16BE with mark":          "\xfe\xff" + wide(text, 8, 0),
		"UTF-16BE without mark":       wide(text, 8, 0),
		"without the last line's end": strings.TrimSuffix(text, "\r\n"),
	} {
		out, errs, status := runConvert(iotest.OneByteReader(strings.NewReader(input)), "--to", "immutableid")
		if out != want || status != 0 {
			t.Errorf("%s: %q, %q, %d", name, out, errs, status)
		}
		if reported := strings.HasPrefix(errs, "standard input: UTF-16"); reported != strings.HasPrefix(name, "UTF-16") {
			t.Errorf("%s: %q", name, errs)
		}
	}
}

// wide encodes text in UTF-16. first and second are the shifts of the two octets of a unit.
func wide(text string, first, second int) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = append(b, byte(unit>>first), byte(unit>>second))
	}
	return string(b)
}

func TestConvertLongLines(t *testing.T) {
	const longest = 1 << 20
	for _, n := range []int{longest - 1, longest, longest + 1, 3 * longest} {
		input := aGUID + "\n" + strings.Repeat("a", n) + "\n" + aGUID
		out, errs, status := runConvert(strings.NewReader(input), "--to", "guid")
		if out != aGUID+"\n\"\"\n"+aGUID+"\n" || status != 1 || !strings.HasPrefix(errs, "line 2: error: ") || len(errs) > 1000 {
			t.Errorf("%d: %.200q, %.200q, %d", n, out, errs, status)
		}
	}
	// A folded line of that length.
	input := "a:: x\n" + strings.Repeat(" "+strings.Repeat("a", 1000)+"\n", 2000) + aGUID
	if out, _, status := runConvert(strings.NewReader(input), "--to", "guid"); out != "\"\"\n"+aGUID+"\n" || status != 1 {
		t.Errorf("folded: %.200q, %d", out, status)
	}
}

func TestConvertReadError(t *testing.T) {
	broken := io.MultiReader(strings.NewReader(aGUID+"\n"), iotest.ErrReader(errors.New("cable pulled")))
	out, errs, status := runConvert(broken, "--to", "guid")
	if out != aGUID+"\n" || status != statusIncomplete || !strings.Contains(errs, "standard input: cable pulled") {
		t.Errorf("%q, %q, %d", out, errs, status)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestConvertWriteError(t *testing.T) {
	for _, output := range convertOutputs {
		var errs bytes.Buffer
		e := piped(strings.NewReader(""), fullDisk{}, &errs)
		if status := e.run([]string{"convert", "--output", output, aGUID, "E1815"}); status != statusIncomplete {
			t.Errorf("%s: %d, %q", output, status, errs.String())
		}
	}
}

func TestConvertTerminal(t *testing.T) {
	var out, errs bytes.Buffer
	e := piped(strings.NewReader(""), &out, &errs)
	e.stdinTerminal = true
	if status := e.run([]string{"convert"}); status != statusUsage || out.Len() > 0 {
		t.Errorf("%d, %q", status, errs.String())
	}
}

// The output for hostile input is valid JSON.
func TestConvertJSONIsJSON(t *testing.T) {
	inputs := []string{
		aGUID, "417d340294d40c48a2126e645f458fdb", "", "\x00\x1b[31m\u202e\u2028\U000e0041\xff\"\\", "=1+1", "S-1-5-32-544",
		"User_" + aGUID, "System.Byte[]", "J\u00fcrgen", "AQIDBA==",
	}
	out, _, status := runConvert(strings.NewReader(""), append([]string{"--output", "json", "--"}, inputs...)...)
	if status != 1 {
		t.Errorf("status %d", status)
	}
	var doc struct {
		Schema  string
		Results []struct {
			Input, Notation, GUID, ImmutableID, Error *string
			Bytes                                     []int
			Notations                                 map[string]string
			Warnings, Hints                           []string
			Readings                                  []struct{ Notation string }
		}
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if doc.Schema != "hardmatch.convert/1" || len(doc.Results) != len(inputs) {
		t.Fatalf("%q, %d results", doc.Schema, len(doc.Results))
	}
	for i, r := range doc.Results {
		if want := strings.ToValidUTF8(inputs[i], "\ufffd"); *r.Input != want {
			t.Errorf("input %q is %q", want, *r.Input)
		}
		if (r.Error == nil) == (r.Notation == nil) || (r.GUID != nil) != (len(r.Bytes) == 16 && r.Notations["guid"] != "") {
			t.Errorf("%s: %+v", inputs[i], r)
		}
	}
	if strings.ContainsAny(out, "\x00\x1b\u202e\u2028\U000e0041") {
		t.Errorf("acts on a terminal: %q", out)
	}
	if n := len(doc.Results[1].Readings); n != 2 {
		t.Errorf("%d readings", n)
	}
}

func TestConvertCSVIsCSV(t *testing.T) {
	inputs := []string{aGUID, "=HYPERLINK(\"x\")", "+1", "-1", "@x", "a,b\"c", "\t=1", "S-1-5-32-544", "+JvIeY3MDUuhgaxHLAmJ+w=="}
	out, _, _ := runConvert(strings.NewReader(""), append([]string{"--output", "csv", "--"}, inputs...)...)
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) != 1+len(inputs) {
		t.Fatalf("%v in %s", err, out)
	}
	for i, row := range rows[1:] {
		for k, cell := range row {
			checked := rows[0][k] == "immutableId" && cell == "+JvIeY3MDUuhgaxHLAmJ+w==" ||
				rows[0][k] == "base64url" && cell == "-JvIeY3MDUuhgaxHLAmJ-w"
			if cell != "" && strings.Contains("=+-@\t\r", cell[:1]) && !checked {
				t.Errorf("%q, column %s: %q is a formula", inputs[i], rows[0][k], cell)
			}
		}
	}
	if guid := rows[1][2]; guid != aGUID {
		t.Errorf("guid %q", guid)
	}
}

// Line ends are not part of a value.
func TestConvertLineEnds(t *testing.T) {
	out, _, _ := runConvert(strings.NewReader("E1815\r\nE1816\n"), "--output", "ndjson")
	if !strings.Contains(out, `{"input":"E1815",`) || !strings.Contains(out, `{"input":"E1816",`) {
		t.Error(out)
	}
}

// Input that is printed again does not control the terminal.
func TestConvertEscapesTheTerminal(t *testing.T) {
	for _, args := range [][]string{
		{"\x1b[31mred"}, {"\x1b[31mred", aGUID}, {"--to", "guid", "\x1b]0;title\x07"}, {"--to", "guid", "x\u202ey", "\x1bz"},
		{"--output", "csv", "\x1b[31m"}, {"--from", "\x1b[31m", "x"},
	} {
		out, errs, _ := runConvert(strings.NewReader(""), args...)
		if strings.ContainsAny(out+errs, "\x1b\x07\u202e") {
			t.Errorf("%q: %q, %q", args, out, errs)
		}
	}
}

// A program that writes a line and waits gets the result of the line.
func TestConvertAnswersAtOnce(t *testing.T) {
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	e := piped(inR, outW, io.Discard)
	done := make(chan int)
	go func() { done <- e.run([]string{"convert", "--to", "immutableid"}) }()
	for range 3 {
		fmt.Fprintln(inW, aGUID)
		answer := make([]byte, len("QX00ApTUDEiiEm5kX0WP2w==\n"))
		if _, err := io.ReadFull(outR, answer); err != nil || string(answer) != "QX00ApTUDEiiEm5kX0WP2w==\n" {
			t.Fatalf("%q, %v", answer, err)
		}
	}
	inW.Close()
	if status := <-done; status != 0 {
		t.Error(status)
	}
}

// Ten times as many lines need the same memory.
func TestConvertInConstantMemory(t *testing.T) {
	heap := func(lines int) uint64 {
		var most runtime.MemStats
		in := io.LimitReader(&endless{line: aGUID + "\n"}, int64(lines*(len(aGUID)+1)))
		e := piped(in, io.Discard, io.Discard)
		e.run([]string{"convert", "--to", "immutableid"})
		runtime.ReadMemStats(&most)
		return most.Sys
	}
	heap(1000)
	small, large := heap(10_000), heap(200_000)
	if large > small+16<<20 {
		t.Errorf("%d bytes for 10,000 lines, %d for 200,000", small, large)
	}
}

// An endless reader repeats a line.
type endless struct {
	line string
	at   int
}

func (e *endless) Read(b []byte) (n int, err error) {
	for n < len(b) {
		k := copy(b[n:], e.line[e.at:])
		n, e.at = n+k, (e.at+k)%len(e.line)
	}
	return n, nil
}

func BenchmarkConvertLines(b *testing.B) {
	lines := strings.Repeat(aGUID+"\nQX00ApTUDEiiEm5kX0WP2w==\n41 7D 34 02 94 D4 0C 48 A2 12 6E 64 5F 45 8F DB\n", 1000)
	b.SetBytes(int64(len(lines)))
	b.ReportAllocs()
	for b.Loop() {
		e := piped(strings.NewReader(lines), io.Discard, io.Discard)
		if status := e.run([]string{"convert", "--to", "guid"}); status != 0 {
			b.Fatal(status)
		}
	}
}
