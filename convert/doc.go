// Package convert reads and writes every notation of a GUID, an ImmutableId
// and a SID. Start with Read, which recognises what an administrator pastes;
// ParseGUID and ParseImmutableID are the strict and fast ways in.
//
// Read takes a value through three stages, each once and none going back: clean removes
// what people and programs put around it, recognise finds all that it can be, and
// evaluate picks the one reading, or explains why there is none or more than one.
//
// It refuses what it cannot tell apart: 32 hex digits are written in two
// orders, and only the caller can know which one it is.
package convert
