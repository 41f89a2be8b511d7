// Package modeltest reads the models of tests from lines of text: on-premises and cloud
// objects, and what is known of a tenant. Nothing but tests imports it.
//
//	ad NAME key=value...     an on-premises user; class=group and so on makes it another
//	cloud NAME key=value...  a cloud object
//	flag NAME=true|false|unknown; unknown KIND; cut KIND; role OBJECT assigned|eligible [harmless]
//	day YYYY-MM-DD; engine cloudsync; managed OBJECT; domain NAME [federated]
//
// What is not given is empty; ? was not exported, ! was lost. like=X is the anchor of X.
// Of the tenant everything is known, and nothing is blocked.
package modeltest

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"

	"hardmatch/directory"
	"hardmatch/match"
)

// A Model is a paragraph of a file: a line with its name, and indented ones.
type Model struct {
	match.Model
	Name string
	Refs map[string]match.Ref // by name
	Want [][]string           // lines that say what is wanted, in words
}

// Read reads the models of a file. Lines that begin with one of the words of wants say
// what is wanted in a model.
func Read(file string, wants ...string) ([]*Model, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []*Model
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || line[0] == '#':
		case line[0] != ' ' && line[0] != '\t':
			all = append(all, New(line))
		case slices.Contains(wants, words[0]):
			w := all[len(all)-1]
			w.Want = append(w.Want, words)
		default:
			if err := all[len(all)-1].Add(words, n); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", file, n, err)
			}
		}
	}
	return all, lines.Err()
}

// New is a tenant of which everything is known and nothing is blocked.
func New(name string) *Model {
	w := &Model{Name: name, Refs: make(map[string]match.Ref)}
	w.OnPremises, w.Cloud = &directory.ConnectorSpace{Side: directory.OnPremises}, &directory.ConnectorSpace{Side: directory.Cloud}
	w.AsOf = "2026-11-24"
	w.Tenant = &directory.Tenant{
		Features: map[string]bool{directory.FlagBlockHardMatch: false, directory.FlagBlockSoftMatch: false, directory.FlagSoftMatchOnUPN: true, directory.FlagQuarantineUPN: true, directory.FlagQuarantineAddresses: true},
		Domains:  []directory.Domain{{Name: "contoso.com", Verified: true}, {Name: "contoso.onmicrosoft.com", Verified: true, Initial: true}},
	}
	for _, k := range []directory.TenantKind{
		directory.Domains, directory.Users, directory.DeletedUsers, directory.Groups, directory.Contacts, directory.RoleAssignments, directory.RoleEligibility,
	} {
		w.Tenant.See(k)
	}
	return w
}

// Add takes up the words of a line.
func (w *Model) Add(words []string, line int) error {
	switch words[0] {
	case "ad":
		w.Refs[words[1]] = match.RefOf(directory.OnPremises, w.OnPremises.Len())
		o, err := Object(directory.OnPremises, words[1:], line)
		w.OnPremises.Add(o)
		return err
	case "cloud":
		w.Refs[words[1]] = match.RefOf(directory.Cloud, w.Cloud.Len())
		o, err := Object(directory.Cloud, words[1:], line)
		w.Cloud.Add(o)
		return err
	case "domain":
		w.Tenant.Domains = append(w.Tenant.Domains, directory.Domain{Name: words[1], Verified: true, Federated: len(words) > 2})
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
		w.Tenant.Holders = append(w.Tenant.Holders, directory.RoleHolder{PrincipalID: idOf(words[1]), RoleID: strings.Join(words[2:], " "), Eligible: words[2] == "eligible"})
		if len(words) > 3 {
			w.Tenant.Roles = append(w.Tenant.Roles, directory.Role{ID: strings.Join(words[2:], " "), Privileged: new(bool)})
		}
	case "managed":
		w.Tenant.CloudManaged = map[string]bool{idOf(words[1]): true}
	case "day":
		w.AsOf = words[1]
	case "engine":
		w.Engine = match.CloudSync
	default:
		return fmt.Errorf("unknown word %q", words[0])
	}
	return nil
}
