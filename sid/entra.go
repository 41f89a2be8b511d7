package sid

import (
	"encoding/binary"
	"strconv"
)

// entraPrefix is the start of the octets of S-1-12-1-a-b-c-d. The 16 octets of the
// object id follow.
const entraPrefix = "\x01\x05\x00\x00\x00\x00\x00\x0c\x01\x00\x00\x00"

// AppendEntra appends the text of the SID by which Windows knows the Entra ID object
// with this object id: S-1-12-1- and the octets of the id as four little-endian
// numbers of 32 bits.
func AppendEntra(dst []byte, id [16]byte) []byte {
	dst = append(dst, "S-1-12-1"...)
	for i := 0; i < len(id); i += 4 {
		dst = append(dst, '-')
		dst = strconv.AppendUint(dst, uint64(binary.LittleEndian.Uint32(id[i:])), 10)
	}
	return dst
}

// AppendEntraOctets appends the octets of the same SID.
func AppendEntraOctets(dst []byte, id [16]byte) []byte {
	return append(append(dst, entraPrefix...), id[:]...)
}

// ParseEntra returns the object id that the text S-1-12-1-a-b-c-d holds. It returns
// ErrNotEntra for any other SID, and ErrText for a text that is not a SID.
func ParseEntra[T string | []byte](s T) ([16]byte, error) {
	var buf [MaxOctets]byte
	octets, err := AppendOctets(buf[:0], s)
	if err != nil {
		return [16]byte{}, err
	}
	id, ok := EntraObjectID(octets)
	if !ok {
		return id, ErrNotEntra
	}
	return id, nil
}

// EntraObjectID returns the object id that the octets of a SID hold, and false if they
// hold none.
func EntraObjectID[T string | []byte](octets T) (id [16]byte, ok bool) {
	if len(octets) != len(entraPrefix)+len(id) || string(octets[:len(entraPrefix)]) != entraPrefix {
		return id, false
	}
	copy(id[:], octets[len(entraPrefix):])
	return id, true
}
