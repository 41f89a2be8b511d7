// Package convert reads and writes every notation of a GUID, an ImmutableId
// and a SID. Start with Read, which recognises what an administrator pastes.
// ParseGUID and ParseImmutableID are strict and fast.
//
// Read has three stages, and each runs once: clean removes what people and programs
// put around a value, recognise finds everything that the value can be, and evaluate
// picks the one reading, or explains why there is none or more than one.
//
// Read refuses ambiguous values: 32 hex digits are written in two orders, and only
// the caller can know which one it is.
package convert
