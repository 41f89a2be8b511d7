package texttest

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// hostile are names that somebody may have given an object to see what happens.
var HostileNames = []string{
	"O'Brien", "''", "'", "a\u2018b", "a\u2019; Remove-Item x; '", "\u201a\u201b", "\u201cq\u201d\u201e", `"quoted"`,
	"$(Remove-Item x)", "$env:Path", "`n`$x", "a`", "${x}", "%{x}",
	"line\nRemove-Item x", "line\r\nRemove-Item x", "cr\rRemove-Item x", "next\u0085line", "sep\u2028x\u2029y",
	"nul\x00x", "esc\x1b]0;title\x07", "bell\a", "del\x7f", "bidi\u202egnp.exe", "iso\u2066x\u2069", "\ufeffbom",
	"#> Remove-Item x <#", "<# x", "#Requires -RunAsAdministrator", "SIG # Begin signature block",
	"@'\nx\n'@", "'@", "@\"\nx\n\"@", "-WhatIf", "--%", "; Remove-Item x", "| iex", "&x", "{x}", ")", "@(x)", "\\", "\\'",
	"Zoë", "Жанна", "日本", "😀", "e\u0301", "\u00a0", " lead", "trail ", "\t", "0x41", "[char]65", "=1+1", "+1", "",
}

// hostileValues are, beside [hostile], what breaks out of JSON and CSV, and what
// is no UTF-8.
var HostileValues = append(slices.Clone(HostileNames),
	" ", `"`, `","evil":"`, "\t\r\n", "\r", ",", ";", "a,b", "\u009b31m", "\u200e\u200f\u061c", "%PATH%", "=cmd|' /C calc'!A1", "@SUM(1)", "-1", "\t=1",
	"</script>", ":< file:///etc/passwd", "x\n dn: CN=x", "\ufffd", "\xff\xfe", "a\xc3", "\xed\xa0\x80", strings.Repeat("ab\"c\\d\ne", 100),
)

var update = flag.Bool("update", false, "rewrite the golden files")

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
