package plan

import (
	"slices"
	"strings"
	"testing"
)

func TestDisplay(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{Value{}.Display(), "none"}, {Text("a\"b").Display(), `a"b`}, {Text("").Display(), ""}, {Bool(true).Display(), "true"}, {Bool(false).Display(), "false"},
		{Value{}.String(), "null"}, {Text("a\"b").String(), `"a\"b"`}, {Bool(false).String(), "false"},
		{Ref{Side: "cloud", ID: "1"}.Display(), "1"}, {Ref{Side: "onPremises", DN: "CN=a", UserPrincipalName: "a@x"}.Display(), "CN=a"},
		{Ref{Side: "cloud", UserPrincipalName: "a@x", Origin: &Origin{File: "u.json", Line: 3}}.Display(), "a@x (u.json:3)"},
		{Ref{Side: "cloud"}.Name(), "cloud"}, {Ref{Side: "onPremises", DN: "CN=a", Mail: "m@x", ID: "1"}.Name(), "m@x"}, {Ref{Side: "onPremises", DN: "CN=a", ID: "1"}.Name(), "CN=a"},
		{FormerName("a-b", "ABada@x"), "ada@x"}, {FormerName("a-b", "ab"), "ab"}, {FormerName("a-b", "acada@x"), "acada@x"}, {FormerName("", "ada@x"), "ada@x"},
		{FormerName("a-b", ""), ""}, {FormerName("a-b", "abc"), "c"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}

func TestTenantNames(t *testing.T) {
	for want, tenant := range map[string]Tenant{"": {}, "1": {ID: "1"}, "x.onmicrosoft.com": {InitialDomain: "x.onmicrosoft.com"}} {
		names := tenant.Names()
		if want == "" && len(names) != 0 || want != "" && !slices.Equal(names, []string{want}) {
			t.Errorf("%+v has the names %q", tenant, names)
		}
	}
	if names := (&Tenant{"1", "x"}).Names(); !slices.Equal(names, []string{"1", "x"}) {
		t.Errorf("%q", names)
	}
}

func TestIsByHand(t *testing.T) {
	set := Properties{{DistinguishedName, Text("CN=a,DC=x")}}
	for _, op := range operations {
		move := op == MoveOutOfScope || op == MoveIntoScope
		if op.IsMove() != move {
			t.Errorf("%s is a move: %v", op, !move)
		}
		for _, s := range []Step{{Operation: op}, {Operation: op, Set: set}} {
			if want := op == ManualReview || move && s.Set == nil; s.IsByHand() != want {
				t.Errorf("%s that sets %v is by hand: %v", op, s.Set, !want)
			}
		}
	}
}

func TestNeedsAdd(t *testing.T) {
	n := Needs{Scopes: []string{"a"}, Roles: []string{"r"}}
	n.Add(Needs{Scopes: []string{"b", "a", "b"}, Roles: []string{"r", "s"}})
	if !slices.Equal(n.Scopes, []string{"a", "b"}) || !slices.Equal(n.Roles, []string{"r", "s"}) {
		t.Errorf("%+v", n)
	}
}

func TestPhases(t *testing.T) {
	list := Phases()
	list[0] = "other"
	if Phases()[0] != Prepare || len(list) != 6 {
		t.Errorf("%v", Phases())
	}
}

// A change is what both lists name. Steps that set no property, or have no place to move an
// object to, change nothing.
func TestChange(t *testing.T) {
	for name, test := range map[string]struct {
		step Step
		want Change
		ok   bool
	}{
		"an anchor":   {Step{Operation: SetOnPremisesImmutableID, Expect: Properties{{OnPremisesImmutableID, Value{}}}, Set: Properties{{OnPremisesImmutableID, Text("a=")}}}, Change{OnPremisesImmutableID, Value{}, Text("a=")}, true},
		"a flag":      {Step{Operation: SetTenantFlag, Expect: Properties{{"x", Bool(true)}}, Set: Properties{{"x", Bool(false)}}}, Change{"x", Bool(true), Bool(false)}, true},
		"a purge":     {Step{Operation: PurgeDeletedUser, Expect: Properties{{"", Text("a")}}}, Change{Before: Text("a")}, false},
		"a restore":   {Step{Operation: RestoreDeletedUser, Set: Properties{{UserPrincipalName, Text("a@x")}}}, Change{}, false},
		"a move":      {Step{Operation: MoveOutOfScope, Expect: Properties{{DistinguishedName, Text("a")}}}, Change{Property: DistinguishedName, Before: Text("a")}, false},
		"a move back": {Step{Operation: MoveIntoScope, Set: Properties{{DistinguishedName, Text("a")}}}, Change{Property: DistinguishedName, After: Text("a")}, false},
		"a sync":      {Step{Operation: RunSync, Set: Properties{{PolicyType, Text("Delta")}}}, Change{}, false},
	} {
		if got, ok := test.step.Change(); got != test.want || ok != test.ok {
			t.Errorf("%s: %+v, %v, want %+v", name, got, ok, test.want)
		}
	}
	if !IsBeta(OnPremisesObjectIdentifier) || IsBeta(OnPremisesImmutableID) {
		t.Error("only onPremisesObjectIdentifier is in the beta version")
	}
}

// A file is ASCII. All lists are there, even if they are empty, and < > & are not escaped.
func TestJSON(t *testing.T) {
	p := &Plan{Steps: []Step{{ID: "s1", Explain: "\x7f\u0080 ~ \uffff \U00010000 <&>", Undo: &Step{ID: "s1u"}}, {ID: "s2", Irreversible: true}}}
	for range 2 {
		if err := p.Seal(); err != nil {
			t.Fatal(err)
		}
	}
	doc, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"explain": "\u007f\u0080 ~ \uffff \ud800\udc00 <&>"`, `"inputs": []`, `"unplanned": []`, `"because": []`, `"scopes": []`, `"roles": []`, `"unique": []`, `"after": []`} {
		if !strings.Contains(string(doc), part) {
			t.Errorf("no %s in %s", part, doc)
		}
	}
	if want := (Counts{Steps: 2, Irreversible: 1}); p.Counts != want {
		t.Errorf("counts %+v, want %+v", p.Counts, want)
	}
	undo := p.Steps[0].Undo
	if undo.Unique == nil || undo.Because == nil || undo.After == nil || undo.Needs.Scopes == nil || undo.Needs.Roles == nil {
		t.Errorf("the undo has a list that is nil: %+v", undo)
	}
	empty := new(Plan)
	if err := empty.Seal(); err != nil {
		t.Fatal(err)
	}
	if doc, _ := empty.JSON(); !strings.Contains(string(doc), `"steps": []`) {
		t.Errorf("%s", doc)
	}
	p.Steps[0].Explain = "~\x7f"
	if doc, _ := p.JSON(); !strings.Contains(string(doc), `"~\u007f"`) {
		t.Errorf("%s", doc)
	}
}

func TestValueJSON(t *testing.T) {
	for doc, want := range map[string]Value{"null": {}, `"<a&b>"`: Text("<a&b>"), `""`: Text(""), "true": Bool(true), "false": Bool(false)} {
		var v Value
		if err := v.UnmarshalJSON([]byte(doc)); err != nil || v != want {
			t.Errorf("%s is %v, %v", doc, v, err)
		}
		if got, err := want.MarshalJSON(); string(got) != doc || err != nil {
			t.Errorf("%v is written as %s, %v", want, got, err)
		}
		if _, isText := v.Text(); isText != (doc[0] == '"') || v.IsNull() != (doc == "null") {
			t.Errorf("%s: text %v, null %v", doc, isText, v.IsNull())
		}
		if yes, isBool := v.Bool(); isBool != (doc == "true" || doc == "false") || yes != (doc == "true") {
			t.Errorf("%s: %v, %v", doc, yes, isBool)
		}
	}
	for _, doc := range []string{"1", "[]", "{}", "", "x"} {
		if v := Text("kept"); v.UnmarshalJSON([]byte(doc)) == nil || v != Text("kept") {
			t.Errorf("%q was read as %v", doc, v)
		}
	}
}

func TestPropertiesJSON(t *testing.T) {
	for _, doc := range []string{`{}`, `{"b":null,"a":"<x>"}`, `{"<":true}`} {
		var p Properties
		if err := p.UnmarshalJSON([]byte(doc)); err != nil {
			t.Error(err)
		}
		if got, err := p.MarshalJSON(); string(got) != doc || err != nil {
			t.Errorf("%s became %s, %v", doc, got, err)
		}
	}
	for _, doc := range []string{"", "null", "[]", `"x"`, `{"a":1}`, `{"a":null,"a":true}`, `{"a"`, `{"a":`, "}"} {
		p := Properties{{"kept", Value{}}}
		if err := p.UnmarshalJSON([]byte(doc)); err == nil || len(p) != 1 || p[0].Name != "kept" {
			t.Errorf("%s was read as %v, %v", doc, p, err)
		}
	}
}

// docs/plans.md has the same table: the side and property of each operation, and its undo if the
// value before was a text or null.
func TestOperations(t *testing.T) {
	a := Text("a")
	for op, want := range map[Operation]struct {
		side, property string
		undo, ofNull   Operation
		setNull        Operation
	}{
		SetOnPremisesImmutableID:        {SideCloud, OnPremisesImmutableID, SetOnPremisesImmutableID, ClearOnPremisesImmutableID, ClearOnPremisesImmutableID},
		ClearOnPremisesImmutableID:      {SideCloud, OnPremisesImmutableID, SetOnPremisesImmutableID, ClearOnPremisesImmutableID, ""},
		ClearOnPremisesObjectIdentifier: {SideCloud, OnPremisesObjectIdentifier, "", "", ""},
		SetCloudUserPrincipalName:       {SideCloud, UserPrincipalName, SetCloudUserPrincipalName, SetCloudUserPrincipalName, ""},
		DeleteUser:                      {SideCloud, "", RestoreDeletedUser, RestoreDeletedUser, ""},
		RestoreDeletedUser:              {SideCloud, "", DeleteUser, DeleteUser, ""},
		PurgeDeletedUser:                {SideCloud, "", "", "", ""},
		SetTenantFlag:                   {SideCloud, "", SetTenantFlag, SetTenantFlag, ""},
		Verify:                          {SideCloud, "", "", "", ""},
		SetConsistencyGUID:              {SideOnPremises, ConsistencyGUID, SetConsistencyGUID, ClearConsistencyGUID, ClearConsistencyGUID},
		ClearConsistencyGUID:            {SideOnPremises, ConsistencyGUID, SetConsistencyGUID, ClearConsistencyGUID, ""},
		AddProxyAddress:                 {SideOnPremises, ProxyAddresses, RemoveProxyAddress, RemoveProxyAddress, ""},
		RemoveProxyAddress:              {SideOnPremises, ProxyAddresses, AddProxyAddress, AddProxyAddress, ""},
		SetMail:                         {SideOnPremises, Mail, SetMail, SetMail, ""},
		SetUserPrincipalName:            {SideOnPremises, UserPrincipalName, SetUserPrincipalName, SetUserPrincipalName, ""},
		MoveOutOfScope:                  {SideOnPremises, DistinguishedName, MoveIntoScope, MoveIntoScope, ""},
		MoveIntoScope:                   {SideOnPremises, DistinguishedName, MoveOutOfScope, MoveOutOfScope, ""},
		RunSync:                         {SideOnPremises, "", "", "", ""},
		ManualReview:                    {"", "", "", "", ""},
	} {
		if want.setNull == "" {
			want.setNull = op
		}
		if op.Side() != want.side || op.Property() != want.property || op.Undo(a) != want.undo || op.Undo(Value{}) != want.ofNull || op.Setting(Value{}) != want.setNull || op.Setting(a) != op {
			t.Errorf("%s: %q %q %q %q %q, want %q", op, op.Side(), op.Property(), op.Undo(a), op.Undo(Value{}), op.Setting(Value{}), want)
		}
		for _, other := range operations {
			if is := want.undo != "" && (other == want.undo || other == want.ofNull); other.isUndoOf(op) != is {
				t.Errorf("%s undoes %s: %v", other, op, !is)
			}
		}
	}
}
