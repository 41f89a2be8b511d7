package htmlreport

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hardmatch/browsertest"
	"hardmatch/report"
)

func writeReport(t *testing.T, r report.Report) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	f, err := os.Create(path)
	check(t, err)
	check(t, Write(f, r))
	check(t, f.Close())
	return path
}

const status = `document.querySelector("#%s .status").textContent`

func TestInBrowser(t *testing.T) {
	b := browsertest.Start(t)
	path := writeReport(t, makeReport(5000, 900, numbered))
	b.Open(path, 1440, false)

	t.Run("nothing is asked for or blocked", func(t *testing.T) {
		for _, e := range b.Events {
			if e != "request file://"+path && e != "request data:," {
				t.Error(e)
			}
		}
	})
	t.Run("static rows are those of the script", func(t *testing.T) {
		b.Expect(t, `document.querySelectorAll("#findings tbody tr").length`, "200")
		b.Eval(`scripted = document.querySelector("#findings tbody").innerHTML, static = new DOMParser().parseFromString("", "text/html"), 0`)
		source, err := os.ReadFile(path)
		check(t, err)
		quoted, err := json.Marshal(string(source))
		check(t, err)
		b.Eval("static.documentElement.innerHTML = " + string(quoted) + ", 0")
		b.Expect(t, `static.querySelector("#findings tbody").innerHTML.trim().split("\n").map((l) => l.trim()).join("") === scripted`, "true")
	})
	t.Run("pages", func(t *testing.T) {
		b.Expect(t, fmt.Sprintf(status, "verdicts"), `"Rows 1 to 200 of 5,000 verdicts."`)
		b.Eval(`document.querySelector("#verdicts [data-go=last]").click()`)
		b.Expect(t, fmt.Sprintf(status, "verdicts"), `"Rows 4,801 to 5,000 of 5,000 verdicts."`)
	})
	t.Run("filters", func(t *testing.T) {
		b.Eval(`document.querySelector("#findings [name=text]").focus()`)
		for _, c := range "ada16" {
			b.Key(string(c), string(c), 0)
		}
		b.Expect(t, `[...document.querySelectorAll("#findings tbody td:last-child .name")].every((n) => n.textContent.includes("ada16"))`, "true")
		b.Expect(t, fmt.Sprintf(status, "findings")+`.includes("that match, of 901 findings")`, "true")
		b.Eval(`document.querySelector("#summary a[data-value=warning]").click()`)
		b.Expect(t, fmt.Sprintf(status, "findings"), `"Rows 1 to 200 of 300 that match, of 901 findings."`)
		b.Eval(`document.querySelector("#findings [type=reset]").click()`)
		b.Expect(t, fmt.Sprintf(status, "findings"), `"Rows 1 to 200 of 901 findings."`)
	})
	t.Run("sorts by the keyboard", func(t *testing.T) {
		b.Eval(`document.querySelector("#verdicts th[data-sort=object] button").focus()`)
		b.Key("Enter", "\r", 13)
		b.Expect(t, `document.querySelector("#verdicts th[data-sort=object]").getAttribute("aria-sort")`, `"ascending"`)
		b.Expect(t, `document.querySelectorAll("#verdicts th[aria-sort]").length`, "1")
		b.Expect(t, `document.querySelector("#verdicts tbody .name").textContent`, `"ada0@contoso.com"`)
		b.Key(" ", " ", 32)
		b.Expect(t, `document.querySelector("#verdicts th[data-sort=object]").getAttribute("aria-sort")`, `"descending"`)
		b.Expect(t, `document.querySelector("#verdicts tbody .name").textContent`, `"李小龙994@contoso.com"`)
	})
	t.Run("prints all findings", func(t *testing.T) {
		b.Eval(`dispatchEvent(new Event("beforeprint"))`)
		b.Expect(t, `document.querySelectorAll("#findings tbody tr").length`, "901")
		b.Expect(t, fmt.Sprintf(status, "findings"), `"All 901 findings."`)
		b.Expect(t, `document.querySelector("#verdicts table").hidden`, "true")
		b.Eval(`dispatchEvent(new Event("afterprint"))`)
		b.Expect(t, `document.querySelectorAll("#findings tbody tr").length`, "200")
		b.Expect(t, `document.querySelector("#verdicts table").hidden`, "false")
	})
	t.Run("fits narrow screens", func(t *testing.T) {
		for _, width := range []int{320, 768, 1440} {
			b.Open(path, width, true)
			b.Expect(t, `document.documentElement.scrollWidth`, fmt.Sprint(width))
			b.Expect(t, `[...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > innerWidth).map((e) => e.outerHTML.slice(0, 90))`, "[]")
		}
	})
}

// HARDMATCH_SHOTS names a folder for pictures of the page, to be looked at.
func TestPictures(t *testing.T) {
	dir := os.Getenv("HARDMATCH_SHOTS")
	if dir == "" {
		t.Skip("HARDMATCH_SHOTS names no folder for pictures")
	}
	b := browsertest.Start(t)
	for name, r := range map[string]report.Report{"full": makeReport(1200, 900, numbered), "empty": {AsOf: "2026-11-24"}} {
		path := writeReport(t, r)
		for _, width := range []int{320, 768, 1440} {
			for _, dark := range []bool{false, true} {
				b.Open(path, width, dark)
				for i, at := range []string{"summary", "findings", "verdicts", "rules", "inputs"} {
					b.Eval(fmt.Sprintf(`scrollTo(0, %d && document.getElementById(%q).offsetTop)`, i, at))
					b.Save("Page.captureScreenshot", browsertest.Arguments{}, filepath.Join(dir, fmt.Sprintf("%s-%d-%v-%s.png", name, width, dark, at)))
				}
			}
		}
		b.Call("Emulation.setScriptExecutionDisabled", browsertest.Arguments{"value": true}, nil)
		b.Call("Page.navigate", browsertest.Arguments{"url": "file://" + path + "#findings"}, nil)
		b.Call("Page.reload", nil, nil)
		time.Sleep(time.Second)
		b.Save("Page.captureScreenshot", browsertest.Arguments{}, filepath.Join(dir, name+"-without-script.png"))
		b.Call("Emulation.setScriptExecutionDisabled", browsertest.Arguments{"value": false}, nil)
		b.Open(path, 1440, false)
		b.Save("Page.printToPDF", browsertest.Arguments{"preferCSSPageSize": false}, filepath.Join(dir, name+".pdf"))
	}
}
