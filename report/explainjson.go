package report

import (
	"strconv"

	"hardmatch/convert"
	"hardmatch/syncerror"
)

// json writes an error as an object. What the text does not contain is null.
func (l *explanationList) json(e *syncerror.Error, holders []Holder) {
	l.buf = append(l.buf, '{')
	l.member(`"name":`, e.Name)
	l.member(`,"code":`, e.Code)
	l.member(`,"kind":`, e.Kind.Name)
	l.member(`,"title":`, e.Kind.Title)
	l.buf = strconv.AppendInt(append(l.buf, `,"line":`...), int64(e.Line), 10)
	l.conflictsJSON(e.Conflicts)
	l.member(`,"dn":`, e.DN)
	l.member(`,"anchor":`, e.Anchor)
	guid := ""
	if g, err := convert.ParseImmutableID(e.Anchor); err == nil {
		guid = g.String()
	}
	l.member(`,"guid":`, guid)
	l.array(`,"objectIds":[`, e.ObjectIDs)
	l.member(`,"trackingId":`, e.TrackingID)
	l.member(`,"time":`, e.Time)
	l.member(`,"detail":`, e.Detail)
	l.buf = strconv.AppendBool(append(l.buf, `,"resolved":`...), e.Resolved)
	l.holdersJSON(holders)
	l.member(`,"cause":`, e.Kind.Cause)
	l.curesJSON(e.Cures())
	l.array(`,"cites":[`, e.Kind.Cites)
	l.array(`,"rules":[`, e.Kind.Rules)
	l.buf = append(l.buf, '}')
}

// member writes a string, or null for an empty one.
func (l *explanationList) member(key, value string) {
	l.buf = append(l.buf, key...)
	if value == "" {
		l.buf = append(l.buf, "null"...)
		return
	}
	l.buf = appendJSONString(l.buf, value)
}

func (l *explanationList) array(key string, values []string) {
	l.buf = append(l.buf, key...)
	for i, value := range values {
		if i > 0 {
			l.buf = append(l.buf, ',')
		}
		l.buf = appendJSONString(l.buf, value)
	}
	l.buf = append(l.buf, ']')
}

// curesJSON writes the cures as text with the words of their commands, and in a
// second array the text and the hint of each, null for a cure without a command.
func (l *explanationList) curesJSON(cures []syncerror.Cure) {
	l.array(`,"cure":[`, l.cures(cures))
	l.buf = append(l.buf, `,"cureHints":[`...)
	for i, c := range cures {
		if i > 0 {
			l.buf = append(l.buf, ',')
		}
		if c.Command.IsZero() {
			l.buf = append(l.buf, "null"...)
			continue
		}
		l.member(`{"text":`, c.Text)
		l.member(`,"hintCode":`, string(c.Command.Code))
		l.array(`,"hintArgs":[`, c.Command.Args)
		l.buf = append(l.buf, '}')
	}
	l.buf = append(l.buf, ']')
}

func (l *explanationList) conflictsJSON(conflicts []syncerror.Conflict) {
	l.buf = append(l.buf, `,"conflicts":[`...)
	for i, c := range conflicts {
		if i > 0 {
			l.buf = append(l.buf, ',')
		}
		l.member(`{"attribute":`, c.Attribute)
		l.member(`,"value":`, c.Value)
		l.buf = append(l.buf, '}')
	}
	l.buf = append(l.buf, ']')
}

func (l *explanationList) holdersJSON(holders []Holder) {
	l.buf = append(l.buf, `,"holders":[`...)
	for i, h := range holders {
		if i > 0 {
			l.buf = append(l.buf, ',')
		}
		l.member(`{"place":`, h.Place)
		l.member(`,"name":`, h.Name)
		l.member(`,"says":`, h.State)
		l.buf = append(l.buf, '}')
	}
	l.buf = append(l.buf, ']')
}
