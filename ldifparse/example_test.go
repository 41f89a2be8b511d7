package ldifparse_test

import (
	"fmt"
	"os"
	"strings"

	"hardmatch/ldifparse"
)

func ExampleRead() {
	export := `dn: CN=Ann,OU=Staff,DC=contoso,DC=com
changetype: add
objectGUID:: lxypMpJlw06yGw/QCXK7lw==
thumbnailPhoto:< file:///tmp/ann.jpg
mail: ann@contoso.com

dn: CN=Bob,OU=Staff,DC=contoso,DC=com
mail:: bob@contoso.com

dn: CN=Cy,OU=Staff,DC=contoso,DC=com
mail: cy@contoso.com
`
	options := ldifparse.Options{Attributes: []string{"objectGUID", "mail"}}
	for record, err := range ldifparse.Read(strings.NewReader(export), options) {
		if err != nil {
			fmt.Println("skipped:", err)
			continue
		}
		fmt.Printf("%s\n", record.DN)
		for _, a := range record.Attributes {
			fmt.Printf("  %s on line %d: %q\n", a.Name, a.Line, a.Value)
		}
	}
	// Output:
	// CN=Ann,OU=Staff,DC=contoso,DC=com
	//   objectGUID on line 3: "\x97\x1c\xa92\x92e\xc3N\xb2\x1b\x0f\xd0\tr\xbb\x97"
	//   mail on line 5: "ann@contoso.com"
	// skipped: 8:8: value after :: is not Base64 (record starts on line 7)
	// CN=Cy,OU=Staff,DC=contoso,DC=com
	//   mail on line 11: "cy@contoso.com"
}

func ExampleWriter() {
	w := ldifparse.NewWriter(os.Stdout, ldifparse.WriterOptions{})
	err := w.Write(&ldifparse.Record{
		Kind:       ldifparse.Change,
		ChangeType: "modify",
		DN:         []byte("CN=Jörg,OU=Staff,DC=contoso,DC=com"),
		Mods: []ldifparse.Mod{{
			Op: "replace", Name: "mS-DS-ConsistencyGuid",
			Values: [][]byte{{0x97, 0x1c, 0xa9, 0x32, 0x92, 0x65, 0xc3, 0x4e, 0xb2, 0x1b, 0x0f, 0xd0, 0x09, 0x72, 0xbb, 0x97}},
		}},
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// dn:: Q049SsO2cmcsT1U9U3RhZmYsREM9Y29udG9zbyxEQz1jb20=
	// changetype: modify
	// replace: mS-DS-ConsistencyGuid
	// mS-DS-ConsistencyGuid:: lxypMpJlw06yGw/QCXK7lw==
	// -
}
