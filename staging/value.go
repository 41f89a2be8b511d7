package staging

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"hardmatch/convert"
	"hardmatch/directory"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
	"hardmatch/sid"
)

// presence returns the state of an attribute with this value.
func presence(f *records.Field) directory.Presence {
	switch {
	case f.Form == records.Lost:
		return directory.Lost
	case len(f.Value) == 0:
		return directory.Empty
	}
	return directory.Present
}

// isFirstValue reports whether the value must be staged: a single-valued attribute
// has no value yet. A second, different value makes both lost. An attribute may
// have two names in a record, and a value under only one of them.
func (s *Stager) isFirstValue(t *directory.Text, f *records.Field) bool {
	attr := s.attrs[f.Index]
	switch {
	case t.Presence <= directory.Empty:
		return true
	case presence(f) != directory.Present:
		return false
	case t.Presence == directory.Lost:
		return s.presences[attr] != directory.Lost
	case !bytes.Equal(t.Value, f.Value) && !(attr == attrID && bytes.EqualFold(t.Value, f.Value)):
		*t = directory.Text{Presence: directory.Lost}
		s.rejectSecondValue(f)
	}
	return false
}

// rejectSecondValue reports that an attribute has two values, and that the right
// one is unknown.
func (s *Stager) rejectSecondValue(f *records.Field) {
	s.presences[s.attrs[f.Index]] = directory.Lost
	s.rejectField(f, errSecond, hint.New(hint.OneValueOnly))
}

// stageOctets stages a value that is stored as octets.
func (s *Stager) stageOctets(t *directory.Text, f *records.Field) {
	if t.Presence = presence(f); t.Presence == directory.Present {
		t.Value = f.Value
	}
}

// stageText stages a value that must be UTF-8. Text in LDIF is already checked;
// Base64 may contain anything.
func (s *Stager) stageText(t *directory.Text, f *records.Field) {
	if f.Form == records.Text && len(f.Value) > 0 {
		t.Presence, t.Value = directory.Present, f.Value
		return
	}
	if s.stageOctets(t, f); f.Form == records.Octets && !utf8.Valid(f.Value) {
		s.rejectField(f, errNotUTF8, hint.New(hint.BinaryOrNotUTF8))
		*t = directory.Text{Presence: directory.Lost}
	}
}

func (s *Stager) stageTexts(t *directory.Texts, f *records.Field) {
	if f.Form == records.Text && len(f.Value) > 0 {
		t.Presence, t.Values = max(t.Presence, directory.Present), append(t.Values, f.Value)
		return
	}
	var one directory.Text
	if s.stageText(&one, f); one.Presence == directory.Present {
		t.Values = append(t.Values, one.Value)
	}
	t.Presence = max(t.Presence, one.Presence)
}

var (
	errNotUTF8 = errors.New("value is not UTF-8 text")
	errNotGUID = errors.New("value is not a GUID")
	errSecond  = errors.New("second value")
)

func (s *Stager) rejectField(f *records.Field, err error, h hint.Hint) {
	s.reject(f.Line, s.label(s.attrs[f.Index]), err, h)
}

// label returns the name of an attribute in the directory.
func (s *Stager) label(a attribute) string {
	return s.names[slices.Index(s.attrs, a)]
}

func (s *Stager) reject(line int, attribute string, err error, h hint.Hint) {
	s.errs = append(s.errs, &ValueError{
		Origin: directory.Origin{File: s.file, Line: line}, Attribute: attribute, Err: err, Hint: h,
	})
}

// stageGUID stages octets, or the text that ldbsearch and all programs without LDIF
// write for them.
func (s *Stager) stageGUID(g *directory.GUID, f *records.Field) {
	if p := presence(f); p != directory.Present {
		if g.Presence <= directory.Empty {
			g.Presence = p
		}
		return
	}
	value, ok := s.guid(f)
	switch {
	case !ok:
		*g = directory.GUID{Presence: directory.Lost}
		s.rejectField(f, errNotGUID, s.guidHint(f))
	case g.Presence == directory.Present && g.Value != value:
		*g = directory.GUID{Presence: directory.Lost}
		s.rejectSecondValue(f)
	case s.presences[s.attrs[f.Index]] != directory.Lost:
		*g = directory.GUID{Presence: directory.Present, Value: value}
	}
}

