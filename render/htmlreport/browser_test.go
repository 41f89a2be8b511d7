package htmlreport

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hardmatch/render"
)

func writeReport(t *testing.T, r render.Report) string {
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
	b := startBrowser(t)
	path := writeReport(t, world(5000, 900, numbered))
	b.open(path, 1440, false)

	t.Run("nothing is asked for or blocked", func(t *testing.T) {
		for _, e := range b.events {
			if e != "request file://"+path && e != "request data:," {
				t.Error(e)
			}
		}
	})
	// What the page does a moment after a click is waited for.
	expect := func(t *testing.T, expression, want string) {
		t.Helper()
		got := b.eval(expression)
		for start := time.Now(); got != want && time.Since(start) < 5*time.Second; got = b.eval(expression) {
			time.Sleep(20 * time.Millisecond)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", expression, got, want)
		}
	}
	t.Run("static rows are those of the script", func(t *testing.T) {
		expect(t, `document.querySelectorAll("#findings tbody tr").length`, "200")
		b.eval(`scripted = document.querySelector("#findings tbody").innerHTML, static = new DOMParser().parseFromString("", "text/html"), 0`)
		source, err := os.ReadFile(path)
		check(t, err)
		quoted, err := json.Marshal(string(source))
		check(t, err)
		b.eval("static.documentElement.innerHTML = " + string(quoted) + ", 0")
		expect(t, `static.querySelector("#findings tbody").innerHTML.trim().split("\n").map((l) => l.trim()).join("") === scripted`, "true")
	})
	t.Run("pages", func(t *testing.T) {
		expect(t, fmt.Sprintf(status, "verdicts"), `"Rows 1 to 200 of 5,000 verdicts."`)
		b.eval(`document.querySelector("#verdicts [data-go=last]").click()`)
		expect(t, fmt.Sprintf(status, "verdicts"), `"Rows 4,801 to 5,000 of 5,000 verdicts."`)
	})
	t.Run("filters", func(t *testing.T) {
		b.eval(`document.querySelector("#findings [name=text]").focus()`)
		for _, c := range "ada16" {
			b.key(string(c), string(c), 0)
		}
		expect(t, `[...document.querySelectorAll("#findings tbody td:last-child .name")].every((n) => n.textContent.includes("ada16"))`, "true")
		expect(t, fmt.Sprintf(status, "findings")+`.includes("that match, of 901 findings")`, "true")
		b.eval(`document.querySelector("#summary a[data-value=warning]").click()`)
		expect(t, fmt.Sprintf(status, "findings"), `"Rows 1 to 200 of 300 that match, of 901 findings."`)
		b.eval(`document.querySelector("#findings [type=reset]").click()`)
		expect(t, fmt.Sprintf(status, "findings"), `"Rows 1 to 200 of 901 findings."`)
	})
	t.Run("sorts by the keyboard", func(t *testing.T) {
		b.eval(`document.querySelector("#verdicts th[data-sort=object] button").focus()`)
		b.key("Enter", "\r", 13)
		expect(t, `document.querySelector("#verdicts th[data-sort=object]").getAttribute("aria-sort")`, `"ascending"`)
		expect(t, `document.querySelectorAll("#verdicts th[aria-sort]").length`, "1")
		expect(t, `document.querySelector("#verdicts tbody .name").textContent`, `"ada0@contoso.com"`)
		b.key(" ", " ", 32)
		expect(t, `document.querySelector("#verdicts th[data-sort=object]").getAttribute("aria-sort")`, `"descending"`)
		expect(t, `document.querySelector("#verdicts tbody .name").textContent`, `"李小龙994@contoso.com"`)
	})
	t.Run("prints all findings", func(t *testing.T) {
		b.eval(`dispatchEvent(new Event("beforeprint"))`)
		expect(t, `document.querySelectorAll("#findings tbody tr").length`, "901")
		expect(t, fmt.Sprintf(status, "findings"), `"All 901 findings."`)
		expect(t, `document.querySelector("#verdicts table").hidden`, "true")
		b.eval(`dispatchEvent(new Event("afterprint"))`)
		expect(t, `document.querySelectorAll("#findings tbody tr").length`, "200")
		expect(t, `document.querySelector("#verdicts table").hidden`, "false")
	})
	t.Run("fits narrow screens", func(t *testing.T) {
		for _, width := range []int{320, 768, 1440} {
			b.open(path, width, true)
			expect(t, `document.documentElement.scrollWidth`, fmt.Sprint(width))
			expect(t, `[...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > innerWidth).map((e) => e.outerHTML.slice(0, 90))`, "[]")
		}
	})
}

// What people look at: HARDMATCH_SHOTS names a folder for pictures of the page.
func TestPictures(t *testing.T) {
	dir := os.Getenv("HARDMATCH_SHOTS")
	if dir == "" {
		t.Skip("HARDMATCH_SHOTS names no folder for pictures")
	}
	b := startBrowser(t)
	for name, r := range map[string]render.Report{"full": world(1200, 900, numbered), "empty": {AsOf: "2026-11-24"}} {
		path := writeReport(t, r)
		for _, width := range []int{320, 768, 1440} {
			for _, dark := range []bool{false, true} {
				b.open(path, width, dark)
				for i, at := range []string{"summary", "findings", "verdicts", "rules", "inputs"} {
					b.eval(fmt.Sprintf(`scrollTo(0, %d && document.getElementById(%q).offsetTop)`, i, at))
					b.save("Page.captureScreenshot", arguments{}, filepath.Join(dir, fmt.Sprintf("%s-%d-%v-%s.png", name, width, dark, at)))
				}
			}
		}
		b.call("Emulation.setScriptExecutionDisabled", arguments{"value": true}, nil)
		b.call("Page.navigate", arguments{"url": "file://" + path + "#findings"}, nil)
		b.call("Page.reload", nil, nil)
		time.Sleep(time.Second)
		b.save("Page.captureScreenshot", arguments{}, filepath.Join(dir, name+"-without-script.png"))
		b.call("Emulation.setScriptExecutionDisabled", arguments{"value": false}, nil)
		b.open(path, 1440, false)
		b.save("Page.printToPDF", arguments{"preferCSSPageSize": false}, filepath.Join(dir, name+".pdf"))
	}
}
