package main

import (
	"strings"
	"testing"

	"hardmatch/browsertest"
)

// The page works in a browser other than Chromium.
func TestInFirefox(t *testing.T) {
	f := browsertest.StartFirefox(t)
	f.Open(builtPage(t))
	t.Run("converts", func(t *testing.T) {
		f.Type("#value", aGUID)
		f.Expect(t, firstOf, `"`+anchor+`"`)
		t.Log("first answer after", f.Eval(`Math.round(performance.now())`), "ms")
	})
	t.Run("diagnoses", func(t *testing.T) {
		f.Eval(`document.querySelector("#tab-diagnose").click()`)
		f.Type("#files", strings.Join(samples(t), "\n"))
		f.Expect(t, `document.querySelectorAll("#file-list li").length`, "2")
		f.Eval(`document.querySelector("[name=asOf]").value = "2026-11-22", document.querySelector("#check").requestSubmit()`)
		f.Expect(t, `document.querySelectorAll("#verdicts .space [role=row]").length`, "4")
		f.Expect(t, `document.querySelector("#findings .space .row code")?.textContent`, `"HM1004"`)
	})
	t.Run("plans for one user", func(t *testing.T) {
		f.Eval(`document.querySelector("#verdicts .row .tone.bad").click()`)
		f.Eval(`document.querySelector("#detail .main").click()`)
		f.Expect(t, `document.querySelector("#users").textContent`, `"ada@contoso.com×"`)
		f.Expect(t, `document.querySelector("#script").textContent.startsWith("#Requires")`, "true")
	})
	if errors := f.Errors(); errors != "[]" {
		t.Error(errors)
	}
}
