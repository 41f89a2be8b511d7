package report

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strconv"

	"hardmatch/convert"
	"hardmatch/sid"
)

// appendOctets appends 16 octets as a GUID, all others in Base64.
func appendOctets(dst, octets []byte) []byte {
	if guid, ok := convert.GUIDFromOctets(octets); ok {
		return convert.AppendGUID(dst, guid)
	}
	return base64.StdEncoding.AppendEncode(dst, octets)
}

// appendSID is the function appendSID, faster for many SIDs of one domain.
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

// appendSID appends a SID as S-1-..., and octets that are no SID in Base64.
func appendSID(dst, octets []byte) []byte {
	if text, err := sid.Append(dst, octets); err == nil {
		return text
	}
	return base64.StdEncoding.AppendEncode(dst, octets)
}
