// Package texttest has hostile names and golden files for tests.
package texttest

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// HostileNames are names of objects that try to break out of a script or a document.
var HostileNames = []string{
	"O'Brien", "''", "'", "a\u2018b", "a\u2019; Remove-Item x; '", "\u201a\u201b", "\u201cq\u201d\u201e", `"quoted"`,
	"$(Remove-Item x)", "$env:Path", "`n`$x", "a`", "${x}", "%{x}",
	"line\nRemove-Item x", "line\r\nRemove-Item x", "cr\rRemove-Item x", "next\u0085line", "sep\u2028x\u2029y",
	"nul\x00x", "esc\x1b]0;title\x07", "bell\a", "del\x7f", "bidi\u202egnp.exe", "iso\u2066x\u2069", "\ufeffbom",
	"#> Remove-Item x <#", "<# x", "#Requires -RunAsAdministrator", "SIG # Begin signature block",
	"@'\nx\n'@", "'@", "@\"\nx\n\"@", "-WhatIf", "--%", "; Remove-Item x", "| iex", "&x", "{x}", ")", "@(x)", "\\", "\\'",
	"Zoë", "Жанна", "日本", "😀", "e\u0301", "\u00a0", " lead", "trail ", "\t", "0x41", "[char]65", "=1+1", "+1", "",
}

// HostileValues are [HostileNames], values that try to break out of JSON and CSV, and
// values that are not UTF-8.
var HostileValues = append(slices.Clone(HostileNames),
	" ", `"`, `","evil":"`, "\t\r\n", "\r", ",", ";", "a,b", "\u009b31m", "\u200e\u200f\u061c", "%PATH%", "=cmd|' /C calc'!A1", "@SUM(1)", "-1", "\t=1",
	"</script>", ":< file:///etc/passwd", "x\n dn: CN=x", "\ufffd", "\xff\xfe", "a\xc3", "\xed\xa0\x80", strings.Repeat("ab\"c\\d\ne", 100),
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Golden compares a text with a file in testdata, or writes the file with -update.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run go test -update and read the difference\n%s", file, got)
	}
}
