package convert_test

import (
	"errors"
	"fmt"

	"hardmatch/convert"
)

func ExampleRead() {
	result, err := convert.Read("mS-DS-ConsistencyGuid : 41 7D 34 02 94 D4 0C 48 A2 12 6E 64 5F 45 8F DB")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Notation, result.GUID, result.GUID.ImmutableID())
	// Output: hex-spaced 02347d41-d494-480c-a212-6e645f458fdb QX00ApTUDEiiEm5kX0WP2w==
}

func ExampleRead_ambiguous() {
	result, err := convert.Read("417d340294d40c48a2126e645f458fdb")
	fmt.Println(errors.Is(err, convert.ErrAmbiguous))
	for _, r := range result.Readings {
		fmt.Printf("%v %v %q\n", r.Notation, r.GUID, r.Likelier)
	}
	// Output:
	// true
	// guid-n 417d3402-94d4-0c48-a212-6e645f458fdb ""
	// hex 02347d41-d494-480c-a212-6e645f458fdb "this is a version 4 GUID"
}

func ExampleRead_damaged() {
	_, err := convert.Read("2347d41-d494-480c-a212-6e645f458fdb")
	var why *convert.Error
	if errors.As(err, &why) {
		fmt.Println(why)
		fmt.Println("hint:", why.Hint.Code, why.Hint.Args)
	}
	// Output:
	// group 1 has 7 digits, expected 8
	// hint: leadingZero []
}

func ExampleReadAs() {
	result, err := convert.ReadAs("417d340294d40c48a2126e645f458fdb", convert.NotationHex)
	fmt.Println(result.GUID, err)
	// Output: 02347d41-d494-480c-a212-6e645f458fdb <nil>
}

func ExampleValue_Append() {
	result, _ := convert.Read("02347d41-d494-480c-a212-6e645f458fdb")
	filter, err := result.Append([]byte("objectGUID="), convert.NotationLDAPFilter)
	fmt.Printf("(%s) %v\n", filter, err)
	// Output: (objectGUID=\41\7d\34\02\94\d4\0c\48\a2\12\6e\64\5f\45\8f\db) <nil>
}

func ExampleParseGUID() {
	g, err := convert.ParseGUID("{02347D41-D494-480C-A212-6E645F458FDB}")
	fmt.Println(g.ImmutableID(), err)
	// Output: QX00ApTUDEiiEm5kX0WP2w== <nil>
}

func ExampleParseImmutableID() {
	g, err := convert.ParseImmutableID([]byte("QX00ApTUDEiiEm5kX0WP2w=="))
	fmt.Println(g, err)
	// Output: 02347d41-d494-480c-a212-6e645f458fdb <nil>
}

func ExampleAppendConnectorDN() {
	fmt.Printf("%s\n", convert.AppendConnectorDN(nil, "QF5HMK7n80qvdYsUPIHa9Q=="))
	// Output: CN={514635484D4B376E38307176645973555049486139513D3D}
}
