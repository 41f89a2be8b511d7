package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hardmatch/browsertest"
)

// axe is the script of axe-core, which make axe fetches.
func axe(t *testing.T) string {
	t.Helper()
	root, err := moduleRoot()
	check(t, err)
	script, err := os.ReadFile(filepath.Join(root, "dist", "axe", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Skip("no axe-core here (make axe): accessibility was not tested")
	}
	return string(script) + "; 0"
}

// A state of the page, and how to reach it from the state before.
type state struct {
	name  string
	reach func(*testing.T, *browsertest.Browser)
}

// evaluated reaches a state by evaluating an expression. The state is reached when the
// expression there is true.
func evaluated(expression, there string) func(*testing.T, *browsertest.Browser) {
	return func(t *testing.T, b *browsertest.Browser) {
		t.Helper()
		b.Eval(expression)
		b.Expect(t, there, "true")
	}
}

func pasted(text, there string) func(*testing.T, *browsertest.Browser) {
	return func(t *testing.T, b *browsertest.Browser) {
		t.Helper()
		paste(b, text)
		b.Expect(t, there, "true")
	}
}

func diagnosed(t *testing.T, b *browsertest.Browser) {
	t.Helper()
	diagnose(t, b, samples(t)...)
	b.Expect(t, `[...document.querySelectorAll("#report .space")].every((e) => e.children.length > 1)`, "true")
}

func unreadable(t *testing.T, b *browsertest.Browser) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "noise.bin")
	check(t, os.WriteFile(file, []byte("this is no export\n"), 0o644))
	b.Eval(`byId("clear").click()`)
	b.Drop(file)
	b.Eval(`byId("check").requestSubmit()`)
	b.Expect(t, `byId("report").hidden && byId("checked").textContent !== ""`, "true")
	b.Eval(`byId("clear").click()`)
}

var states = []state{
	{"convert, empty", evaluated(`0`, `document.activeElement === byId("value")`)},
	{"convert, a value", pasted(aGUID, `document.querySelectorAll("#one tbody tr").length > 9`)},
	{"convert, two readings", pasted(strings.ReplaceAll(aGUID, "-", ""), `document.querySelectorAll("#one .act button").length === 2`)},
	{"convert, an error", pasted(aGUID+"00", `document.querySelector("#one .bad") !== null && document.querySelector("#one table") === null`)},
	{"convert, many", pasted(strings.Repeat(aGUID+"\n", 9)+"not a GUID\n", `document.querySelectorAll("#conversions .space .row").length > 5`)},
	{"convert, a row of many", evaluated(`document.querySelector("#conversions .space .row").click()`, `byId("detail").open`)},
	{"plan, empty", evaluated(`byId("detail").close(), byId("tab-plan").click()`, `!byId("plan").hidden`)},
	{"diagnose, empty", evaluated(`byId("tab-diagnose").click()`, `!byId("diagnose").hidden`)},
	{"diagnose, how to export", evaluated(`byId("exporting").open = true`, `byId("commands").textContent.length > 99`)},
	{"diagnose, report", diagnosed},
	{"diagnose, more", evaluated(`document.querySelector("#check details").open = true`, `document.querySelectorAll("#flags select").length > 5`)},
	{"diagnose, a finding", evaluated(`document.querySelector("#findings .space .row").click()`, `byId("detail").open`)},
	{"diagnose, a verdict", evaluated(`byId("detail").close(), document.querySelector("#verdicts .space .row").click()`, `byId("detail").open`)},
	{"diagnose, explained", evaluated(`byId("detail").close(), byId("error-text").value = "AttributeValueMustBeUnique: proxyAddresses SMTP:ada@contoso.com", byId("error-text").dispatchEvent(new Event("input"))`,
		`document.querySelector("#explained dl") !== null`)},
	{"diagnose, no export", unreadable},
	{"plan", func(t *testing.T, b *browsertest.Browser) {
		t.Helper()
		diagnosed(t, b)
		evaluated(`byId("plan-all").click()`, `document.querySelectorAll("#steps .space .row").length > 1 && byId("script").textContent.length > 99`)(t, b)
	}},
	{"plan, more", evaluated(`document.querySelector("#make-plan details").open = true`, `byId("make-plan").elements.map.clientHeight > 0`)},
	{"plan, a step", evaluated(`document.querySelector("#steps .space .row").click()`, `byId("detail").open`)},
	{"plan, users found", evaluated(`byId("detail").close(), byId("make-plan").elements.words.value = "a", byId("make-plan").elements.words.dispatchEvent(new Event("input"))`,
		`document.querySelectorAll("#found-users button").length > 0`)},
}

// look returns what axe-core reports as violations and as incomplete. Both should be
// empty. axe-core cannot evaluate colours under another element.
func look(b *browsertest.Browser, rules string) string {
	return b.Eval(`scrollTo({ top: 0, behavior: "instant" }), axe.run({ resultTypes: ["violations", "incomplete"]` + rules + ` }).then((r) => [...r.violations, ...r.incomplete]
		.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html + " " + [...n.any, ...n.all, ...n.none].map((c) => c.message))).join("\n"))`)
}

func TestAccessible(t *testing.T) {
	script := axe(t)
	b := browsertest.Start(t)
	path := builtPage(t)
	for _, width := range []int{320, 1440} {
		for dark, rules := range map[bool]string{false: "", true: `, runOnly: ["color-contrast"]`} {
			b.Open(path, width, dark)
			b.Call("Emulation.setDeviceMetricsOverride", browsertest.Arguments{"width": width, "height": 4000, "deviceScaleFactor": 1, "mobile": false}, nil)
			b.Eval(script)
			for _, s := range states {
				s.reach(t, b)
				if found := look(b, rules); found != `""` {
					t.Errorf("%s, %d pixels, dark %v: %s", s.name, width, dark, strings.ReplaceAll(found, `\n`, "\n\t"))
				}
			}
		}
	}
}
