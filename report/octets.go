package report

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strconv"

	"hardmatch/convert"
	"hardmatch/sid"
)

// appendOctets appends a GUID where there are 16 octets, else their Base64.
func appendOctets(dst, octets []byte) []byte {
	if guid, ok := convert.GUIDFromOctets(octets); ok {
		return convert.AppendGUID(dst, guid)
	}
	return base64.StdEncoding.AppendEncode(dst, octets)
}

// appendSID is the function appendSID for many SIDs of one domain.
func (e *objectEncoder) appendSID(dst, octets []byte) []byte {
	const number = 4 // octets of a sub-authority, little-endian (MS-DTYP 2.4.2.2)
	split := len(octets) - number
	if split > 0 && bytes.Equal(octets[:split], e.domain) {
		last := binary.LittleEndian.Uint32(octets[split:])
		return strconv.AppendUint(append(dst, e.domainText...), uint64(last), 10)
	}
	at := len(dst)
	dst = appendSID(dst, octets)
	if hyphen := bytes.LastIndexByte(dst[at:], '-'); hyphen > 0 {
		e.domain = append(e.domain[:0], octets[:split]...)
		e.domainText = append(e.domainText[:0], dst[at:at+hyphen+1]...)
	}
	return dst
}

// appendSID appends S-1-..., or the Base64 of octets that are no SID.
func appendSID(dst, octets []byte) []byte {
	if text, err := sid.Append(dst, octets); err == nil {
		return text
	}
	return base64.StdEncoding.AppendEncode(dst, octets)
}
