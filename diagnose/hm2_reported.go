package diagnose

import (
	"encoding/json"
	"strings"

	"hardmatch/match"
)

// mostOthers is the number of holders of a quarantined value that a finding names. Very
// many objects may report the same value.
const mostOthers = 10

func quarantined(p *pass) {
	for _, text := range p.o.ProvisioningErrors.Values {
		var e struct{ Category, PropertyCausingError, Value string }
		if json.Unmarshal(text, &e) != nil || e.Value == "" {
			continue
		}
		attribute := "userPrincipalName"
		if strings.HasPrefix(strings.ToLower(e.PropertyCausingError), "proxyaddress") {
			attribute = "proxyAddresses"
		}
		var others []match.Ref
		for r := range p.Holders(attribute, e.Value) {
			if p.IsOther(r, p.ref) {
				others = append(others, r)
			}
			if len(others) == mostOthers {
				break
			}
		}
		holder := "no object of the exports has it"
		if len(others) > 0 {
			holder = "it belongs to " + p.namesOf(p.withoutJoined(others))
		}
		p.report(about(attribute, []byte(e.Value), others...), "%s is quarantined for %s; %s", e.Value, p.self(), holder)
	}
}

func serviceError(p *pass) {
	for _, text := range p.o.ServiceErrors.Values {
		var e struct {
			IsResolved      bool
			ServiceInstance string
		}
		if json.Unmarshal(text, &e) == nil && !e.IsResolved {
			p.report(about("serviceProvisioningErrors", []byte(e.ServiceInstance)), "%s has an unresolved error of %s", p.self(), e.ServiceInstance)
		}
	}
}
