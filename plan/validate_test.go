package plan_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"hardmatch/plan"
	"hardmatch/plan/plantest"
)

func set(name string, v plan.Value) plan.Properties { return plan.Properties{{Name: name, Value: v}} }

var null plan.Value

// invalidSteps are steps of the plan with all operations, each with one invalid part.
var invalidSteps = []struct {
	step   string
	change func(*plan.Step)
	want   string
}{
	{"o8", func(s *plan.Step) { s.Operation = "stampUser" }, "unknown operation"},
	{"o8", func(s *plan.Step) { s.Target.Side = "onPremises" }, `the side "onPremises", expected cloud`},
	{"o12", func(s *plan.Step) { s.Target.Side = "cloud" }, `the side "cloud", expected onPremises`},
	{"o20", func(s *plan.Step) { s.Target.Side = "" }, `the side "", expected onPremises or cloud`},
	{"o8", func(s *plan.Step) { s.Target = plan.Ref{Side: "cloud"} }, "no name, expected one"},
	{"o8", func(s *plan.Step) { s.Target = plan.Ref{Side: "cloud", DN: "CN=Ada,DC=x"} }, "no name, expected one"},
	{"o12", func(s *plan.Step) {
		s.Target = plan.Ref{Side: "onPremises", ID: "87d349ed-44d7-43e1-9a83-5f2406dee5b4"}
	}, "no name, expected one"},
	{"o7", func(s *plan.Step) { s.Target.ID = "../groups/1" }, `"../groups/1", expected a GUID`},
	{"o7", func(s *plan.Step) { s.Target.ID = "{" + s.Target.ID + "}" }, "expected a GUID"},
	{"o3", func(s *plan.Step) { s.Target.ObjectGUID = "gil" }, `objectGUID of its target is "gil", expected a GUID`},
	{"o5", func(s *plan.Step) { s.Target.ID, s.Target.UserPrincipalName = "", "gone@contoso.com" }, "only by its id"},
	{"o15", func(s *plan.Step) { s.Target.ID, s.Target.Mail = "", "gone@contoso.com" }, "only by its id"},
	{"o14", func(s *plan.Step) { s.Target.UserPrincipalName = "bob@contoso.com" }, "since the step changes that name"},
	{"o1", func(s *plan.Step) { s.Target.ID = "87d349ed-44d7-43e1-9a83-5f2406dee5b4" }, "expected no object"},
	{"o17", func(s *plan.Step) { s.Target.DN = "CN=Ada,DC=x" }, "expected no object"},
	{"o8", func(s *plan.Step) { s.Expect[0].Name = "id&$x" }, "is no name of a property"},
	{"o8", func(s *plan.Step) { s.Expect[0].Name = "mS-DS-ConsistencyGuid" }, "is no name of a property"},
	{"o8", func(s *plan.Step) {
		s.Expect = append(s.Expect, plan.Property{Name: "UserType"}, plan.Property{Name: "userType"})
	}, "it names userType twice"},
	{"o8", func(s *plan.Step) { s.Set[0].Name = "displayName" }, "it sets displayName, expected onPremisesImmutableId"},
	{"o8", func(s *plan.Step) { s.Set = append(s.Set, plan.Property{Name: "userType"}) }, "it sets userType, expected onPremisesImmutableId"},
	{"o4", func(s *plan.Step) { s.Set = set("userType", null) }, "it sets userType, expected none"},
	{"o5", func(s *plan.Step) { s.Set = set("userType", null) }, "it sets userType, expected none"},
	{"o18", func(s *plan.Step) { s.Set = set("userType", null) }, "it sets userType, expected none"},
	{"o20", func(s *plan.Step) { s.Set = set("userType", null) }, "it sets userType, expected none"},
	{"o15", func(s *plan.Step) { s.Set = set("mail", plan.Text("a@x")) }, "it sets mail, expected userPrincipalName"},
	{"o8", func(s *plan.Step) { s.Set = nil }, "it does not set onPremisesImmutableId"},
	{"o17", func(s *plan.Step) { s.Set = nil }, "it does not set policyType"},
	{"o17", func(s *plan.Step) { s.Set = set("policyType", plan.Text("Full")) }, `"Full", expected Delta or Initial`},
	{"o8", func(s *plan.Step) { s.Expect = s.Expect[1:] }, "it does not expect a value of onPremisesImmutableId"},
	{"o8", func(s *plan.Step) { s.Set[0].Value = plan.Text("a_b") }, "without $ and _"},
	{"o8", func(s *plan.Step) { s.Set[0].Value = plan.Text("a$b") }, "without $ and _"},
	{"o8", func(s *plan.Step) { s.Set[0].Value = plan.Text(strings.Repeat("a", 257)) }, "1 to 256 characters"},
	{"o8", func(s *plan.Step) { s.Set[0].Value = plan.Text("") }, "1 to 256 characters"},
	{"o8", func(s *plan.Step) { s.Set[0].Value = null }, "sets onPremisesImmutableId to null"},
	{"o8", func(s *plan.Step) { s.Set[0].Value = plan.Bool(true) }, "sets onPremisesImmutableId to true"},
	{"o8", func(s *plan.Step) { s.Expect[0].Value = s.Set[0].Value }, "which is the value before"},
	{"o8", func(s *plan.Step) { s.Expect[0].Value = plan.Text("") }, `to be "", expected null or a text`},
	{"o7", func(s *plan.Step) { s.Set[0].Value = plan.Text("other=") }, "expected null"},
	{"o7", func(s *plan.Step) { s.Expect[0].Value = null }, "expected a text that is not empty"},
	{"o6", func(s *plan.Step) { s.Set[0].Value = plan.Text("other") }, "expected null"},
	{"o6", func(s *plan.Step) { s.Irreversible = false }, "irreversible is false, expected true"},
	{"o5", func(s *plan.Step) { s.Irreversible = false }, "irreversible is false, expected true"},
	{"o14", func(s *plan.Step) { s.Set[0].Value = plan.Text("bob") }, "one @"},
	{"o14", func(s *plan.Step) { s.Set[0].Value = plan.Text("bob@x@contoso.com") }, "one @"},
	{"o15", func(s *plan.Step) { s.Set[0].Value = plan.Text("lea") }, "one @"},
	{"o15", func(s *plan.Step) { s.Set[0].Value = null }, "one @"},
	{"o14", func(s *plan.Step) { s.Expect[0].Value = null }, "expected a text that is not empty"},
	{"o9", func(s *plan.Step) { s.Set[0].Value = plan.Text("no base64") }, "expected a GUID or octets in Base64"},
	{"o9", func(s *plan.Step) { s.Set[0].Value = null }, "expected a GUID or octets in Base64"},
	{"o10", func(s *plan.Step) { s.Expect[0].Value = plan.Text("AQIDBAV=") }, "expected a GUID or octets in Base64"},
	{"o3", func(s *plan.Step) { s.Set[0].Value = plan.Text("smtp:a@x") }, "expected null"},
	{"o3", func(s *plan.Step) { s.Expect[0].Value = null }, "expected a text that is not empty"},
	{"o11", func(s *plan.Step) { s.Expect[0].Value = plan.Text("smtp:a@x") }, "expected null"},
	{"o13", func(s *plan.Step) { s.Set[0].Value = null }, "expected a text that is not empty"},
	{"o24", func(s *plan.Step) { s.Expect[0].Value = null }, "which is the value before"},
	{"o16", func(s *plan.Step) { s.Set[0].Value = plan.Text("CN=Other,OU=Staff,DC=contoso,DC=com") }, "expected the same RDN"},
	{"o16", func(s *plan.Step) { s.Set[0].Value = plan.Text("no DN") }, "expected a distinguished name"},
	{"o16", func(s *plan.Step) { s.Set[0].Value = null }, "expected a distinguished name"},
	{"o16", func(s *plan.Step) { s.Expect[0].Value = null }, "expected a distinguished name"},
	{"o1", func(s *plan.Step) { s.Expect[0].Name, s.Set[0].Name = "passwordSyncEnabled", "passwordSyncEnabled" }, "the flag passwordSyncEnabled, expected one of"},
	{"o1", func(s *plan.Step) { s.Expect[0].Name, s.Set[0].Name = "blockSoftMatchEnabled", "blockSoftMatchEnabled" }, "the flag blockSoftMatchEnabled, expected one of"},
	{"o1", func(s *plan.Step) { s.Expect[0].Value = null }, "from null to false, expected"},
	{"o1", func(s *plan.Step) { s.Set[0].Value = plan.Text("false") }, `from true to "false", expected`},
	{"o1", func(s *plan.Step) { s.Set[0].Value = plan.Bool(true) }, "from true to true, expected"},
	{"o1", func(s *plan.Step) { s.Expect = nil }, "expected one flag in both"},
	{"o1", func(s *plan.Step) { s.Expect[0].Name = "blockSoftMatchEnabled" }, "expected one flag in both"},
	{"o1", func(s *plan.Step) { s.Set = append(s.Set, plan.Property{Name: "blockSoftMatchEnabled"}) }, "expected one flag in both"},
	{"o8", func(s *plan.Step) { s.Unique[0].Value = plan.Text("other") }, `its unique has onPremisesImmutableId "other", expected the value that it sets`},
	{"o14", func(s *plan.Step) { s.Unique = s.Set }, "expected none"},
	{"o18", func(s *plan.Step) { s.Unique = s.Expect[:1] }, "expected none"},
	{"o12", func(s *plan.Step) { s.Undo.Operation = plan.SetUserPrincipalName }, "its undo is setUserPrincipalName, expected setMail"},
	{"o18", func(s *plan.Step) { s.Undo = &plan.Step{Operation: plan.Verify} }, "its undo is verify, expected none"},
	{"o8", func(s *plan.Step) { s.Undo.Set[0].Value = plan.Text("x") }, "step o8u (clearOnPremisesImmutableId): it sets"},
	{"o8", func(s *plan.Step) { s.Undo.Target.ID = "x" }, "step o8u (clearOnPremisesImmutableId): the id"},
}

