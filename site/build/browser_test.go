package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hardmatch/browsertest"
)

const (
	aGUID   = "02347d41-d494-480c-a212-6e645f458fdb"
	anchor  = "QX00ApTUDEiiEm5kX0WP2w=="
	firstOf = `document.querySelector("#one tbody code")?.textContent`
)

// onlyItself fails for every request except those of the page and its workers, and for
// everything that the policy blocked or the script threw.
func onlyItself(t *testing.T, b *browsertest.Browser, path string) {
	t.Helper()
	for _, e := range b.Events {
		if !strings.HasPrefix(e, "request file://"+path) && !strings.HasPrefix(e, "request blob:") && !strings.HasPrefix(e, "request data:") {
			t.Error(e)
		}
	}
}

func TestInBrowser(t *testing.T) {
	b := browsertest.Start(t)
	path := builtPage(t)
	b.Open(path, 1440, false)
	b.Call("Browser.grantPermissions", browsertest.Arguments{"permissions": []string{"clipboardReadWrite", "clipboardSanitizedWrite"}}, nil)

	t.Run("converts what is pasted", func(t *testing.T) {
		b.Type(aGUID)
		b.Expect(t, firstOf, `"`+anchor+`"`)
		t.Log("first answer after", b.Eval(`Math.round(performance.now())`), "ms")
		b.Eval(`document.querySelector("#one .copy").click()`)
		b.Expect(t, `byId("announced").textContent`, `"Copied: immutableid"`)
	})
	t.Run("asks which reading is meant", func(t *testing.T) {
		paste(b, strings.ReplaceAll(aGUID, "-", ""))
		b.Expect(t, `document.querySelectorAll("#one .act button").length`, "2")
		b.Expect(t, `document.querySelector("#one .hint").textContent.startsWith("choose to read it as guid-n or hex; ")`, "true")
		b.Eval(`byId("from").value = "guid-n", byId("from").onchange()`)
		b.Expect(t, firstOf, `"`+anchor+`"`)
		b.Eval(`byId("from").value = "", byId("from").onchange()`)
	})
	t.Run("converts a record", func(t *testing.T) {
		paste(b, "DistinguishedName : CN=Ada,DC=contoso,DC=com\nObjectGUID        : "+aGUID+"\nUserPrincipalName : ada@contoso.com")
		b.Expect(t, firstOf, `"`+anchor+`"`)
		b.Expect(t, `byId("converted").textContent`, `"2 other lines hold no GUID and no SID."`)
	})
	t.Run("converts a column", func(t *testing.T) {
		paste(b, strings.Repeat(aGUID+"\n", 10_000))
		b.Expect(t, `byId("converted").textContent`, `"10,000 values, all converted."`)
		b.Expect(t, `document.querySelectorAll("#conversions [role=row]").length < 60`, "true")
	})
	t.Run("converts a column of anchors that are no GUIDs", func(t *testing.T) {
		paste(b, "4711\n4712\n4713\n")
		b.Expect(t, `byId("converted").textContent`, `"3 values, all converted."`)
	})
	t.Run("asks once for a column", func(t *testing.T) {
		paste(b, strings.Repeat(strings.ReplaceAll(aGUID, "-", "")+"\n", 3))
		b.Expect(t, `byId("converted").textContent`, `"3 values, 3 could not be converted."`)
		b.Expect(t, `document.querySelectorAll("#conversions .space .row").length`, "3")
		b.Eval(`document.querySelector("#conversions .space .row").click(), document.querySelector("#detail .act button").click()`)
		b.Expect(t, `byId("converted").textContent`, `"3 values, all converted."`)
		b.Expect(t, `byId("value").value.split("\n").length === 4 && !byId("detail").open`, "true")
		b.Eval(`byId("from").value = "", byId("from").onchange()`)
	})
	t.Run("reads its link", func(t *testing.T) {
		b.Open(path+"#g="+aGUID, 1440, false)
		b.Expect(t, firstOf, `"`+anchor+`"`)
		paste(b, "QX00ApTUDEiiEm5kX0WP2w==")
		b.Expect(t, `location.hash`, `"#g=`+aGUID+`"`)
	})
	t.Run("diagnoses what is dropped", func(t *testing.T) {
		b.Open(path, 1440, false)
		diagnose(t, b, samples(t)...)
		b.Expect(t, `document.querySelectorAll("#verdicts .space [role=row]").length`, "4")
		b.Expect(t, `document.querySelector("#findings .space .row code").textContent`, `"HM1004"`)
		b.Eval(`[...document.querySelectorAll("#verdict-counts button")].at(-1).click()`)
		b.Expect(t, `document.querySelectorAll("#verdicts .space [role=row]").length`, "1")
	})
	t.Run("cancels at once", func(t *testing.T) {
		b.Eval(`byId("check").requestSubmit(), byId("cancel").click()`)
		b.Expect(t, `byId("checked").textContent`, `"Cancelled."`)
		b.Eval(`byId("check").requestSubmit()`)
		b.Expect(t, `byId("progress").hidden && !byId("report").hidden`, "true")
		b.Expect(t, `document.querySelectorAll("#findings .space .row").length`, "4") // the next test moves among them
	})
	t.Run("opens a row by the keyboard", func(t *testing.T) {
		b.Eval(`document.querySelector("#findings .grid").focus()`)
		b.Key("ArrowDown", "", 40)
		b.Expect(t, `document.querySelector("#findings .grid").getAttribute("aria-activedescendant")`, `"findings-1"`)
		b.Key("Enter", "\r", 13)
		b.Expect(t, `byId("detail").open && byId("detail-title").textContent.startsWith("HM2005")`, "true")
		b.Key("Escape", "", 27)
		b.Expect(t, `byId("detail").open`, "false")
	})
	t.Run("plans for one user", func(t *testing.T) {
		b.Eval(`document.querySelector("#verdict-filters").reset(), document.querySelector("#verdicts .row .tone.bad").click()`)
		b.Expect(t, `[...document.querySelectorAll("#detail button")].map((b) => b.textContent)[0]`, `"Plan for this user"`)
		b.Eval(`document.querySelector("#detail .main").click()`)
		b.Expect(t, `byId("users").textContent`, `"ada@contoso.com×"`)
		b.Expect(t, `byId("script").textContent.startsWith("#Requires")`, "true")
		b.Eval(`byId("format").elements.as.value = "markdown", byId("format").dispatchEvent(new Event("change"))`)
		b.Expect(t, `byId("script").textContent.includes("- [ ]")`, "true")
	})
	t.Run("has its own words for hints", func(t *testing.T) {
		b.Eval(`byId("tab-diagnose").click(), diagnosis.list([])`)
		file, err := filepath.Abs("main.go")
		check(t, err)
		b.Drop(file)
		b.Expect(t, `document.querySelectorAll("#file-list li").length`, "1")
		b.Eval(`byId("check").requestSubmit()`)
		b.Expect(t, `document.querySelector("#checked .hint")?.textContent.includes("“How to make the exports”")`, "true")
	})
	t.Run("explains", func(t *testing.T) {
		b.Eval(`byId("tab-diagnose").click(), byId("error-text").value = "AttributeValueMustBeUnique", byId("error-text").dispatchEvent(new Event("input"))`)
		b.Expect(t, `document.querySelector("#explained h3")?.textContent.startsWith("AttributeValueMustBeUnique")`, "true")
		b.Eval(`byId("error-text").value = "hm1004", byId("error-text").dispatchEvent(new Event("input"))`)
		b.Expect(t, `document.querySelector("#explained h3")?.textContent.startsWith("HM1004")`, "true")
	})
	onlyItself(t, b, path)
}

