// Package modeltest reads the models of tests from lines of text: on-premises and cloud
// objects, and what is known about a tenant. Only tests import it.
//
//	ad NAME key=value...     an on-premises user; class=group and so on makes it another
//	cloud NAME key=value...  a cloud object
//	flag NAME=true|false|unknown; unknown KIND; cut KIND; role OBJECT assigned|eligible [harmless]
//	day YYYY-MM-DD; engine cloudsync; managed OBJECT; domain NAME [federated]
//
// Attributes that are not given are empty. The value ? was not exported, and ! was lost.
// like=X is the anchor of X. Everything about the tenant is known, and nothing is blocked.
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
	Want [][]string           // the lines of expected results, each split into words
}

// Read reads the models of a file. Lines that begin with one of the words of wants are
// expected results of a model.
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
			m := all[len(all)-1]
			m.Want = append(m.Want, words)
		default:
			if err := all[len(all)-1].Add(words, n); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", file, n, err)
			}
		}
	}
	return all, lines.Err()
}

// New returns a model without objects. Everything about its tenant is known, and nothing is
// blocked.
func New(name string) *Model {
	m := &Model{Name: name, Refs: make(map[string]match.Ref)}
	m.OnPremises, m.Cloud = &directory.ConnectorSpace{Side: directory.OnPremises}, &directory.ConnectorSpace{Side: directory.Cloud}
	m.AsOf = "2026-11-24"
	m.Tenant = &directory.Tenant{
		Features: map[string]bool{directory.FlagBlockHardMatch: false, directory.FlagBlockSoftMatch: false, directory.FlagSoftMatchOnUPN: true, directory.FlagQuarantineUPN: true, directory.FlagQuarantineAddresses: true},
		Domains:  []directory.Domain{{Name: "contoso.com", Verified: true}, {Name: "contoso.onmicrosoft.com", Verified: true, Initial: true}},
	}
	for _, k := range []directory.TenantKind{
		directory.Domains, directory.Users, directory.DeletedUsers, directory.Groups, directory.Contacts, directory.RoleAssignments, directory.RoleEligibility,
	} {
		m.Tenant.See(k)
	}
	return m
}

// Add adds the words of a line to the model.
func (m *Model) Add(words []string, line int) error {
	switch words[0] {
	case "ad":
		m.Refs[words[1]] = match.RefOf(directory.OnPremises, m.OnPremises.Len())
		o, err := Object(directory.OnPremises, words[1:], line)
		m.OnPremises.Add(o)
		return err
	case "cloud":
		m.Refs[words[1]] = match.RefOf(directory.Cloud, m.Cloud.Len())
		o, err := Object(directory.Cloud, words[1:], line)
		m.Cloud.Add(o)
		return err
	case "domain":
		m.Tenant.Domains = append(m.Tenant.Domains, directory.Domain{Name: words[1], Verified: true, Federated: len(words) > 2})
	case "flag":
		name, value, _ := strings.Cut(words[1], "=")
		if delete(m.Tenant.Features, name); value != "unknown" {
			m.Tenant.Features[name] = value == "true"
		}
	case "unknown":
		delete(m.Tenant.Seen, directory.TenantKind(words[1]))
	case "cut":
		m.Tenant.CutOff(directory.TenantKind(words[1]))
	case "role": // role OBJECT assigned|eligible [harmless]
		m.Tenant.Holders = append(m.Tenant.Holders, directory.RoleHolder{PrincipalID: idOf(words[1]), RoleID: strings.Join(words[2:], " "), Eligible: words[2] == "eligible"})
		if len(words) > 3 {
			m.Tenant.Roles = append(m.Tenant.Roles, directory.Role{ID: strings.Join(words[2:], " "), Privileged: new(bool)})
		}
	case "managed":
		m.Tenant.CloudManaged = map[string]bool{idOf(words[1]): true}
	case "day":
		m.AsOf = words[1]
	case "engine":
		m.Engine = match.CloudSync
	default:
		return fmt.Errorf("unknown word %q", words[0])
	}
	return nil
}