func TestValidate(t *testing.T) {
	for _, test := range invalidSteps {
		p := plantest.Operations(t)
		s := &p.Steps[slices.IndexFunc(p.Steps, func(s plan.Step) bool { return s.ID == test.step })]
		if err := s.Validate(); err != nil {
			t.Fatal(err)
		}
		test.change(s)
		err := s.Validate()
		var invalid *plan.StepError
		if !errors.As(err, &invalid) || !strings.Contains(err.Error(), test.want) || invalid.Step != test.step && invalid.Step != test.step+"u" {
			t.Errorf("%s: error %v, expected %q", test.step, err, test.want)
		}
		if again := sealed(t, p); again == nil || !errors.Is(again, plan.ErrStep) && !errors.Is(again, plan.ErrSyntax) {
			t.Errorf("%s: Parse gives %v", test.step, again)
		}
	}
}

// sealed writes a plan with the right digest, and returns the error of reading it.
func sealed(t *testing.T, p *plan.Plan) error {
	t.Helper()
	if err := p.Seal(); err != nil {
		t.Fatal(err)
	}
	doc, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	_, err = plan.Parse(doc)
	return err
}

// Unusual steps that are valid.
func TestValidateAccepts(t *testing.T) {
	for name, test := range map[string]struct {
		step   string
		change func(*plan.Step)
	}{
		"an anchor of 256 characters":   {"o7", func(s *plan.Step) { s.Undo.Set[0].Value = plan.Text(strings.Repeat("a", 256)) }},
		"no unique":                     {"o8", func(s *plan.Step) { s.Unique = nil }},
		"an anchor in place of another": {"o8", func(s *plan.Step) { s.Expect[0].Value = plan.Text("a_b") }},
		"an undo that sets the anchor": {"o8", func(s *plan.Step) {
			s.Undo.Operation = plan.SetOnPremisesImmutableID
			s.Undo.Set[0].Value = plan.Text("x=")
		}},
		"restored under its name": {"o15", func(s *plan.Step) { s.Set = nil }},
		"a move by hand":          {"o21", func(s *plan.Step) { s.Expect = nil }},
		"a move and its undo by hand": {"o16", func(s *plan.Step) {
			s.Expect, s.Set, s.Undo.Expect, s.Undo.Set = nil, nil, nil, nil
		}},
		"the name that changes, and an id": {"o14", func(s *plan.Step) {
			s.Target.UserPrincipalName, s.Target.ID = "bob@x", "87d349ed-44d7-43e1-9a83-5f2406dee5b4"
		}},
		"on premises any name":              {"o13", func(s *plan.Step) { s.Undo.Set[0].Value = plan.Text("kai") }},
		"a reversible step is held back":    {"o13", func(s *plan.Step) { s.Undo, s.Irreversible = nil, true }},
		"no undo":                           {"o13", func(s *plan.Step) { s.Undo = nil }},
		"more to expect":                    {"o13", func(s *plan.Step) { s.Expect = append(s.Expect, plan.Property{Name: "msExchMailboxGuid"}) }},
		"found by user principal name":      {"o13", func(s *plan.Step) { s.Target = plan.Ref{Side: "onPremises", UserPrincipalName: "kai@contoso.local"} }},
		"an initial sync":                   {"o17", func(s *plan.Step) { s.Set[0].Value = plan.Text("Initial") }},
		"a review of nothing in particular": {"o20", func(s *plan.Step) { s.Target = plan.Ref{Side: "cloud"} }},
		"a review of what has no GUID":      {"o20", func(s *plan.Step) { s.Target.ID = "u1" }},
	} {
		p := plantest.Operations(t)
		test.change(&p.Steps[slices.IndexFunc(p.Steps, func(s plan.Step) bool { return s.ID == test.step })])
		if err := sealed(t, p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestValidatePlan(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*plan.Plan)
		want   string
	}{
		"a precondition that is no flag":   {func(p *plan.Plan) { p.TenantPreconditions[0].Name = "passwordSyncEnabled" }, `precondition "passwordSyncEnabled" is false, expected`},
		"a precondition that is no answer": {func(p *plan.Plan) { p.TenantPreconditions[0].Value = null }, `precondition "blockSoftMatchEnabled" is null, expected`},
		"after itself":                     {func(p *plan.Plan) { p.Steps[1].After = []string{p.Steps[1].ID} }, "o2 waits for itself"},
		"after each other":                 {func(p *plan.Plan) { p.Steps[1].After, p.Steps[0].After = []string{"o1"}, []string{"o2"} }, "waits for itself"},
		"after an undo":                    {func(p *plan.Plan) { p.Steps[1].After = []string{"o1u"} }, "o2 comes after o1u, which is an undo, expected a step"},
	} {
		p := plantest.Operations(t)
		test.change(p)
		if err := sealed(t, p); !errors.Is(err, plan.ErrStep) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
