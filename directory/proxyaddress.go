package directory

import "bytes"

// A ProxyAddress is one value of proxyAddresses taken apart. Scheme keeps the
// spelling of the directory; a value without a scheme has an empty one.
type ProxyAddress struct {
	Scheme  []byte
	Address []byte
	Primary bool // the scheme is written in capitals: SMTP, SIP, X500 ...
}

// ParseProxyAddress takes one value of proxyAddresses apart at its first colon
// and the blanks behind it. The parts share memory with value.
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

// PrimarySMTP returns the address that proxyAddresses names as primary for
// SMTP, without its scheme, else mail: without a primary in proxyAddresses the
// sync service makes mail the primary one. It returns nil when neither is known.
func (o *Object) PrimarySMTP() []byte {
	for _, v := range o.ProxyAddresses.Values {
		if a := ParseProxyAddress(v); string(a.Scheme) == "SMTP" {
			return a.Address
		}
	}
	return o.Mail.Value
}

// IsSMTP reports whether the address is one of mail. Without a scheme it is.
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
// mail, and the value as it stands there; "" if neither does.
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
