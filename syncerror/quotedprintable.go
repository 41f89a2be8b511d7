package syncerror

import (
	"strconv"
	"strings"
)

// isQuotedPrintable reports whether the lines are in the encoding of RFC 2045
// section 6.7: a header states it, or a long line with words ends in =, which no
// line of Base64 does.
func isQuotedPrintable(lines []sourceLine) bool {
	for _, l := range lines {
		s := strings.TrimRight(l.text, " \t")
		if len(s) < 80 && strings.HasPrefix(strings.ToLower(s), "content-transfer-encoding:") {
			return strings.Contains(strings.ToLower(s), "quoted-printable")
		}
		if 60 <= len(s) && len(s) <= 78 && strings.HasSuffix(s, "=") && !strings.HasSuffix(s, "==") && strings.ContainsAny(s, " <") {
			return true
		}
	}
	return false
}

// joinSoftBreaks joins lines that end in = and decodes =XX.
func joinSoftBreaks(lines []sourceLine) []sourceLine {
	var out []sourceLine
	var b strings.Builder
	first := 0
	for _, l := range lines {
		if b.Len() == 0 {
			first = l.line
		}
		s := strings.TrimRight(l.text, " \t")
		if strings.HasSuffix(s, "=") {
			b.WriteString(s[:len(s)-1])
			continue
		}
		b.WriteString(l.text)
		out = append(out, sourceLine{decodeQuoted(b.String()), first})
		b.Reset()
	}
	return append(out, sourceLine{decodeQuoted(b.String()), max(first, 1)})
}

func decodeQuoted(s string) string {
	if strings.IndexByte(s, '=') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '=' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b = append(b, byte(v))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return strings.ToValidUTF8(string(b), "\ufffd")
}
