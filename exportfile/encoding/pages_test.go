package encoding

import "testing"

func TestParse(t *testing.T) {
	for name, want := range map[string]string{
		"utf-8": "UTF-8", "UTF8": "UTF-8", "ascii": "UTF-8", "Unicode": "UTF-16LE", "utf-16": "UTF-16LE", "UTF-16LE": "UTF-16LE",
		"utf-16be": "UTF-16BE", "1252": "windows-1252", "cp1252": "windows-1252", "CP-1252": "windows-1252", "Windows-1252": "windows-1252",
		"850": "cp850", "cp850": "cp850", "ibm850": "cp850", "437": "cp437", "866": "cp866", "iso-8859-1": "iso-8859-1", "ISO-8859-15": "iso-8859-15",
		"": "", "8859": "", "utf-7": "", "utf-32": "", "1": "", "x": "", "-": "", "12520": "",
	} {
		got, err := Parse(name)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("Parse(%q) = %q, %v; want %q", name, got, err, want)
		}
	}
	for _, name := range Names() {
		if _, err := Parse(name); err != nil {
			t.Errorf("%s is in Names, but: %v", name, err)
		}
	}
}
