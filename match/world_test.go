package match

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"hardmatch/convert"
	"hardmatch/directory"
)

// testdata/worlds.txt has a world a paragraph: its name, on-premises and cloud
// objects, what is known of the tenant, and the verdicts that are wanted. Its
// first lines tell the notation.
func TestWorlds(t *testing.T) {
	for _, w := range readWorlds(t) {
		t.Run(w.name, func(t *testing.T) { w.check(t) })
	}
}

// Every row of the decision table must be reached by a world.
func TestEveryOutcomeIsReached(t *testing.T) {
	reached := make(map[*Outcome]bool)
	for _, w := range readWorlds(t) {
		for v := range w.simulate().Verdicts() {
			reached[v.Outcome] = true
		}
	}
	for _, out := range []*Outcome{
		open, noCloud, noClass, noAnchorSeen, Disputed, device, noAnchor, otherClass, joined, joinedGroup, joinedByAddress, cloudManaged,
		hardMatched, restored, SharedAnchor, HardMatchBlocked, HardMatchAdmin, HardMatchHarmless, HardMatchEligible, RestoreAdmin, OtherSource,
		softMatchedSMTP, softMatchedMail, softMatchedUPN, softMatchedComputed, SoftMatchTaken, SoftMatchSameSID, SoftMatchSecond, SoftMatchBlocked,
		SoftMatchAdmin, SoftMatchType, SoftMatchGuest, SoftMatchTwo, GroupTaken, provisioned, provisionedAsSeen, QuarantinedUPN, quarantinedAddress,
		quarantinedOther, duplicateUPN, duplicateAddress, duplicateSIP, duplicateOther, DuplicateSID,
	} {
		if !reached[out] {
			t.Errorf("no world ends with: %s", out.Reason)
		}
	}
}

// A verdict is open exactly when it names what is missing, or when nobody documents
// what happens; and the same world gives the same verdicts.
func TestVerdictsAreConsistent(t *testing.T) {
	for _, w := range readWorlds(t) {
		first := dump(w.simulate())
		if again := dump(w.simulate()); again != first {
			t.Errorf("%s: once\n%sthen\n%s", w.name, first, again)
		}
		for v := range w.simulate().Verdicts() {
			open := v.Kind == Undecided && v.Basis != Undocumented
			if open != (v.Missing != 0) || v.Kind == Refused != (len(v.Refusals) > 0) || v.Counterpart != None && !v.Counterpart.IsCloud() {
				t.Errorf("%s: %v, %v, missing %v", w.name, v.Kind, v.Refusals, v.Missing.Names())
			}
		}
	}
}

func dump(s *Simulation) string {
	var b strings.Builder
	for v := range s.Verdicts() {
		fmt.Fprintln(&b, v.Object, v.Kind, v.Counterpart, v.Reason, v.Missing)
	}
	return b.String()
}

// A testWorld is a paragraph of worlds.txt.
type testWorld struct {
	World
	name  string
	names map[string]Ref
	want  [][]string
}

func readWorlds(t *testing.T) []*testWorld {
	t.Helper()
	f, err := os.Open("testdata/worlds.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []*testWorld
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || line[0] == '#':
		case line[0] != ' ' && line[0] != '\t':
			all = append(all, newTestWorld(line))
		default:
			if err := all[len(all)-1].add(words, n); err != nil {
				t.Fatalf("worlds.txt:%d: %v", n, err)
			}
		}
	}
	return all
}

