package encoding

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// The names of the encodings that are not code pages. A text counts as [ASCII]
// until a value shows more.
const (
	ASCII   = "ASCII"
	UTF8    = "UTF-8"
	UTF16LE = "UTF-16LE"
	UTF16BE = "UTF-16BE"
)

// codePages are the 8-bit encodings that Windows writes, ANSI and OEM, and three of
// the ISO family.
var codePages = map[string]*charmap.Charmap{
	"windows-1250": charmap.Windows1250, "windows-1251": charmap.Windows1251, "windows-1252": charmap.Windows1252,
	"windows-1253": charmap.Windows1253, "windows-1254": charmap.Windows1254, "windows-1255": charmap.Windows1255,
	"windows-1256": charmap.Windows1256, "windows-1257": charmap.Windows1257, "windows-1258": charmap.Windows1258,
	"cp437": charmap.CodePage437, "cp850": charmap.CodePage850, "cp852": charmap.CodePage852, "cp855": charmap.CodePage855,
	"cp858": charmap.CodePage858, "cp860": charmap.CodePage860, "cp862": charmap.CodePage862, "cp863": charmap.CodePage863,
	"cp865": charmap.CodePage865, "cp866": charmap.CodePage866,
	"iso-8859-1": charmap.ISO8859_1, "iso-8859-2": charmap.ISO8859_2, "iso-8859-15": charmap.ISO8859_15,
}

var unicodeNames = map[string]string{
	"utf-8": UTF8, "utf8": UTF8, "ascii": UTF8,
	"utf-16le": UTF16LE, "utf-16": UTF16LE, "utf16": UTF16LE, "unicode": UTF16LE,
	"utf-16be": UTF16BE,
}

// Names returns the documented names of the encodings: the code pages sorted, then
// those of Unicode.
func Names() []string {
	names := slices.Collect(maps.Keys(codePages))
	return append(slices.Sorted(slices.Values(names)), "utf-16be", "utf-16le", "utf-8")
}

// Parse returns the name that this package uses for an encoding. Code pages may be
// written as 1252, cp1252 or Windows-1252. The error lists the known names.
func Parse(name string) (string, error) {
	s := strings.ToLower(name)
	if known := unicodeNames[s]; known != "" {
		return known, nil
	}
	number := strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyz-")
	for _, known := range []string{s, "windows-" + number, "cp" + number} {
		if codePages[known] != nil {
			return known, nil
		}
	}
	return "", fmt.Errorf("unknown encoding %q; known are %s", name, strings.Join(Names(), ", "))
}