func paste(b *browsertest.Browser, text string) {
	b.Eval(fmt.Sprintf(`byId("value").value = %q, byId("value").dispatchEvent(new Event("input"))`, text))
}

// Names from a directory are data, whatever they contain.
func TestHostileNames(t *testing.T) {
	b := browsertest.Start(t)
	path := builtPage(t)
	name := `<img src=x onerror=alert(1)></script>`
	file := filepath.Join(t.TempDir(), "users.ldf")
	check(t, os.WriteFile(file, []byte("dn: CN="+name+",DC=x\nobjectClass: user\nobjectGUID:: "+anchor+"\nuserPrincipalName: "+name+"@x.de\nsAMAccountName: a\n"), 0o644))
	b.Open(path, 1440, false)
	diagnose(t, b, file)
	b.Eval(`byId("plan-all").click()`)
	b.Expect(t, `byId("script").textContent.length > 0`, "true")
	b.Expect(t, `document.querySelectorAll("img").length`, "0")
	b.Expect(t, `byId("verdicts").textContent.includes("<img src=x")`, "true")
	onlyItself(t, b, path)
}

// A large export is read in pieces, and only visible rows have elements.
func TestManyUsers(t *testing.T) {
	b := browsertest.Start(t)
	path := builtPage(t)
	file := filepath.Join(t.TempDir(), "users.ldf")
	f, err := os.Create(file)
	check(t, err)
	const users = 100_000
	for i := range users {
		fmt.Fprintf(f, "dn: CN=Müller %d,OU=Staff,DC=contoso,DC=com\nobjectClass: user\nobjectGUID: %08x-d494-480c-a212-6e645f458fdb\nuserPrincipalName: u%d@contoso.com\nsAMAccountName: u%d\nmail: u%d@contoso.com\ndescription: %s\n\n",
			i, uint32(i)*0x9e3779b1, i, i, i, strings.Repeat("x", 760))
	}
	check(t, f.Close())
	b.Open(path, 1440, false)
	diagnose(t, b, file)
	t.Log(b.Eval(`byId("checked").textContent`), b.Eval(`diagnosis.memory`), "octets of memory")
	b.Expect(t, `document.querySelector("#verdicts .status").textContent`, `"100,000 rows"`)
	b.Expect(t, `document.querySelectorAll("#verdicts [role=row]").length < 60`, "true")
	b.Expect(t, `diagnosis.memory < 128e6`, "true")
	b.Eval(`document.querySelector("#verdicts .grid").scrollTop = 1e9`)
	b.Expect(t, `[...document.querySelectorAll("#verdicts .name")].some((e) => e.textContent === "u99999@contoso.com")`, "true")
	b.Eval(`byId("verdict-filters").elements.words.value = "müller u777", byId("verdict-filters").oninput()`)
	b.Expect(t, `document.querySelector("#verdicts .status").textContent`, `"111 of 100,000 rows"`)
	b.Eval(`byId("check").requestSubmit(), setTimeout(() => byId("cancel").click(), 300)`)
	b.Expect(t, `byId("checked").textContent`, `"Cancelled."`)
	onlyItself(t, b, path)
}