// newTestWorld is a tenant of which everything is known and nothing is blocked.
func newTestWorld(name string) *testWorld {
	w := &testWorld{name: name, names: make(map[string]Ref)}
	w.OnPremises, w.Cloud = &directory.ConnectorSpace{Side: directory.OnPremises}, &directory.ConnectorSpace{Side: directory.Cloud}
	w.AsOf = "2026-11-24"
	w.Tenant = &directory.Tenant{
		Features: map[string]bool{FlagBlockHardMatch: false, FlagBlockSoftMatch: false, FlagSoftMatchOnUPN: true, FlagQuarantineUPN: true, FlagQuarantineAddresses: true},
		Domains:  []directory.Domain{{Name: "contoso.com", Verified: true}, {Name: "contoso.onmicrosoft.com", Verified: true, Initial: true}},
	}
	for _, k := range []directory.TenantKind{
		directory.Domains, directory.Users, directory.DeletedUsers, directory.Groups, directory.Contacts, directory.RoleAssignments, directory.RoleEligibility,
	} {
		w.Tenant.See(k)
	}
	return w
}

func (w *testWorld) add(words []string, line int) error {
	switch words[0] {
	case "ad":
		w.names[words[1]] = onPremises(w.OnPremises.Len())
		o, err := testObject(directory.OnPremises, words[1:], line)
		w.OnPremises.Add(o)
		return err
	case "cloud":
		w.names[words[1]] = cloud(w.Cloud.Len())
		o, err := testObject(directory.Cloud, words[1:], line)
		w.Cloud.Add(o)
		return err
	case "flag":
		name, value, _ := strings.Cut(words[1], "=")
		if delete(w.Tenant.Features, name); value != "unknown" {
			w.Tenant.Features[name] = value == "true"
		}
	case "unknown":
		delete(w.Tenant.Seen, directory.TenantKind(words[1]))
	case "cut":
		w.Tenant.CutOff(directory.TenantKind(words[1]))
	case "role": // role OBJECT assigned|eligible [harmless]
		w.Tenant.Holders = append(w.Tenant.Holders, directory.RoleHolder{PrincipalID: testID(words[1]), RoleID: strings.Join(words[2:], " "), Eligible: words[2] == "eligible"})
		if len(words) > 3 {
			w.Tenant.Roles = append(w.Tenant.Roles, directory.Role{ID: strings.Join(words[2:], " "), Privileged: new(bool)})
		}
	case "managed":
		w.Tenant.CloudManaged = map[string]bool{testID(words[1]): true}
	case "day":
		w.AsOf = words[1]
	case "engine":
		w.Engine = CloudSync
	case "want":
		w.want = append(w.want, words[1:])
	default:
		return fmt.Errorf("unknown word %q", words[0])
	}
	return nil
}

func (w *testWorld) simulate() *Simulation { return Simulate(w.World) }

// check compares with "want OBJECT KIND [COUNTERPART|-] [REFUSAL or part of a missing input]...".
func (w *testWorld) check(t *testing.T) {
	s := w.simulate()
	n := 0
	for range s.Verdicts() {
		n++
	}
	if n != len(w.want) {
		t.Errorf("%d verdicts, %d wanted", n, len(w.want))
	}
	for _, want := range w.want {
		v := s.VerdictOf(w.names[want[0]])
		if v.Outcome == nil {
			t.Errorf("%s has no verdict", want[0])
			continue
		}
		counterpart := None
		if len(want) > 2 && want[2] != "-" {
			counterpart = w.names[want[2]]
		}
		if v.Kind.String() != want[1] || v.Counterpart != counterpart {
			t.Errorf("%s: %v with %v, want %v; %s; missing %v", want[0], v.Kind, v.Counterpart, want[1:], v.Reason, v.Missing)
		}
		for _, part := range want[min(3, len(want)):] {
			if !strings.Contains(fmt.Sprint(v.Refusals, v.Missing.Names(), v.Reason, v.Basis), part) {
				t.Errorf("%s: %q is not in %v, %v, %q, %v", want[0], part, v.Refusals, v.Missing.Names(), v.Reason, v.Basis)
			}
		}
	}
}

// testGUID is a GUID for a name.
func testGUID(name string) convert.GUID {
	var g convert.GUID
	copy(g[:], name)
	return g
}

func testID(name string) string { return testGUID(name).String() }

