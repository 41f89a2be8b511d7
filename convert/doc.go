// Package convert reads and writes every notation of a GUID, an ImmutableId
// and a SID. Start with Read, which recognises what an administrator pastes;
// ParseGUID and ParseImmutableID are the strict and fast ways in.
//
// It refuses what it cannot tell apart: 32 hex digits are written in two
// orders, and only the caller can know which one it is.
package convert