func TestFitsScreens(t *testing.T) {
	b := browsertest.Start(t)
	path := builtPage(t)
	for _, width := range []int{320, 768, 1440} {
		b.Open(path, width, true)
		b.Type(aGUID)
		b.Expect(t, firstOf, `"`+anchor+`"`)
		b.Expect(t, `document.documentElement.scrollWidth`, fmt.Sprint(width))
		diagnose(t, b, samples(t)...)
		b.Expect(t, `document.documentElement.scrollWidth`, fmt.Sprint(width))
		b.Eval(`byId("plan-all").click()`)
		b.Expect(t, `byId("script").textContent.length > 99`, "true")
		b.Expect(t, `document.documentElement.scrollWidth`, fmt.Sprint(width))
	}
}

// In print nothing is cut off or overlaps, and tables have headers.
func TestOnPaper(t *testing.T) {
	b := browsertest.Start(t)
	b.Open(builtPage(t), 760, false)
	diagnose(t, b, samples(t)...)
	b.Eval(`byId("plan-all").click()`)
	b.Expect(t, `byId("script").textContent.length > 99`, "true")
	b.Call("Emulation.setEmulatedMedia", browsertest.Arguments{"media": "print"}, nil)
	for tab, grids := range map[string]string{"diagnose": "#findings, #verdicts", "plan": "#steps"} {
		b.Eval(`show("` + tab + `")`)
		b.Expect(t, `[...document.querySelectorAll("`+grids+`")].every((g) => g.querySelectorAll(".space .row").length > 3 && [...g.querySelectorAll(".head .row > *")].every((h) => h.innerText !== ""))`, "true")
		b.Expect(t, `[...document.querySelectorAll(":is(`+grids+`) .row, :is(`+grids+`) .row *")].filter((e) => e.scrollHeight > e.clientHeight + 1 && e.clientHeight).map((e) => e.outerHTML).join()`, `""`)
		b.Expect(t, `[...document.querySelectorAll("`+grids+`")].every((g) => g.querySelector(".space").lastElementChild.getBoundingClientRect().bottom <= g.querySelector(".status").getBoundingClientRect().top + 1)`, "true")
	}
}

// Every element that can have the focus has a name, and every role is in a valid place.
func TestNames(t *testing.T) {
	b := browsertest.Start(t)
	b.Open(builtPage(t), 1440, false)
	diagnose(t, b, samples(t)...)
	b.Eval(`byId("plan-all").click()`)
	b.Expect(t, `byId("script").textContent.length > 99`, "true")
	for _, tab := range []string{"convert", "diagnose", "plan"} {
		b.Eval(`byId("tab-` + tab + `").click()`)
		var tree struct {
			Nodes []struct {
				Ignored    bool
				Role, Name struct{ Value any }
				Properties []struct {
					Name  string
					Value struct{ Value any }
				}
			}
		}
		b.Call("Accessibility.getFullAXTree", nil, &tree)
		for _, n := range tree.Nodes {
			for _, p := range n.Properties {
				if !n.Ignored && p.Name == "focusable" && p.Value.Value == true && n.Name.Value == "" {
					t.Errorf("%s: a %v without a name", tab, n.Role.Value)
				}
			}
		}
	}
}

func TestWithoutNetwork(t *testing.T) {
	if os.Getenv("HARDMATCH_UNSHARED") != "" {
		TestInBrowser(t)
		return
	}
	inEmptyNetwork(t, "TestWithoutNetwork")
}