// testObject makes a complete object of "NAME [CLASS] key=value...": what is not
// given is empty. A value "?" was not exported, "!" was lost.
func testObject(side directory.Side, words []string, line int) (*directory.Object, error) {
	o := &directory.Object{Origin: directory.Origin{File: side.String(), Line: line}, Side: side, Class: directory.User}
	name := words[0]
	emptyAll(o)
	if o.DisplayName = textOf(name); side == directory.OnPremises {
		o.DN, o.SAMAccountName, o.UserAccountControl = textOf("CN="+name+",DC=contoso,DC=com"), textOf(name), textOf("512")
		o.ObjectGUID = directory.GUID{Presence: directory.Present, Value: testGUID(name)}
		o.Anchor = directory.SourceAnchor{Attribute: directory.AttrObjectGUID, Value: []byte(testGUID(name).ImmutableID())}
	} else {
		o.ID = textOf(testID(name))
	}
	for _, word := range words[1:] {
		key, value, _ := strings.Cut(word, "=")
		if err := setTest(o, key, value); err != nil {
			return o, err
		}
	}
	return o, nil
}

func emptyAll(o *directory.Object) {
	for _, t := range []*directory.Text{
		&o.UserPrincipalName, &o.Mail, &o.MailNickname, &o.ConsistencyGUID, &o.ObjectSID, &o.OnPremisesImmutableID, &o.OnPremisesSyncEnabled, &o.UserType,
	} {
		t.Presence = directory.Empty
	}
	o.ProxyAddresses.Presence, o.OnPremisesObjectIdentifier.Presence = directory.Empty, directory.Empty
}

func textOf(value string) directory.Text {
	switch value {
	case "":
		return directory.Text{Presence: directory.Empty}
	case "?":
		return directory.Text{}
	case "!":
		return directory.Text{Presence: directory.Lost}
	}
	return directory.Text{Presence: directory.Present, Value: []byte(value)}
}

func setTest(o *directory.Object, key, value string) error {
	text := textOf(value)
	switch key {
	case "anchor":
		o.Anchor = directory.SourceAnchor{Attribute: "employeeID", Value: text.Value}
		if o.Side == directory.Cloud {
			o.Anchor.Attribute, o.OnPremisesImmutableID = directory.AttrOnPremisesImmutableID, text
		}
	case "like": // the anchor that the objectGUID of another gives
		return setTest(o, "anchor", testGUID(value).ImmutableID())
	case "id":
		if o.ID = textOf(value); o.ID.Presence == directory.Present {
			o.ID = textOf(testID(value))
		}
	case "guid":
		o.ObjectGUID = directory.GUID{Presence: text.Presence, Value: testGUID(value)}
	case "source":
		o.OnPremisesObjectIdentifier = directory.GUID{Presence: text.Presence, Value: testGUID(value)}
	case "proxy":
		o.ProxyAddresses = directory.Texts{Presence: text.Presence}
		for v := range strings.SplitSeq(string(text.Value), ",") {
			if v != "" {
				o.ProxyAddresses.Values = append(o.ProxyAddresses.Values, []byte(v))
			}
		}
	case "class":
		c, known := directory.ParseClass(value)
		if o.Class = c; !known && value == "other" {
			o.Class = directory.OtherClass
		}
	case "deleted":
		o.IsDeleted = true
	case "critical":
		o.IsCriticalSystemObject = true
	case "line":
		o.Origin.Line, _ = strconv.Atoi(value)
	default:
		field := map[string]*directory.Text{
			"dn": &o.DN, "sam": &o.SAMAccountName, "upn": &o.UserPrincipalName, "mail": &o.Mail, "nick": &o.MailNickname, "sid": &o.ObjectSID,
			"consistency": &o.ConsistencyGUID, "synced": &o.OnPremisesSyncEnabled, "managed": &o.IsCloudManaged, "type": &o.UserType,
			"uac": &o.UserAccountControl, "recipient": &o.RecipientTypeDetails, "custom": &o.Custom,
		}[key]
		if field == nil {
			return fmt.Errorf("unknown key %q", key)
		}
		*field = text
	}
	return nil
}