func (s *Stager) guid(f *records.Field) (convert.GUID, bool) {
	if f.Form == records.Octets {
		if g, ok := convert.GUIDFromOctets(f.Value); ok {
			return g, true
		}
	}
	g, err := convert.ParseGUID(f.Value)
	if err == nil || !s.displayed {
		return g, err == nil
	}
	return convert.GUIDFromOctets(displayedOctets(f.Value))
}

func (s *Stager) guidHint(f *records.Field) hint.Hint {
	switch {
	case s.displayed:
		return hint.New(hint.ConvertValue)
	case f.Form == records.Octets:
		return hint.New(hint.GUIDLength, strconv.Itoa(len(f.Value)))
	}
	return hint.New(hint.GUIDForms)
}

// displayedOctets returns the octets that a program shows as text: a GUID, or the
// Base64 or decimal numbers of octets. It returns nil if the text is ambiguous or
// something else.
func displayedOctets(text []byte) []byte {
	r, err := convert.Read(text)
	if err != nil {
		return nil
	}
	switch v := r.Value; v.Kind {
	case convert.KindGUID:
		return v.GUID[:]
	case convert.KindSID, convert.KindAnchor:
		return []byte(v.Octets)
	}
	return nil
}

// stageConsistencyGUID stages mS-DS-ConsistencyGuid.
func (s *Stager) stageConsistencyGUID(t *directory.Text, f *records.Field) {
	stored := *f
	if presence(f) == directory.Present && f.Form != records.Octets && s.displayed {
		if stored.Value = displayedOctets(f.Value); len(stored.Value) == 0 {
			*t = directory.Text{Presence: directory.Lost}
			s.rejectField(f, errors.New("value is not a notation of the octets of mS-DS-ConsistencyGuid"), s.guidHint(f))
			return
		}
	}
	if s.isFirstValue(t, &stored) {
		s.stageOctets(t, &stored)
	}
}

func (s *Stager) stageSID(t *directory.Text, f *records.Field) {
	stored := *f
	if presence(f) == directory.Present && f.Form != records.Octets {
		octets, err := sid.Parse(f.Value)
		if err != nil {
			*t = directory.Text{Presence: directory.Lost}
			s.rejectField(f, err, hint.New(hint.SIDForms))
			return
		}
		stored.Value = octets
	}
	if s.isFirstValue(t, &stored) {
		s.stageOctets(t, &stored)
	}
}

var valueTrue, valueFalse = []byte("true"), []byte("false")

// stageBool stages true or false in any spelling as "true" or "false".
func (s *Stager) stageBool(t *directory.Text, f *records.Field) {
	truth := *f
	switch {
	case presence(f) != directory.Present:
	case isTrue(f.Value):
		truth.Value = valueTrue
	case strings.EqualFold(string(f.Value), "false"):
		truth.Value = valueFalse
	default:
		*t = directory.Text{Presence: directory.Lost}
		s.rejectField(f, errors.New("value is neither true nor false"), hint.New(hint.ExportAgain))
		return
	}
	if s.isFirstValue(t, &truth) {
		s.stageOctets(t, &truth)
	}
}

// stageSyncBehavior stages isCloudManaged, or the resource that has it as its only
// property beside the id.
func (s *Stager) stageSyncBehavior(t *directory.Text, f *records.Field) {
	if presence(f) == directory.Present && f.Value[0] == '{' {
		var behavior struct{ IsCloudManaged *bool }
		if err := json.Unmarshal(f.Value, &behavior); err != nil || behavior.IsCloudManaged == nil {
			return
		}
		whole := *f
		whole.Value = []byte(strconv.FormatBool(*behavior.IsCloudManaged))
		f = &whole
	}
	s.stageBool(t, f)
}

// countValue returns 1 if there is a value, else 0.
func countValue(f *records.Field) int {
	if presence(f) == directory.Empty {
		return 0
	}
	return 1
}

// stageCustom stages a string as it is, and octets as the Base64 in which the sync
// service sends them.
func (s *Stager) stageCustom(t *directory.Text, f *records.Field) {
	if !s.isFirstValue(t, f) {
		return
	}
	if s.stageOctets(t, f); f.Form == records.Octets && !utf8.Valid(f.Value) {
		t.Value = base64.StdEncoding.AppendEncode(nil, f.Value)
	}
}

// stageAnchorAttribute stages a custom anchor that is one of the attributes staged
// anyway.
func (s *Stager) stageAnchorAttribute(o *directory.Object, r *records.Record) {
	for i := range r.Fields {
		if f := &r.Fields[i]; s.attrs[f.Index] == s.anchorAttribute {
			s.stageCustom(&o.Custom, f)
		}
	}
}
