package encoding

// guessPage returns the most likely code page of 8-bit text. Western text has its
// letters at C0 to FF in the ANSI code page 1252, and at 80 to A5 in the OEM code
// pages 850 and 437, which are equal there; 0xE1 is a sharp s in those two.
// Cyrillic words consist of such octets only; their most frequent letters are below
// B0 in the OEM code page 866, and above BF in 1251.
//
// The 45 lines replace a library, because names are too short for the statistics of
// a detector such as wlynxg/chardet (36,026 lines), and because only the four pages
// that Windows writes most are likely. The result is always noted as a guess.
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
