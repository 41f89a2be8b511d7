package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hardmatch/browsertest"
)

// TestPictures writes pictures of the page to the folder HARDMATCH_SHOTS.
func TestPictures(t *testing.T) {
	dir := os.Getenv("HARDMATCH_SHOTS")
	if dir == "" {
		t.Skip("HARDMATCH_SHOTS does not name a folder")
	}
	b := browsertest.Start(t)
	path := builtPage(t)
	for _, width := range []int{320, 768, 1440} {
		for _, dark := range []bool{false, true} {
			picture := func(name string) {
				time.Sleep(300 * time.Millisecond)
				b.Save("Page.captureScreenshot", browsertest.Arguments{"captureBeyondViewport": true}, filepath.Join(dir, fmt.Sprintf("%s-%d-%v.png", name, width, dark)))
			}
			b.Open(path, width, dark)
			picture("convert-empty")
			b.Type("02347d41-d494-480c-a212-6e645f458fdb")
			b.Expect(t, `document.querySelectorAll("#one tbody tr").length > 9`, "true")
			picture("convert-one")
			b.Eval(`byId("tab-plan").click()`)
			picture("plan-empty")
			b.Eval(`byId("tab-diagnose").click()`)
			picture("diagnose-empty")
			diagnose(t, b, samples(t)...)
			picture("diagnose-full")
			b.Eval(`byId("exporting").open = document.querySelector("#check details").open = true`)
			picture("diagnose-more")
			b.Eval(`byId("exporting").open = document.querySelector("#check details").open = false`)
			b.Eval(`byId("findings").scrollIntoView()`)
			picture("findings")
			b.Eval(`document.querySelector("#findings .space .row").click()`)
			b.Expect(t, `byId("detail").open`, "true")
			picture("detail")
			b.Eval(`byId("detail").close(), byId("plan-all").click()`)
			b.Expect(t, `byId("script").textContent.length > 99`, "true")
			picture("plan-full")
			b.Eval(`document.querySelector("#make-plan details").open = true`)
			picture("plan-more")
			b.Eval(`byId("format").scrollIntoView()`)
			picture("script")
		}
	}
}
