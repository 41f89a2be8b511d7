package exporttest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// Pack returns a ZIP archive. Arguments alternate between the name of a member and
// its text.
func Pack(t testing.TB, namesAndTexts ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for pair := range slices.Chunk(namesAndTexts, 2) {
		m, err := w.Create(pair[0])
		if err == nil {
			_, err = io.WriteString(m, pair[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const xmlns = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// Workbook returns a workbook with these shared strings, and with sheets named A, B
// and so on.
func Workbook(t testing.TB, texts string, sheets ...string) string {
	t.Helper()
	files := []string{"[Content_Types].xml", xmlns + "<Types/>"}
	var names, targets strings.Builder
	for i, rows := range sheets {
		fmt.Fprintf(&names, `<sheet name="%c" sheetId="%d" r:id="rId%d"/>`, 'A'+i, i+1, i+7)
		fmt.Fprintf(&targets, `<Relationship Id="rId%d" Type="worksheet" Target="worksheets/sheet%d.xml"/>`, i+7, len(sheets)-i)
		files = append(files, fmt.Sprintf("xl/worksheets/sheet%d.xml", len(sheets)-i), xmlns+`<worksheet><dimension ref="A1"/><sheetData>`+rows+`</sheetData></worksheet>`)
	}
	files = append(files, "xl/workbook.xml", xmlns+`<workbook xmlns:r="r"><sheets>`+names.String()+`</sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", xmlns+`<Relationships>`+targets.String()+`</Relationships>`)
	if texts != "" {
		files = append(files, "xl/sharedStrings.xml", xmlns+texts)
	}
	return Pack(t, files...)
}

// Row returns a row of cells with inline strings.
func Row(number int, cells ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, number)
	for i, c := range cells {
		if c != "" {
			fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, number, c)
		}
	}
	return b.String() + "</row>"
}
