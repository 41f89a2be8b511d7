package exportfile

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

const (
	encASCII   = "ASCII"
	encUTF8    = "UTF-8"
	encUTF16LE = "UTF-16LE"
	encUTF16BE = "UTF-16BE"
)

// codePages are the 8-bit encodings that Windows writes, ANSI and OEM, and three
// of the ISO family.
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
	"utf-8": encUTF8, "utf8": encUTF8, "ascii": encUTF8,
	"utf-16le": encUTF16LE, "utf-16": encUTF16LE, "utf16": encUTF16LE, "unicode": encUTF16LE,
	"utf-16be": encUTF16BE,
}

// Encodings returns the names of all encodings, sorted.
func Encodings() []string {
	names := slices.Collect(maps.Keys(codePages))
	return append(slices.Sorted(slices.Values(names)), "utf-16be", "utf-16le", "utf-8")
}

// ParseEncoding returns the name under which this package knows an encoding.
// Code pages may be written 1252, cp1252 or Windows-1252.
func ParseEncoding(name string) (string, error) {
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
	return "", fmt.Errorf("unknown encoding %q; known are %s", name, strings.Join(Encodings(), ", "))
}

// guessPage names the code page that 8-bit text most likely has. Western text
// has its letters at C0 to FF in the ANSI code page 1252, and at 80 to A5 in the
// OEM code pages 850 and 437, which agree there; 0xE1 is a sharp s in those.
// Cyrillic words are made of nothing but such octets; their most frequent
// letters lie below B0 in the OEM code page 866, above BF in 1251.
func guessPage(text []byte) string {
	var ansi, oem, cyrillic, cyrillicOEM int
	for i, c := range text {
		if c < 0x80 {
			continue
		}
		if isHigh(text, i-1) && isHigh(text, i+1) {
			if cyrillic++; c < 0xb0 {
				cyrillicOEM++
			}
		}
		switch {
		case c == 0x92 || c == 0xe1: // an apostrophe in 1252; á or ß
		case c >= 0xc0:
			ansi++
		case c <= 0xa5 && (isLetter(text, i-1) || isLetter(text, i+1)):
			oem++
		}
	}
	switch isCyrillic := cyrillic > 0 && 2*cyrillic >= ansi+oem-cyrillic; {
	case isCyrillic && 3*cyrillicOEM >= cyrillic:
		return "cp866"
	case isCyrillic:
		return "windows-1251"
	case oem > ansi:
		return "cp850"
	}
	return "windows-1252"
}

func isHigh(text []byte, i int) bool { return i >= 0 && i < len(text) && text[i] >= 0x80 }

func isLetter(text []byte, i int) bool {
	return i >= 0 && i < len(text) && 'a' <= text[i]|0x20 && text[i]|0x20 <= 'z'
}
