package jsonexport

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// readFailure reads an error in place of a response, as Microsoft Graph writes it:
// {"code":"..","message":".."}. In Azure AD Graph the message is an object with a
// value.
func (j *reader) readFailure() bool {
	var code, message string
	line := j.in.line
	for j.in.open(); j.in.more('}'); {
		switch n := j.memberName(); n.lower {
		case "code":
			code = j.shortText()
		case "message":
			message = j.shortText()
		default:
			j.in.skip()
		}
	}
	if j.in.err == nil {
		j.noteFailure(line, code, message)
	}
	return true
}

// shortText returns a text, or the text in the property value of an object,
// shortened for a message; "" for any other value.
func (j *reader) shortText() (text string) {
	switch j.in.peek() {
	case '"':
		const most = 200
		message := bytes.ToValidUTF8(j.plainString(), []byte("\ufffd"))
		return records.Printable(string(message[:min(len(message), most)]))
	case '{':
		for j.in.open(); j.in.more('}'); {
			if n := j.memberName(); n.lower == "value" {
				text = j.shortText()
			} else {
				j.in.skip()
			}
		}
	default:
		j.in.skip()
	}
	return text
}

// noteFailure notes that a request failed. Most such files hold nothing else.
func (j *reader) noteFailure(line int, code, message string) {
	j.failures++
	text := "the request failed with " + code
	if message != "" {
		text += ": " + strings.TrimSuffix(message, ".")
	}
	j.sink.Summary.AddNote(records.Note{Rule: records.SearchFailed, Line: line, Incomplete: true, Text: text + "; objects are missing", Hint: failureHint(code)})
}

// failureHint returns what to do about the usual errors.
func failureHint(code string) hint.Hint {
	switch {
	case slices.Contains([]string{"Authorization_RequestDenied", "accessDenied", "status 403"}, code):
		return hint.New(hint.ExportPermissions)
	case slices.Contains([]string{"InvalidAuthenticationToken", "Authentication_ExpiredToken", "status 401"}, code):
		return hint.New(hint.SignInAgain)
	case slices.Contains([]string{"TooManyRequests", "activityLimitReached", "status 429"}, code):
		return hint.New(hint.WaitThrottled)
	}
	return hint.New(hint.ExportAgain)
}

// endAnswer notes a failed response in a $batch.
func (j *reader) endAnswer(o *object) {
	if o.status >= 400 && j.failures == o.failures {
		j.noteFailure(o.line, fmt.Sprintf("status %d", o.status), "")
	}
}
