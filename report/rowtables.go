package report

import (
	"io"
	"strconv"

	"hardmatch/convert"
	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/text"
)

// writeRows writes NDJSON or CSV: a row for each finding or for each verdict.
func writeRows(dst io.Writer, r *Report, o Options) error {
	header, lineEnd := "", "\n"
	verdict, finding := (*writer).verdictJSON, (*writer).findingJSON
	if o.Format == "csv" {
		verdict, finding = (*writer).verdictCSV, (*writer).findingCSV
		header, lineEnd = findingColumns, "\r\n"
		if o.Verdicts {
			header = verdictColumns
		}
	}
	w := newWriter(r, newRows(dst, header, lineEnd))
	var err error
	if o.Verdicts {
		err = w.verdicts(verdict)
	} else {
		err = w.findings(finding)
	}
	if err != nil {
		return err
	}
	return w.Close()
}

// The columns of CSV. Several values in one cell are joined as the proxyAddresses of
// [ObjectList]. The counterpart and the others are named by id or DN.
const (
	verdictColumns = "dn,userPrincipalName,verdict,counterpart,counterpartUserPrincipalName,refusals,reason,basis,missing,file,line\r\n"
	findingColumns = "rule,severity,message,side,dn,id,userPrincipalName,attribute,value,others,cites,file,line\r\n"
)

func (w *writer) verdictCSV(v match.Verdict) {
	o := w.load(v.Object)
	origin := o.Origin
	w.cell(identityOf(o), ',')
	w.cell(o.UserPrincipalName.Value, ',')
	w.cell([]byte(v.Kind.String()), ',')
	if v.Counterpart == match.None {
		w.buf = append(w.buf, ",,"...)
	} else {
		o := w.load(v.Counterpart)
		w.cell(identityOf(o), ',')
		w.cell(o.UserPrincipalName.Value, ',')
	}
	w.buf = append(appendNames(w.buf, v.Refusals), ',')
	w.cell([]byte(v.Reason), ',')
	w.cell([]byte(v.Basis.String()), ',')
	w.buf = append(appendNames(w.buf, v.Missing.Names()), ',')
	w.place(origin)
}

func (w *writer) findingCSV(f *diagnose.Finding) {
	w.cell([]byte(f.Rule.ID), ',')
	w.cell([]byte(f.Severity.String()), ',')
	w.cell([]byte(f.Message), ',')
	if f.Object == match.None {
		w.buf = append(w.buf, ",,,,"...)
	} else {
		w.objectCells(w.load(f.Object))
	}
	w.cell([]byte(f.Attribute), ',')
	w.cell([]byte(f.Value), ',')
	origin := w.origin(f)
	w.others(f.Others)
	var cites []string
	for _, c := range f.Rule.Cites {
		cites = append(cites, c.URL)
	}
	w.buf = append(appendNames(w.buf, cites), ',')
	w.place(origin)
}

// objectCells writes the side, the DN, the id and the user principal name.
func (w *writer) objectCells(o *directory.Object) {
	w.buf = append(append(w.buf, o.Side.String()...), ',')
	if o.Side == directory.Cloud {
		w.buf = append(w.buf, ',')
		w.cell(o.ID.Value, ',')
	} else {
		w.cell(identityOf(o), ',')
		w.buf = append(w.buf, ',')
	}
	w.cell(o.UserPrincipalName.Value, ',')
}

func (w *writer) others(refs []match.Ref) {
	w.joined = w.joined[:0]
	for i, r := range refs {
		if i > 0 {
			w.joined = append(w.joined, ';')
		}
		w.joined = appendJoined(w.joined, [][]byte{identityOf(w.load(r))})
	}
	w.cell(w.joined, ',')
}

func (w *writer) cell(value []byte, end byte) {
	w.buf = append(text.AppendCSV(w.buf, value), end)
}

// place writes the last two cells: the file, and the line if there is one.
func (w *writer) place(o directory.Origin) {
	w.cell([]byte(o.File), ',')
	if o.Line > 0 {
		w.buf = strconv.AppendInt(w.buf, int64(o.Line), 10)
	}
}

// appendNames joins names that need no quotes.
func appendNames[S ~string](dst []byte, names []S) []byte {
	for i, name := range names {
		if i > 0 {
			dst = append(dst, ';')
		}
		dst = append(dst, name...)
	}
	return dst
}

// identityOf returns the id of a cloud object or the DN of an on-premises object. If that
// was not exported, it returns objectGUID or a name.
func identityOf(o *directory.Object) []byte {
	for _, t := range []directory.Text{o.ID, o.DN} { // an object has one of them
		if t.Presence == directory.Present {
			return t.Value
		}
	}
	if o.ObjectGUID.Presence == directory.Present {
		return convert.AppendGUID(nil, o.ObjectGUID.Value)
	}
	return personalName(o)
}
