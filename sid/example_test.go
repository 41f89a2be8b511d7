package sid_test

import (
	"fmt"

	"hardmatch/convert"
	"hardmatch/sid"
)

func ExampleParse() {
	octets, err := sid.Parse("S-1-5-32-544")
	fmt.Printf("%x %v\n", octets, err)
	// Output: 01020000000000052000000020020000 <nil>
}

func ExampleAppendEntra() {
	id, _ := convert.ParseGUID("73d664e4-0886-4a73-b745-c694da45ddb4")
	fmt.Printf("%s\n", sid.AppendEntra(nil, id))
	// Output: S-1-12-1-1943430372-1249052806-2496021943-3034400218
}
