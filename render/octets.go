package render

import (
	"encoding/base64"

	"hardmatch/convert"
)

// appendOctets appends a GUID where there are 16 octets, else their Base64.
func appendOctets(dst, octets []byte) []byte {
	if guid, ok := convert.GUIDFromOctets(octets); ok {
		return convert.AppendGUID(dst, guid)
	}
	return base64.StdEncoding.AppendEncode(dst, octets)
}

// appendSID appends S-1-..., or the Base64 of octets that are no SID.
func appendSID(dst, octets []byte) []byte {
	if sid, err := convert.AppendSID(dst, octets); err == nil {
		return sid
	}
	return base64.StdEncoding.AppendEncode(dst, octets)
}
