package directory

import "bytes"

// A ProxyAddress is one value of proxyAddresses, split. Scheme is spelt as in the directory;
// it is empty for a value without a scheme.
type ProxyAddress struct {
	Scheme  []byte
	Address []byte
	Primary bool // the scheme is written in capitals: SMTP, SIP, X500 ...
}

// ParseProxyAddress splits one value of proxyAddresses at its first colon and the blanks
// after it. The parts share memory with value.
func ParseProxyAddress(value []byte) ProxyAddress {
	scheme, address, found := bytes.Cut(value, []byte(":"))
	if !found {
		return ProxyAddress{Address: value}
	}
	return ProxyAddress{Scheme: scheme, Address: bytes.TrimLeft(address, " "), Primary: isCapitals(scheme)}
}

func isCapitals(scheme []byte) bool {
	for _, c := range scheme {
		if 'a' <= c && c <= 'z' {
			return false
		}
	}
	return len(scheme) > 0
}

// PrimarySMTP returns the primary SMTP address in proxyAddresses, without its scheme. If there
// is none it returns mail, which the sync service then makes the primary address. It returns
// nil if neither is known.
func (o *Object) PrimarySMTP() []byte {
	for _, v := range o.ProxyAddresses.Values {
		if a := ParseProxyAddress(v); string(a.Scheme) == "SMTP" {
			return a.Address
		}
	}
	return o.Mail.Value
}

// IsSMTP reports whether the address is an SMTP address. An address without a scheme is one.
func (a ProxyAddress) IsSMTP() bool {
	return len(a.Scheme) == 0 || bytes.EqualFold(a.Scheme, []byte("smtp"))
}

// HasAddress reports whether an SMTP address is among the proxyAddresses of the
// object, or is its mail.
func (o *Object) HasAddress(address []byte) bool {
	attribute, _ := o.AddressValue(address)
	return attribute != ""
}

// AddressValue returns the attribute that holds an SMTP address, proxyAddresses or
// mail, and the value as it is spelt there. The attribute is "" if neither has it.
func (o *Object) AddressValue(address []byte) (attribute string, value []byte) {
	for _, v := range o.ProxyAddresses.Values {
		if a := ParseProxyAddress(v); a.IsSMTP() && bytes.EqualFold(a.Address, address) {
			return "proxyAddresses", v
		}
	}
	if o.Mail.Presence == Present && bytes.EqualFold(o.Mail.Value, address) {
		return "mail", o.Mail.Value
	}
	return "", nil
}
