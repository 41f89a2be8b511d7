package main

import (
	"testing"

	"hardmatch/browsertest"
)

// focus returns what is wrong with the focus. It must be on an element that is visible,
// shows the focus, and is not covered.
const focus = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "lost";
	const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(e);
	if (outlineStyle === "none" || parseFloat(outlineWidth) < 2 || outlineColor === getComputedStyle(document.body).backgroundColor) return "not shown on " + e.outerHTML;
	const box = e.getBoundingClientRect();
	const there = document.elementFromPoint((Math.max(0, box.left) + Math.min(innerWidth, box.right)) / 2, (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2);
	return there && (e.contains(there) || there.contains(e)) ? "" : "out of sight on " + e.outerHTML;
})()`

// checkFocus fails the test if the focus is wrong.
func checkFocus(t *testing.T, b *browsertest.Browser) {
	t.Helper()
	if got := b.Await(focus, `""`); got != `""` {
		t.Fatalf("the focus is %s", got)
	}
}

// A typist uses only the keyboard.
type typist struct {
	t *testing.T
	*browsertest.Browser
}

// press presses a key. The focus may move, but must not be lost.
func (p typist) press(name, text string, code int) {
	p.t.Helper()
	p.Key(name, text, code)
	checkFocus(p.t, p.Browser)
}

func (p typist) tab()   { p.t.Helper(); p.press("Tab", "", 9) }
func (p typist) enter() { p.t.Helper(); p.press("Enter", "\r", 13) }

func (p typist) back() {
	p.t.Helper()
	p.Back()
	checkFocus(p.t, p.Browser)
}

// to moves until the focus is on an element that the selector matches.
func (p typist) to(move func(), selector string) {
	p.t.Helper()
	for range 40 {
		if p.Eval(`document.activeElement.matches('`+selector+`')`) == "true" {
			return
		}
		move()
	}
	p.t.Fatalf("%s is not reached", selector)
}

func TestKeyboardAlone(t *testing.T) {
	b := browsertest.Start(t)
	path := builtPage(t)
	b.Open(path, 1440, false)
	b.Call("Browser.grantPermissions", browsertest.Arguments{"permissions": []string{"clipboardReadWrite", "clipboardSanitizedWrite"}}, nil)
	p := typist{t, b}

	// Type a value, and copy its ImmutableId.
	b.Type(aGUID)
	b.Expect(t, firstOf, `"`+anchor+`"`)
	p.tab()
	b.Expect(t, `document.activeElement.getAttribute("aria-label")`, `"Copy: immutableid"`)
	p.enter()
	b.Expect(t, `navigator.clipboard.readText()`, `"`+anchor+`"`)

	// Choose exports, and diagnose them.
	p.to(p.back, "[role=tab]")
	p.press("ArrowRight", "", 39)
	p.to(p.tab, "#choose")
	b.Choose(p.enter, append(samples(t), "keyboard_test.go")...)
	b.Expect(t, `document.querySelectorAll("#file-list li").length`, "3")
	p.to(p.tab, "#file-list li:last-child button")
	p.enter()
	b.Expect(t, `document.querySelectorAll("#file-list li").length`, "2")
	p.to(p.tab, "#check button.main")
	p.enter()
	b.Expect(t, `!byId("report").hidden && byId("progress").hidden`, "true")
	checkFocus(t, b)
	p.tab()
	b.Expect(t, `byId("report").contains(document.activeElement)`, "true")

	// Open a finding, and close it.
	p.to(p.tab, "#findings .grid")
	p.press("ArrowDown", "", 40)
	p.enter()
	b.Expect(t, `byId("detail").open && byId("detail").contains(document.activeElement)`, "true")
	p.press("Escape", "", 27)
	b.Expect(t, `document.activeElement.matches("#findings .grid")`, "true")

	// Open a verdict, and plan for its user.
	p.to(p.tab, "#verdicts .grid")
	p.enter()
	p.to(p.back, "#detail .main")
	p.enter()
	b.Expect(t, `byId("script").textContent.length > 99`, "true")
	checkFocus(t, b)
	p.to(p.tab, "#copy-script")
	onlyItself(t, b, path)
}
