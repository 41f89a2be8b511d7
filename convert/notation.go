package convert

import "hardmatch/hint"

// A Notation is one way of writing a GUID, an anchor or a SID. The zero value
// Auto means that the value decides.
type Notation uint8

// The notations, in the order of the contract.
const (
	Auto Notation = iota
	NotationGUID
	NotationGUIDN
	NotationGUIDB
	NotationGUIDP
	NotationGUIDX
	NotationURN
	NotationImmutableID
	NotationBase64URL
	NotationBase64TextOrder
	NotationHex
	NotationHexSpaced
	NotationHexC
	NotationBytes
	NotationLDAPFilter
	NotationCSVDE
	NotationLDIF
	NotationDN
	NotationGUIDBind
	NotationInt
	NotationSQL
	NotationSID
	NotationSIDBase64
	NotationSIDHex
	notationEnd
)

// Notations lists every notation in the order of the contract.
func Notations() []Notation {
	all := make([]Notation, 0, notationEnd-1)
	for n := Auto + 1; n < notationEnd; n++ {
		all = append(all, n)
	}
	return all
}

// String returns the name that ParseNotation reads, and "auto" for Auto.
func (n Notation) String() string {
	if n >= notationEnd {
		return "unknown"
	}
	return notations[n].name
}

// Note returns a few words on what the notation is, or "" if its name is enough.
func (n Notation) Note() string {
	if n >= notationEnd {
		return ""
	}
	return notations[n].note
}

// ParseNotation returns the notation of that name, in any case. The error is
// an *Error whose hint lists the names.
func ParseNotation(name string) (Notation, error) {
	for n := Auto + 1; n < notationEnd; n++ {
		if len(name) == len(notations[n].name) && hasPrefixFold(name, notations[n].name) {
			return n, nil
		}
	}
	var names []string
	for n := Auto + 1; n < notationEnd; n++ {
		names = append(names, notations[n].name)
	}
	return Auto, &Error{Err: ErrNoSuch, Text: `no notation is called "` + Sanitize(name) + `"`, Hint: hint.New(hint.KnownNotations, names...)}
}

// A notation is one row of the table below. Each row has one of two parsers: octets if
// the text is a list of octets in stored order, otherwise value. Both are strict,
// because clean has removed what people add around a value.
type notation struct {
	name   string
	note   string
	kinds  kinds // which values can be written in it
	named  bool  // read only if asked for, never recognised
	octets func(dst []byte, s string) ([]byte, bool)
	least  int // a list of at least so many octets is certainly in this notation; 0: never
	value  func(s string) (Value, bool)
	append func(dst []byte, v *Value) []byte
}

const (
	anyGUID = kinds(1<<KindGUID | 1<<KindObjectID)
	anchors = kinds(1<<KindGUID | 1<<KindAnchor) // values that have octets in AD
)

// notations has a row for each notation.
var notations = [notationEnd]notation{
	Auto: {name: "auto"},
	NotationGUID: {
		name: "guid", kinds: anyGUID,
		value: parseGUIDText(dashedLen), append: appendGUIDText("", ""),
	},
	NotationGUIDN: {
		name: "guid-n", note: "digits in the order of the text", kinds: anyGUID,
		value: parseGUIDDigits, append: appendGUIDDigits,
	},
	NotationGUIDB: {
		name: "guid-b", note: "registry", kinds: anyGUID,
		value: parseGUIDIn('{'), append: appendGUIDText("{", "}"),
	},
	NotationGUIDP: {
		name: "guid-p", kinds: anyGUID,
		value: parseGUIDIn('('), append: appendGUIDText("(", ")"),
	},
	NotationGUIDX: {
		name: "guid-x", note: "initialiser of a struct in C", kinds: anyGUID,
		value: parseGUIDStruct, append: appendGUIDStruct,
	},
	NotationURN: {
		name: "urn", note: "RFC 9562", kinds: anyGUID,
		value: parseGUIDText(dashedLen + len(urnPrefix)), append: appendGUIDText(urnPrefix, ""),
	},
	NotationImmutableID: {
		name: "immutableid", note: "onPremisesImmutableId, sourceAnchor", kinds: anchors,
		octets: decodeBase64Std, append: appendAnchor,
	},
	NotationBase64URL: {
		name: "base64url", note: "tokens and URLs; not for Entra ID", kinds: anchors,
		octets: decodeBase64URL, append: appendBase64URL,
	},
	NotationBase64TextOrder: {
		name: "base64-textorder", note: "as Java, Go and Python write it; not for Entra ID", kinds: 1 << KindGUID, named: true,
		octets: decodeBase64TextOrder, append: appendBase64TextOrder,
	},
	NotationHex: {
		name: "hex", note: "octets as stored in AD", kinds: anchors,
		octets: decodeHexDigits, append: appendHexDigits,
	},
	NotationHexSpaced: {
		name: "hex-spaced", note: "attribute editor of ADUC", kinds: anchors,
		octets: decodeHexSpaced, least: 8, append: appendHexSpaced,
	},
	NotationHexC: {
		name: "hex-c", note: "source code", kinds: anchors,
		octets: decodeHexC, least: 2, append: appendHexC,
	},
	NotationBytes: {
		name: "bytes", note: "PowerShell, ToByteArray()", kinds: anchors,
		octets: decodeDecimals, least: 8, append: appendDecimals,
	},
	NotationLDAPFilter: {
		name: "ldap-filter", note: "RFC 4515", kinds: anchors,
		octets: decodeLDAPFilter, least: 4, append: appendLDAPFilter,
	},
	NotationCSVDE: {
		name: "csvde", kinds: anchors,
		octets: decodeCSVDE, least: 1, append: appendCSVDE,
	},
	NotationLDIF: {
		name: "ldif", note: "what follows :: is the immutableid", kinds: anchors,
		octets: decodeBase64Std, append: appendLDIF,
	},
	NotationDN: {
		name: "dn", note: "connector space of Entra ID", kinds: anchors,
		value: parseDN, append: appendDN,
	},
	NotationGUIDBind: {
		name: "guid-bind", note: "DN to bind to in AD", kinds: 1 << KindGUID,
		value: parseGUIDBind, append: appendGUIDText("<GUID=", ">"),
	},
	NotationInt: {
		name: "int", note: "128 bits in the order of the text", kinds: anyGUID,
		value: parseInt, append: appendInt,
	},
	NotationSQL: {
		name: "sql", note: "binary(16) of SQL Server", kinds: anchors,
		octets: decodeSQL, least: 4, append: appendSQL,
	},
	NotationSID: {
		name: "sid", note: "of the Entra ID object with this object id", kinds: anyGUID | 1<<KindSID,
		value: parseSIDText, append: appendSIDText,
	},
	NotationSIDBase64: {
		name: "sid-base64", kinds: anyGUID | 1<<KindSID, named: true,
		octets: decodeBase64Std, append: appendSIDBase64,
	},
	NotationSIDHex: {
		name: "sid-hex", kinds: anyGUID | 1<<KindSID, named: true,
		octets: decodeSIDHex, append: appendSIDHex,
	},
}
