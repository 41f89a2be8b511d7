package hardmatch

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
	"hardmatch/planner"
)

// ReadPairs reads pairs of an on-premises user and a cloud user for a [planner.Scope],
// from a CSV document with the columns onPremises and cloud. It ignores other columns.
// The name is for messages. The error is a [*records.ReadError]. The programs and the
// page of this module read their pairs with it.
func ReadPairs(name string, doc []byte) (pairs []planner.Pair, err error) {
	doc, err = encoding.DecodeBOM(doc)
	r := newPairReader(doc)
	if err == nil {
		err = r.head()
	}
	for err == nil {
		var pair planner.Pair
		if pair, err = r.next(); err == nil {
			pairs = append(pairs, pair)
		}
	}
	if err != io.EOF {
		return nil, r.failure(name, err)
	}
	return pairs, nil
}

type pairReader struct {
	*csv.Reader
	user, cloud int // indexes of the columns
	line        int // of the last row
}

func newPairReader(doc []byte) *pairReader {
	r := &pairReader{Reader: csv.NewReader(bytes.NewReader(doc))}
	r.Comma = delimiter(doc)
	return r
}

func (r *pairReader) read() ([]string, error) {
	row, err := r.Read()
	if err == nil {
		r.line, _ = r.FieldPos(0)
	}
	return row, err
}

func (r *pairReader) head() error {
	head, err := r.read()
	if err == io.EOF {
		return errors.New("the file is empty, expected the columns onPremises and cloud")
	}
	if err != nil {
		return err
	}
	if r.user, r.cloud = column(head, "onPremises"), column(head, "cloud"); r.user < 0 || r.cloud < 0 {
		return fmt.Errorf("the columns are %s, expected onPremises and cloud", strings.Join(head, ", "))
	}
	return nil
}

// next returns io.EOF at the end.
func (r *pairReader) next() (planner.Pair, error) {
	row, err := r.read()
	if err != nil {
		return planner.Pair{}, err
	}
	pair := planner.Pair{OnPremises: strings.TrimSpace(row[r.user]), Cloud: strings.TrimSpace(row[r.cloud])}
	if pair.OnPremises == "" || pair.Cloud == "" {
		return planner.Pair{}, errors.New("one side of the pair is empty")
	}
	return pair, nil
}

// failure adds the position to an error.
func (r *pairReader) failure(name string, err error) error {
	f := &records.ReadError{File: name, Line: r.line, Err: err, Hint: hint.New(hint.PairColumns)}
	if bad := new(csv.ParseError); errors.As(err, &bad) {
		f.Line, f.Column, f.Err = bad.Line, bad.Column, bad.Err
	}
	return f
}

// delimiter returns the delimiter of the first line. Spreadsheets of some languages
// write semicolons.
func delimiter(doc []byte) rune {
	head, _, _ := bytes.Cut(doc, []byte("\n"))
	for _, c := range ";\t" {
		if bytes.ContainsRune(head, c) {
			return c
		}
	}
	return ','
}

// column returns the index of the column with this name in any case, or -1.
func column(head []string, name string) int {
	for i, h := range head {
		if strings.EqualFold(strings.TrimSpace(h), name) {
			return i
		}
	}
	return -1
}
