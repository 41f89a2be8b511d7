package convert

// A GUID is the 16 octets of an objectGUID as Active Directory stores them.
type GUID [16]byte
