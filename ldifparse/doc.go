// Package ldifparse reads and writes LDIF, RFC 2849, in the dialects of ldifde,
// ldapsearch, ldbsearch and their libraries.
//
// Begin with [Read], which yields one [Record] after the other and needs no more
// memory than the wanted values of one record. A record that cannot be read is
// reported as a [*ParseError], and reading continues with the next one. [Writer]
// writes the same records.
//
// The package knows nothing of Active Directory and of encodings: its input is
// UTF-8 or any 8-bit superset of ASCII, and values keep their octets. It never
// opens the URL of a ":<" value.
package ldifparse
